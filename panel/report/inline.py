"""The one reading of a take's text: code and emphasis, links only in a person's; everything else is plain text."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt


@cache
def inline_reader(*, has_links: bool) -> MarkdownIt:
    """A reader of takes, which knows no block but the paragraph and leaves raw HTML as text."""
    rules = ["backticks", "emphasis", "escape", *(["link"] if has_links else [])]
    return MarkdownIt("zero", {"html": False}).enable(rules)
