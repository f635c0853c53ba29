"""Totals: what the panels of a batch come to, counted as they go by."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from panel.domain.current import stands
from panel.domain.panel import Panel
from panel.domain.run import Tally, tallies
from panel.domain.take import Status
from panel.domain.verdict import Outcome


class Totals:
    """Counts that grow with every panel; of the tools themselves only the unasked are kept, by slug.

    ``takes_usd`` is what the takes of whole panels cost, whichever run asked for them.
    """

    def __init__(self) -> None:
        self.tools = 0
        self.cells = 0
        self.takes_usd = Decimal(0)
        self.unasked: list[str] = []
        self._outcomes: Counter[Outcome] = Counter()
        self._statuses: Counter[Status] = Counter()
        self._standing: dict[bool, Counter[str | None]] = {asks_again: Counter() for asks_again in (False, True)}
        self._causes: Counter[str] = Counter()

    def add(self, panel: Panel) -> None:
        """Count a tool and its takes."""
        self.tools += 1
        self.cells += panel.seats
        if panel.is_whole:
            self._outcomes[panel.verdict.outcome] += 1
            self.takes_usd += sum((take.cost_usd or Decimal(0) for take in panel.takes), Decimal(0))
        else:
            self.unasked.append(panel.tool.slug)
        for take in panel.takes:
            self._statuses[take.status] += 1
            for asks_again, runs in self._standing.items():
                runs[take.run] += stands(take, asks_again)
            if take.status is Status.FAILED:
                self._causes[take.cause or "unknown"] += 1

    @property
    def takes(self) -> int:
        """How many cells have a take, of whatever status."""
        return self._statuses.total()

    @property
    def unasked_cells(self) -> int:
        """How many cells have none."""
        return self.cells - self.takes

    def standing_of_others(self, run: str, *, asks_failed_again: bool) -> int:
        """How many takes of other runs answer their cells, so that ``run`` had nothing to ask there."""
        runs = self._standing[asks_failed_again]
        return runs.total() - runs[run]

    def of(self, status: Status) -> int:
        """How many takes have that status."""
        return self._statuses[status]

    @property
    def verdicts(self) -> tuple[Tally, ...]:
        """Whole panels by verdict, every verdict named, in the verdicts' own order."""
        return tuple(Tally(what=one.value, count=self._outcomes[one]) for one in Outcome)

    @property
    def failures(self) -> tuple[Tally, ...]:
        """Failed takes by cause, the most frequent first."""
        return tallies(self._causes.items())
