"""The page on feeds lists the columns that are read, all of them and in their order."""

from __future__ import annotations

import re
from pathlib import Path

from panel.intake.feed_formats.columns import ALIASES

PAGE = Path(__file__).parents[3] / "docs" / "batch.md"


def test_the_page_on_feeds_lists_every_spelling_in_order() -> None:
    _, _, section = PAGE.read_text(encoding="utf-8").partition("### Columns\n")
    table, _, _ = section.partition("\n### ")
    rows = re.findall(r"^\| `(\w+)`[^|`]*\| (.*) \|$", table, re.MULTILINE)
    listed = {field: tuple(spellings.split(", ")) for field, spellings in rows}
    unlisted = ("best_for", "slug", "aliases", "facts")

    assert listed == {field: spellings for field, spellings in ALIASES.items() if field not in unlisted}
