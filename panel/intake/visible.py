"""The visible text of HTML: what a reader of the page would see, and what the page held besides.

Only text with tags of HTML's own elements, or comments, is taken for HTML; ``a < b``, ``Vec<String>`` and code in
backticks stay as they are. Entities are decoded once: by the HTML parser, or here when there is nothing to parse.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

SHOWN = 500

_ELEMENTS = frozenset(
    "a abbr address article aside audio b base bdi bdo blockquote body br button canvas caption center cite code col "
    "colgroup dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 "
    "h6 head header hr html i iframe img input ins kbd label legend li link main map mark marquee math menu meta meter "
    "nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script section "
    "select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th "
    "thead time title tr track tt u ul var video wbr".split()
)
_TAG = re.compile(r"<(?:/?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])|!--|!doctype\b|\?)", re.IGNORECASE)
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_UNSEEN_ELEMENTS = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "meta", "link", "iframe", "object", "svg", "canvas"}
)
_BLOCKS = frozenset(
    "address article aside blockquote dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table", "section"})
_SPEAKING = ("alt", "title", "aria-label", "aria-description", "content", "placeholder")
_HIDING = (
    ("display:none", "hidden element"),
    ("visibility:hidden", "hidden element"),
    ("visibility:collapse", "hidden element"),
)
_NOTHING = re.compile(r"(?:^|;)(?:font-size|opacity|max-height|height|width):0(?:\.0+)?(?:px|em|rem|pt|%)?(?:;|!|$)")
_AWAY = re.compile(r"(?:left|top|right|bottom|text-indent|margin-left|margin-top):-\d{3,}")
_CLIPPED = re.compile(r"clip(?:-path)?:(?:rect\(0|inset\((?:50|100)%)|transform:scale\(0")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!\s]+)")
_WHITE = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "transparent", "rgba(0,0,0,0)"})


@dataclass(frozen=True, slots=True)
class Unseen:
    """Words that the page held and did not show."""

    kind: str
    text: str


def visible_text(text: str) -> tuple[str, tuple[Unseen, ...]]:
    """What a reader would see of a text that may be HTML, with entities decoded once, and what they would not."""
    if "<" not in text and "&" not in text:
        return text, ()
    parts = _CODE.split(text)
    if not any(_is_markup(part) for part in parts[::2]):
        return html.unescape(text), ()
    guarded = "".join(_escaped(part) if at % 2 else _guarded(part) for at, part in enumerate(parts))
    tree = LexborHTMLParser(f"<!doctype html><body>{guarded}")
    if tree.root is None:
        return html.unescape(text), ()
    page = _Page()
    page.read(tree.root)
    return page.text(), tuple(page.unseen)


def _is_markup(text: str) -> bool:
    return any(found[1] is None or found[1].lower() in _ELEMENTS for found in _TAG.finditer(text))


def _guarded(text: str) -> str:
    """The text with every ``<`` that opens no HTML element written as an entity."""
    pieces, at = [], 0
    while (start := text.find("<", at)) >= 0:
        found = _TAG.match(text, start)
        is_tag = found is not None and (found[1] is None or found[1].lower() in _ELEMENTS)
        pieces += [text[at:start], "<" if is_tag else "&lt;"]
        at = start + 1
    return "".join([*pieces, text[at:]])


def _escaped(code: str) -> str:
    """Code in backticks, so that the parser gives it back as it was written."""
    return code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Page:
    """Walks a parsed page without recursion and gathers what shows and what does not."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.unseen: list[Unseen] = []

    def read(self, root: LexborNode) -> None:
        """Visit the whole tree, in the order of the text."""
        waiting: list[LexborNode | str] = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                self._pieces.append(node)
            else:
                waiting.extend(reversed(self._visit(node)))

    def text(self) -> str:
        """The visible text, its line breaks as blocks make them."""
        joined = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(self._pieces))
        return re.sub(r"\n{3,}", "\n\n", joined).strip()

    def _visit(self, node: LexborNode) -> list[LexborNode | str]:
        """What a node shows: text, its children between line breaks, or nothing."""
        tag = node.tag or ""
        if node.is_text_node:
            return [node.text_content or ""]
        if node.is_comment_node:
            self._hide("comment", node.comment_content or "")
            return []
        if tag == "br":
            return ["\n"]
        kind = f"{tag} element" if tag in _UNSEEN_ELEMENTS else _hidden(node)
        self._hide_attributes(node)
        if kind is not None:
            self._hide(kind, _inner(node))
            return []
        return _between_breaks(node, tag)

    def _hide_attributes(self, node: LexborNode) -> None:
        for name, value in node.attributes.items():
            if value and (name in _SPEAKING or name.startswith("data-")) and " " in value.strip():
                self._hide(f"{name} attribute", value)

    def _hide(self, kind: str, text: str) -> None:
        words = " ".join(text.split())
        if any(mark.isalnum() for mark in words):
            self.unseen.append(Unseen(kind, words[:SHOWN]))


def _between_breaks(node: LexborNode, tag: str) -> list[LexborNode | str]:
    edge = "\n\n" if tag in _PARAGRAPHS else "\n" if tag in _BLOCKS else ""
    shown: list[LexborNode | str] = [edge, "- " if tag == "li" else ""]
    child = node.child
    while child is not None:
        shown.append(child)
        child = child.next
    return [*shown, edge]


def _inner(node: LexborNode) -> str:
    return node.text(deep=True, separator=" ") or ""


def _hidden(node: LexborNode) -> str | None:
    """Why a reader does not see this element, or None if they do."""
    attributes = node.attributes
    if "hidden" in attributes:
        return "hidden element"
    if (attributes.get("aria-hidden") or "").strip().lower() == "true":
        return "aria-hidden element"
    style = re.sub(r"\s+", "", attributes.get("style") or "").lower()
    for sign, kind in _HIDING:
        if sign in style:
            return kind
    if _NOTHING.search(style) or _CLIPPED.search(style):
        return "element of no size"
    if _AWAY.search(style):
        return "off-screen element"
    return _same_colour(style, attributes.get("color"))


def _same_colour(style: str, attribute: str | None) -> str | None:
    colour = _COLOUR.search(style)
    ink = colour[1] if colour else (attribute or "").strip().lower()
    ground = _GROUND.search(style)
    paper = ground[1] if ground else "white"
    if ink and (ink == paper or (ink in _WHITE and paper in _WHITE)):
        return "element in the colour of its ground"
    return None
