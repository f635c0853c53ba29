"""Links: addresses and links in a take; the page has links in people's takes alone, and to the web alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from panel.checks.code_spans import without_code
from panel.domain.excerpt import listed
from panel.domain.markers import without_markers
from panel.domain.take import Finding

_LONGEST = 60
_ZONES = (
    "com|org|net|edu|gov|io|dev|ai|app|co|uk|de|eu|fr|us|ca|ch|at|nl|jp|cn|in|it|es|se|no|info|biz|xyz|me|tech|cloud|gg|so"
    "|tv|ly|page|site|online|store|shop|blog|wiki|tools|software"
)
"""The ends of names that are addresses when a path follows; ``Node.js/Express`` and ``main.py/run`` are none."""

_LINKS = regex.compile(
    "|".join(
        (
            r"!?\[[^\[\]\n]{0,500}\]\([^\n()]{0,500}\)?",
            r"(?<!\w)\[[^\[\]\n]{1,500}\]\[[^\[\]\n]{0,500}\]",
            r"(?m:^[ \t]{0,3}\[[^\[\]\n]{1,500}\]:[ \t]{0,20}\S{1,500})",
            r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s<>\"”»]{1,500}",
            r"\b(?i:javascript|vbscript|mailto|tel|data(?=:\w{1,20}/)):(?=[\w+(/])[^\s<>\"”»]{1,500}",
            r"\b(?i:www)\.[\w-]{1,63}\.[^\s<>\"”»]{1,500}",
            rf"(?<![\w.-])(?:[\w-]{{1,63}}\.){{1,8}}(?:{_ZONES})(?::\d{{1,5}})?/[\w~%?#][^\s<>\"”»]{{0,500}}",
            r"(?<![\w.+-])[\w.+-]++@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
        )
    )
)
_SIGNS = ("](", "][", "]:")
_COLON = re.compile(r":(?!\s)")
"""One of these or an ``@`` stands in every link, but for a name with a path and one that begins with ``www``."""

_PLAIN = regex.compile(
    r"(?<!!)\[[^\[\]\n]{1,500}\]\(https?://[^\s<>()]{1,2000}\)|\bhttps?://[^\s<>\"”»]{1,2000}", regex.IGNORECASE
)


def links(text: str, *, is_human: bool) -> Finding | None:
    """The finding for a text with links; a person may link to http and https addresses."""
    prose = without_code(without_markers(text))
    if not _may_have_any(prose):
        return None
    found = list(_found(_PLAIN.sub(" ", prose) if is_human and "://" in prose else prose))
    return Finding(code="links", detail=listed(found)) if found else None


def _found(prose: str) -> Iterator[str]:
    for match in _LINKS.finditer(prose):
        yield match[0] if len(match[0]) <= _LONGEST else f"{match[0][: _LONGEST - 1]}…"


def _may_have_any(prose: str) -> bool:
    return (
        "@" in prose
        or ("]" in prose and any(map(prose.__contains__, _SIGNS)))
        or ("/" in prose and "." in prose)
        or (":" in prose and _COLON.search(prose) is not None)
        or (("w." in prose or "W." in prose) and "www." in prose.lower())
    )
