"""What in a text is HTML, and what only looks like it: generics, comparisons, placeholders, Markdown code.

``shielded`` puts stand-ins for every sign that is meant literally, so that an HTML parser reads the tags, comments and
entities and nothing else; ``unshielded`` puts the signs back. The stand-ins are private-use characters, which cleaning
has already taken out of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from panel.errors import Mistake

TAG_LIMIT = 20_000
FORMATTING_LIMIT = 2_000_000
"""Open formatting elements are made anew in every paragraph, so their number is bounded against that of all tags."""

_LITERAL = str.maketrans("<>&\n \t", "\ue000\ue001\ue002\ue003\ue004\ue005")
_SIGNS = {number: sign for sign, number in ((chr(sign), number) for sign, number in _LITERAL.items())}

_ELEMENTS = frozenset(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
    fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd
    label legend li link listing main map mark marquee menu meta meter nav nobr noembed noframes noscript object ol
    optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script search section
    select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr track tt u ul var video wbr xmp
    math mi mn mo ms mtext mrow mfrac msqrt mroot mstyle msub msup msubsup munder mover munderover mtable mtr mtd
    semantics annotation annotation-xml mspace mpadded mphantom
    """.split()  # noqa: SIM905 - names read better without quotes
)
_FORMATTING = frozenset(["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"])

_MARKUP = re.compile(
    r"""
    (?P<comment> <!--(?:-?>|.*?(?:--!?>|\Z)) | <!(?:doctype|\[CDATA\[)[^<>]*> | <\?[a-z][^<>]*> )
  | </?(?P<name>[a-z][a-z0-9-]*)(?=[\ \t\n/>])
      (?:
        [\ \t\n/]*+ (?:=[^\ \t\n/>=]*+|[^\ \t\n/>=]++)
        (?: [\ \t\n]*+=[\ \t\n]*+ (?:"[^"]*+"|'[^']*+'|[^\ \t\n"'>][^\ \t\n>]*+|(?=>)) | (?![\ \t\n]*+=) )
      ){0,100}+
      [\ \t\n/]*+>
  | (?P<entity> &(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31}); )
  | [<&]
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII,
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


class Shielded(NamedTuple):
    """A text that an HTML parser can read, and whether it holds anything for the parser to read."""

    html: str
    has_markup: bool


def shielded(text: str, place: str) -> Shielded:
    """The text with stand-ins for literal signs. Raises Mistake when there is more markup than is safe to parse.

    A tag counts when its element exists and it is closed; an open one is literal. A comment runs to the end of the
    text when nothing closes it, as it does in a browser.
    """
    tags = found = 0
    formatting: set[str] = set()

    def keep(match: re.Match[str]) -> str:
        nonlocal tags, found
        name = (match["name"] or "").lower()
        if not (match["comment"] or match["entity"] or name in _ELEMENTS):
            return match[0][:1].translate(_LITERAL) + match[0][1:]
        found += 1
        tags += bool(name)
        if name in _FORMATTING and not match[0].startswith("</") and len(match[0]) > len(name) + 2:
            formatting.add(match[0])
        return match[0]

    html = _MARKUP.sub(keep, _with_literal_code(text))
    if tags > TAG_LIMIT or tags * len(formatting) > FORMATTING_LIMIT:
        raise Mistake(f"{place}: too much HTML ({tags:,} tags); give the text without its markup")
    return Shielded(html, found > 0)


def unshielded(text: str) -> str:
    """The text with the literal signs in place of their stand-ins."""
    return text.translate(_SIGNS)


def literal(text: str) -> str:
    """The text with a stand-in for every sign that a parser or a tidying of spaces would change."""
    return text.translate(_LITERAL)


def _with_literal_code(text: str) -> str:
    """The text with Markdown's fenced blocks and code spans made literal."""
    parts: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence and match and match[1].startswith(fence) and not match[2].strip():
            parts.append(literal(line) + "\n")
            fence = ""
        elif fence:
            parts.append(literal(line + "\n"))
        elif match and not ("`" in match[1] and "`" in match[2]):
            parts += [_with_literal_spans("".join(prose)), literal(line + "\n")]
            prose, fence = [], match[1]
        else:
            prose.append(line + "\n")
    parts.append(_with_literal_spans("".join(prose)))
    return "".join(parts)[:-1]


def _with_literal_spans(prose: str) -> str:
    start, parts = 0, []
    for end in [match.end() for match in _PARAGRAPH_END.finditer(prose)] + [len(prose)]:
        parts.append("".join(_spans(prose[start:end])))
        start = end
    return "".join(parts)


def _spans(paragraph: str) -> Iterator[str]:
    """The paragraph in pieces, code spans literal: a run of backticks closes at the next run as long as itself."""
    runs = list(re.finditer("`+", paragraph))
    later: dict[int, list[int]] = {}
    for number in reversed(range(len(runs))):
        later.setdefault(len(runs[number][0]), []).append(number)
    position = number = 0
    while number < len(runs):
        same = later[len(runs[number][0])]
        while same and same[-1] <= number:
            same.pop()
        if same:
            opening, closing = runs[number], runs[same[-1]]
            yield paragraph[position : opening.end()]
            yield literal(paragraph[opening.end() : closing.start()])
            yield closing[0]
            position, number = closing.end(), same[-1]
        number += 1
    yield paragraph[position:]
