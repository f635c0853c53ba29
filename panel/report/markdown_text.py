"""Markdown text: values from outside, so that no reader of Markdown makes more of them than text.

That holds for CommonMark and GitHub's dialect, for raw HTML, and for the template marks that site generators look for
before they read any Markdown. Takes keep their code and emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from panel.report.inline import inline_reader
from panel.report.links import web_address
from panel.report.printable import one_line, paragraphs

_ALWAYS = re.compile(r"[\\`*_\[\]<{}|~]|(?<!\S)#|(?<=[{<])[%#]|!$")
_ENTITY = re.compile(r"&(?=[#\w])")
_LINKED = re.compile(r":(?=//)|(?<=www)\.|(?<=mailto):|(?<=xmpp):|@", re.IGNORECASE)
_STARTS = re.compile(r"^([ \t]*)([-+=:>])", re.MULTILINE)
_NUMBERED = re.compile(r"^([ \t]*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_TEMPLATE = re.compile(r"\{[{%#<]|[}%]\}|<%|\$\{")


def text_md(text: str) -> str:
    """A value as Markdown of one line."""
    return _at_line_starts(_inside(one_line(text)))


def paragraphs_md(text: str) -> str:
    """A plain text as Markdown paragraphs, with a hard break for each line end of its own."""
    blocks = [block.strip("\n") for block in paragraphs(text).split("\n\n")]
    return "\n\n".join("\\\n".join(text_md(line) for line in block.split("\n")) for block in blocks if block)


def address_md(text: str) -> str:
    """An address as a link, or as text if nobody should be sent there."""
    address = _target(text)
    return f"<{address}>" if address else text_md(text)


def take_md(text: str, *, has_links: bool = False) -> str:
    """A take's text with its code and emphasis; ``has_links`` for a person's."""
    tokens = inline_reader(has_links=has_links).parse(paragraphs(text))
    blocks = ["".join(_inline(token.children or [])).strip() for token in tokens if token.type == "inline"]
    return "\n\n".join(_at_line_starts(block) for block in blocks if block)


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    """Each token of a paragraph as Markdown; a link to where nobody should be sent keeps its words only."""
    targets: list[str | None] = []
    for token in tokens:
        match token.type:
            case "link_open":
                targets.append(_target(str(token.attrs.get("href", ""))))
                yield "[" if targets[-1] else ""
            case "link_close":
                target = targets.pop()
                yield f"](<{target}>)" if target else ""
            case "em_open" | "em_close" | "strong_open" | "strong_close":
                yield token.markup.replace("_", "*")
            case "code_inline":
                yield _code(token.content)
            case "softbreak" | "hardbreak":
                yield "\n"
            case _:
                yield _inside(token.content)


def _code(content: str) -> str:
    """A code span; one that holds template marks or backticks is shown as plain text instead."""
    if "`" in content or _TEMPLATE.search(content) or not content.strip():
        return _inside(content)
    return f"`{content}`"


def _target(address: str) -> str | None:
    """An address that may stand between angle brackets."""
    found = web_address(address)
    return found if found and not _TEMPLATE.search(found) else None


def _inside(text: str) -> str:
    """The text with a backslash before every character that could mean something within a line."""
    plain = _ENTITY.sub("&amp;", _ALWAYS.sub(_escape, text))
    return _LINKED.sub(_escape, plain)


def _at_line_starts(text: str) -> str:
    """The same for characters that mean something only where a line begins."""
    return _NUMBERED.sub(r"\1\\\2", _STARTS.sub(r"\1\\\2", text))


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
