"""When an id of a feed is a place in a list, and when it is a tool's own."""

from __future__ import annotations

import pytest

from panel.domain.source import Candidate, Known
from panel.intake.identity import identities
from panel.intake.numbering import Numbering
from tests.intake.test_matching import row

LOOM, WARP, WEFT, KNOT = (
    {"name": name, "url": f"https://{name.lower()}.dev"} for name in ("Loom", "Warp", "Weft", "Knot")
)


def known(*rows: Candidate) -> Known:
    """What is known where these rows, with their ids, are all that there was."""
    return Known(
        {(one.source.feed, one.source.external_id or ""): one.tool.slug for one in rows},
        {key: one.tool.slug for one in rows for key in identities(one.tool).remembered},
        {one.tool.slug: one.tool for one in rows},
    )


@pytest.mark.parametrize(
    ("rows", "is_anew"),
    [
        ([row(**LOOM, id="1"), row(**WARP, id="2")], False),
        ([row(**WEFT, id="1"), row(**WARP, id="2")], False),
        ([row(**WEFT, id="1")], False),
        ([row(**WEFT, id="3"), row(**KNOT, id="4")], False),
        ([row(**WARP, id="1")], True),
        ([row(**WEFT, id="1"), row(**LOOM, id="3")], True),
        ([row(**WEFT, id="1"), row(**KNOT, id="2")], True),
        ([row(**WEFT, id="1"), row(**KNOT, id="2"), row(**LOOM, id="3", feed="b.csv")], True),
    ],
)
def test_a_feed_numbers_its_rows_anew(rows: list[Candidate], is_anew: bool) -> None:  # noqa: FBT001 - a table's column
    numbering = Numbering()
    numbering.read(rows, known(row(**LOOM, id="1"), row(**WARP, id="2")))

    assert numbering.is_anew("a.csv") is is_anew
    assert not numbering.is_anew("b.csv")


def test_most_of_its_ids_are_meant_whatever_the_rows_are_read_together_with() -> None:
    numbering = Numbering()
    before = known(*(row(**one, id=str(number)) for number, one in enumerate((LOOM, WARP, KNOT), 1)))
    numbering.read([row(**LOOM, id="1")], before)
    numbering.read([row(**WEFT, id="2")], before)
    assert not numbering.is_anew("a.csv")
    numbering.read([row(name="Spool", url="https://spool.dev", id="3")], before)
    assert numbering.is_anew("a.csv")
