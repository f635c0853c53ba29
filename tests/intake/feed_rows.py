"""What a test does with a feed: opens bytes, and looks at what its rows came to."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from panel.domain.source import Candidate, Rejected
from panel.errors import Mistake
from panel.intake.feeds import Feed, Reading, open_feed
from tests.builders import NOON


def opened(
    content: str | bytes, name: str = "feed", *, columns: Mapping[str, str] | None = None, format_: str | None = None
) -> Feed:
    """A feed of that content, read at noon."""
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return open_feed(name, stream, reading=Reading(fetched_at=NOON, columns=columns or {}, format=format_))


def candidates(feed: Feed) -> Sequence[Candidate]:
    """The rows that are tools; fails where one is not."""
    rows = list(feed.rows())
    assert [row for row in rows if isinstance(row, Rejected)] == []
    return [row for row in rows if isinstance(row, Candidate)]


def outcome(feed: Feed) -> list[str]:
    """Each row by its tool's name, or by the number of the row that was refused."""
    return [row.tool.name if isinstance(row, Candidate) else f"{row.row} refused" for row in feed.rows()]


def reasons(feed: Feed) -> list[str]:
    """Why rows were refused."""
    return [row.reason for row in feed.rows() if isinstance(row, Rejected)]


def outcome_or_mistake(content: bytes, name: str = "feed", format_: str | None = None) -> list[str]:
    """The same, where the content may be no feed at all."""
    try:
        return outcome(opened(content, name, format_=format_))
    except Mistake as mistake:
        return [str(mistake)]
