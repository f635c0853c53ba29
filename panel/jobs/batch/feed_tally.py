"""Feed tally: what reading one feed came to, counted row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Protocol

from panel.domain.batch_summary import FeedSummary
from panel.domain.run import Tally
from panel.domain.source import Candidate, Rejected
from panel.domain.tool import Tool
from panel.jobs.batch.named_feeds import OpenStream
from panel.jobs.batch.outcome import FeedPlan, MappedColumn

_FIRST_TOOLS = 5
_FIRST_REJECTED = 20
_NOTES = 40


class Feed(Protocol):
    """A feed that is being read: the rest of it is known when its rows have been read."""

    @property
    def format(self) -> str:
        """What it is written in."""

    @property
    def sha256(self) -> str:
        """The hash of the bytes read."""

    @property
    def columns(self) -> tuple[tuple[str, str | None], ...]:
        """Its columns, each with the field that it is read as."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about it as a whole."""

    def rows(self) -> Iterator[Candidate | Rejected]:
        """Its rows in their order."""


class FeedTally:
    """What one feed comes to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = self.repeated = 0
        self.notes: Counter[str] = Counter()
        self._tools = self._rejected = 0
        self._first: list[Tool] = []
        self._first_rejected: list[Rejected] = []

    def take(self, tool: Tool) -> None:
        """Count a tool that no row before it was."""
        self._tools += 1
        if self._tools <= _FIRST_TOOLS:
            self._first.append(tool)

    def reject(self, row: Rejected) -> None:
        """Count a rejected row."""
        self._rejected += 1
        if self._rejected <= _FIRST_REJECTED:
            self._first_rejected.append(row)

    def note(self, note: str) -> None:
        """Count what is odd about a row; of very many kinds the first."""
        if note in self.notes or len(self.notes) < _NOTES:
            self.notes[note] += 1

    def plan(self, feed: Feed | None = None, stream: OpenStream | None = None) -> FeedPlan:
        """All of it."""
        summary = FeedSummary(
            name=self.name,
            format="" if feed is None else feed.format,
            sha256="" if feed is None else feed.sha256,
            rows=self.rows,
            tools=self._tools,
            rejected=self._rejected,
            repeated=self.repeated,
            is_unchanged=stream is not None and stream.is_unchanged,
            notes=(
                *(Tally(what=note, count=1) for note in (feed.notes if feed is not None else ())),
                *(Tally(what=note, count=count) for note, count in self.notes.items()),
            ),
        )
        columns = () if feed is None else tuple(MappedColumn(*column) for column in feed.columns)
        return FeedPlan(summary, columns, tuple(self._first), tuple(self._first_rejected))
