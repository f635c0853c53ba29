"""Broken and hostile feeds, each with what it comes to: the files are in ``tests/data/feeds``, with a manifest."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import charset_normalizer  # noqa: F401 - imported here, so that reading a feed opens no module's file
import feedparser  # noqa: F401 - the same
import pyarrow.parquet  # noqa: F401 - the same
import pytest

from panel.domain.source import Candidate, Rejected
from panel.errors import Mistake
from panel.intake.feeds import Reading, open_feed
from tests.builders import NOON
from tests.fakes.opened import what_is_opened

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
CASES: list[dict[str, Any]] = json.loads((FEEDS / "manifest.json").read_text(encoding="utf-8"))["feeds"]


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_broken_or_hostile_feed_comes_to_what_the_manifest_says(case: dict[str, Any]) -> None:
    stream = io.BytesIO((FEEDS / case["file"]).read_bytes())

    with what_is_opened() as opened:
        said = _met(case, stream)

    assert opened == []
    assert [secret for secret in case.get("absent", ()) if secret in said] == []


def test_every_file_of_the_corpus_is_in_the_manifest_and_there_are_enough() -> None:
    files = {path.name for path in FEEDS.iterdir()} - {"manifest.json"}

    assert files == {case["file"] for case in CASES}
    assert len(files) >= 60


def _met(case: dict[str, Any], stream: io.BytesIO) -> str:
    """Check the case; gives everything that reading it said."""
    reading, served = Reading(fetched_at=NOON), case.get("content_type")
    if "mistake" in case:
        with pytest.raises(Mistake) as caught:
            open_feed(case["file"], stream, content_type=served, reading=reading)
        assert case["mistake"] in str(caught.value)
        return str(caught.value)
    feed = open_feed(case["file"], stream, content_type=served, reading=reading)
    rows = list(feed.rows())
    candidates = [row for row in rows if isinstance(row, Candidate)]
    rejected = [row for row in rows if isinstance(row, Rejected)]

    assert feed.format == case["format"]
    assert [row.tool.name for row in candidates] == case["names"]
    assert [row.row for row in rejected] == [row for row, _ in case["rejected"]]
    assert [row.reason for row, (_, why) in zip(rejected, case["rejected"], strict=True) if why not in row.reason] == []
    assert [note for note in case["notes"] if not any(note in one for one in feed.notes)] == []
    assert bool(feed.notes) == bool(case["notes"])
    noted = {row.source.row: "; ".join(row.notes) for row in candidates}
    assert [(row, note) for row, note in case.get("row_notes", ()) if note not in noted[row]] == []
    return "".join(row.model_dump_json() for row in rows) + repr((feed.notes, feed.columns))
