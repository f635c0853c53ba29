"""Prose: texts from outside as safe HTML.

Takes render code and emphasis and nothing else; a person's take may hold links too. Everything else is shown as the
characters it is.
"""

from __future__ import annotations

import nh3
from markupsafe import Markup, escape

from panel.report.inline import inline_reader
from panel.report.printable import paragraphs

_TAGS = frozenset({"p", "code", "em", "strong"})
_SCHEMES = frozenset({"http", "https"})


def take_html(text: str, *, has_links: bool = False) -> Markup:
    """A take's text as paragraphs with code and emphasis; ``has_links`` for a person's."""
    rendered = inline_reader(has_links=has_links).render(paragraphs(text))
    tags = _TAGS | {"a"} if has_links else _TAGS
    safe = nh3.clean(
        rendered, tags=set(tags), attributes={"a": {"href"}}, url_schemes=set(_SCHEMES), link_rel="nofollow ugc"
    )
    return Markup(safe.strip())  # noqa: S704 - cleaned by nh3 in the line above


def plain_html(text: str) -> Markup:
    """A plain text as paragraphs, a line break for each of its own."""
    blocks = [block.strip("\n") for block in paragraphs(text).split("\n\n")]
    made = (Markup("<p>{}</p>").format(_lines(block)) for block in blocks if block)
    return Markup("\n").join(made)


def _lines(block: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in block.split("\n"))
