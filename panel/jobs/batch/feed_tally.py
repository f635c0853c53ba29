"""Feed tally: what reading one feed came to, counted row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from panel.domain.batch_plan import FeedPlan, MappedColumn, Repeated
from panel.domain.batch_summary import FeedSummary
from panel.domain.run import Tally
from panel.domain.source import Candidate, Rejected, Taken
from panel.domain.tool import Tool
from panel.intake.feeds import Feed
from panel.jobs.batch.named_feeds import OpenStream

_FIRST_TOOLS = 5
_FIRST_REJECTED = 20
_FIRST_REPEATED = 20
_NOTES = 40


class FeedTally:
    """What one feed comes to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = 0
        self._notes: Counter[str] = Counter()
        self._tools = self._rejected = self._repeated = 0
        self._is_unread = False
        self._first: list[Tool] = []
        self._first_rejected: list[Rejected] = []
        self._first_repeated: list[Repeated] = []

    def take(self, tool: Tool) -> None:
        """Count a tool that no row before it was."""
        self._tools += 1
        if self._tools <= _FIRST_TOOLS:
            self._first.append(tool)

    def repeat(self, row: Candidate, taken: Taken) -> None:
        """Count a row that is a tool which an earlier row was."""
        self._repeated += 1
        if self._repeated <= _FIRST_REPEATED:
            repeated = Repeated(row=row.source.row, name=row.tool.name, tool=taken.slug, rule=taken.rule)
            self._first_repeated.append(repeated)

    def reject(self, row: Rejected) -> None:
        """Count a rejected row."""
        self._rejected += 1
        if self._rejected <= _FIRST_REJECTED:
            self._first_rejected.append(row)

    def unread(self, whole: Rejected) -> None:
        """Take it that the feed itself could not be read, which is none of its rows."""
        self._is_unread = True
        self._first_rejected.append(whole)

    def note(self, note: str) -> None:
        """Count what is odd about a row; of very many kinds the first."""
        if note in self._notes or len(self._notes) < _NOTES:
            self._notes[note] += 1

    def plan(self, feed: Feed | None = None, stream: OpenStream | None = None, *, is_cut: bool = False) -> FeedPlan:
        """All of it; ``is_cut`` where the limit may have ended it before its last row."""
        is_ended = feed is not None and stream is not None and (stream.has_end or not is_cut)
        summary = FeedSummary(
            name=self.name,
            format="" if feed is None else feed.format,
            # Whoever writes to standard input may never stop, so what the limit leaves there is not waited for.
            sha256=feed.sha256 if feed is not None and is_ended else "",
            rows=self.rows,
            tools=self._tools,
            rejected=self._rejected,
            repeated=self._repeated,
            is_unread=self._is_unread,
            is_unchanged=stream is not None and stream.is_unchanged,
            moved_to=stream.moved_to if stream is not None else None,
            notes=(
                *(Tally(what=note, count=1) for note in _remarks(feed, stream)),
                *(Tally(what=note, count=count) for note, count in self._notes.items()),
            ),
        )
        columns = () if feed is None else tuple(MappedColumn(*column) for column in feed.columns)
        return FeedPlan(summary, columns, tuple(self._first), tuple(self._first_rejected), tuple(self._first_repeated))


def _remarks(feed: Feed | None, stream: OpenStream | None) -> Iterator[str]:
    if stream is not None and stream.moved_to is not None:
        yield f"it is at {stream.moved_to} for good now; name that address"
    yield from feed.notes if feed is not None else ()
