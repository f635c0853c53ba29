"""What a reader of a web page sees of its HTML, as plain lines; what is dropped is kept for the record.

Dropped are comments, scripts, what is hidden by an attribute or by CSS, and the words in attributes. Inside a block,
white space is as in HTML; outside, line ends stay, since there the text is Markdown or plain.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from panel.intake.characters import Hidden, Plain
from panel.intake.markup import literal, shielded, unshielded
from panel.intake.paint import Paint, painted
from panel.intake.styles import Sheet, declared, hides, sheet

_LINE, _PARAGRAPH, _BREAK = "\ue010", "\ue011", "\ue012"

_DROPPED = frozenset(
    """
    annotation annotation-xml applet area audio canvas datalist desc embed head iframe link meta meter mphantom noembed
    noframes noscript object param progress rp script style svg template title track video
    """.split()  # noqa: SIM905 - names read better without quotes
)
_LINES = frozenset(
    """
    address article aside caption center dd details dialog dir div dt fieldset figcaption figure footer form
    header hgroup legend li listing main menu nav optgroup option search section select summary tbody textarea
    tfoot thead tr
    """.split()  # noqa: SIM905 - names read better without quotes
)
_PARAGRAPHS = frozenset(
    "blockquote dl h1 h2 h3 h4 h5 h6 hr ol p plaintext pre table ul xmp".split()  # noqa: SIM905 - the same
)
_VERBATIM = frozenset(("pre", "textarea", "xmp", "plaintext", "listing"))
_SPOKEN = frozenset(
    ("alt", "title", "content", "value", "placeholder", "label", "summary", "abbr", "srcdoc", "download")
)

_TAG = re.compile(r"<[^<>]*>")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_WIDE_GAP = re.compile(r"\n[ \t]*\n[ \t\n]*\n")
_WIDE_SPACE = re.compile(r"(?<=[^ \t\n])[ \t]{2,}(?=[^ \t\n])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BOUNDARY = re.compile(rf"(?<![ \t\n])[ \t\n]*[{_LINE}{_PARAGRAPH}{_BREAK}][ \t\n{_LINE}{_PARAGRAPH}{_BREAK}]*")


_PAGE = Paint()


@dataclass(frozen=True, slots=True)
class _Surroundings:
    paint: Paint = _PAGE
    is_block: bool = False
    is_verbatim: bool = False


@dataclass(slots=True)
class _Reading:
    """One pass over a tree: the pieces that are seen, and what is not."""

    rules: Sheet
    pieces: list[str] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    waiting: list[tuple[LexborNode | str, _Surroundings]] = field(default_factory=list)

    def read(self, document: LexborNode) -> None:
        self.waiting = [(child, _Surroundings()) for child in reversed(_children(document))]
        while self.waiting:
            node, around = self.waiting.pop()
            if isinstance(node, str):
                self.pieces.append(node)
            elif node.is_comment_node:
                self._drop("comment", node.comment_content or "")
            elif node.is_text_node:
                self._text(node.text_content or "", around)
            elif node.is_element_node:
                self._element(node, around)

    def _text(self, text: str, around: _Surroundings) -> None:
        if around.paint.is_invisible:
            self._drop("invisible colour", text)
        elif around.is_verbatim:
            self.pieces.append(literal(text))
        elif around.is_block:
            self.pieces.append(re.sub(r"[ \t\n]+", lambda gap: "\n\n" if gap[0].count("\n") > 1 else " ", text))
        else:
            self.pieces.append(text)

    def _element(self, node: LexborNode, around: _Surroundings) -> None:
        name, attributes = node.tag or "", node.attributes
        style = declared(name, attributes, self.rules)
        self._drop_attributes(attributes)
        if name in _DROPPED:
            return self._drop(f"{name} element", _words_of(node))
        if _is_hidden(name, attributes) or hides(style):
            return self._drop("hidden element", _words_of(node))
        edge = _edge(name)
        inside = _Surroundings(
            paint=painted(around.paint, style) if style else around.paint,
            is_block=around.is_block or edge in (_LINE, _PARAGRAPH),
            is_verbatim=around.is_verbatim or name in _VERBATIM,
        )
        self.pieces.append(edge)
        if name not in ("br", "hr", "wbr"):
            self.waiting.append((edge, inside))
            self.waiting += [(child, inside) for child in reversed(_children(node))]
        return None

    def _drop_attributes(self, attributes: dict[str, str | None]) -> None:
        for name, value in attributes.items():
            if value and (name in _SPOKEN or name.startswith(("data-", "aria-"))):
                self._drop(f"{name} attribute", value, is_short=True)
        self._drop("bare attributes", " ".join(name for name, value in attributes.items() if not value), is_short=True)

    def _drop(self, kind: str, text: str, *, is_short: bool = False) -> None:
        """Record what was dropped, if it says something; a single English word in an attribute is a setting."""
        said = unshielded(text).strip()
        words = len(_WORD.findall(said))
        if words > 1 or (words and not (is_short and said.isascii())):
            self.hidden.append(Hidden(kind, said))


def seen_text(text: str, place: str) -> Plain:
    """The visible text; a text without HTML is returned as it is. Raises Mistake when it holds too much markup."""
    source = shielded(text, place)
    if not source.has_markup:
        return Plain(text, ())
    tree = LexborHTMLParser(f"<body>{source.html}")
    document = tree.root.parent if tree.root else None
    if document is None:
        return Plain("", ())
    reading = _Reading(_rules(tree))
    reading.read(document)
    lines = _BOUNDARY.sub(_boundary, "".join(reading.pieces))
    lines = _WIDE_GAP.sub("\n\n", _WIDE_SPACE.sub(" ", lines))
    return Plain(unshielded(lines), tuple(reading.hidden))


def _rules(tree: LexborHTMLParser) -> Sheet:
    rules: Sheet = {}
    for style in tree.css("style"):
        for selector, declarations in sheet(unshielded(style.text())).items():
            rules.setdefault(selector, {}).update(declarations)
    return rules


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _words_of(node: LexborNode) -> str:
    """What the element says; a template keeps its content out of the tree, and a drawing's own tags are literal."""
    if node.tag == "template":
        return html.unescape(_TAG.sub(" ", node.html or ""))
    said = unshielded(node.text(separator=" "))
    return _TAG.sub(" ", said) if node.tag == "svg" else said


def _is_hidden(name: str, attributes: dict[str, str | None]) -> bool:
    is_shut = name == "dialog" and "open" not in attributes
    return "hidden" in attributes or (attributes.get("aria-hidden") or "").strip().lower() == "true" or is_shut


def _edge(name: str) -> str:
    """What stands before and after an element's content."""
    if name in _PARAGRAPHS:
        return _PARAGRAPH
    if name in _LINES:
        return _LINE
    return {"br": _BREAK, "td": " ", "th": " "}.get(name, "")


def _boundary(match: re.Match[str]) -> str:
    gap = match[0]
    is_wide = _PARAGRAPH in gap or gap.count(_BREAK) > 1 or _EMPTY_LINE.search(gap)
    return "\n\n" if is_wide else "\n"
