"""Group: what the takes of one persona, of one model, or all of them come to, counted as they come."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from panel.domain.quality import FIRM, FindingCount, GroupQuality
from panel.domain.run import tallies
from panel.domain.take import Decision, Status, Take
from panel.lab.heaping import heaping
from panel.lab.openings import Openings
from panel.lab.share import share_of

_KINDS = 100
"""How many codes, causes and rungs are told apart; what comes after goes as ``other``."""

_OTHER = "other"


class Group:
    """Counts the takes of a persona, of a model, or all."""

    def __init__(self, kind: Literal["overall", "persona", "model"], name: str) -> None:
        self._kind, self._name = kind, name
        self._statuses: Counter[Status] = Counter()
        self._ships = self._decided = 0
        self._scores = [0] * 101
        self._findings: Counter[tuple[str, Literal["hard", "soft"]]] = Counter()
        self._failures: Counter[str] = Counter()
        self._rungs: Counter[str] = Counter()
        self._openings = Openings()

    def add(self, take: Take, opening: str | None) -> None:
        """Take one in, with the first words of its text if it has them."""
        self._statuses[take.status] += 1
        if take.rung is not None:
            _count(self._rungs, take.rung)
        if take.status is Status.FAILED:
            _count(self._failures, take.cause or "unknown")
        if take.is_ok and take.score is not None and take.decision is not None:
            self._decided += 1
            self._scores[take.score] += 1
            self._ships += take.decision is Decision.SHIP
            for code, severity in dict.fromkeys((finding.code, finding.severity) for finding in take.findings):
                key = (code, severity)
                is_told = key in self._findings or len(self._findings) < _KINDS
                self._findings[key if is_told else (_OTHER, severity)] += 1
            if opening is not None:
                self._openings.add(opening)

    def figures(self) -> GroupQuality:
        """The counts so far."""
        return GroupQuality(
            kind=self._kind,
            name=self._name,
            ok=self._statuses[Status.OK],
            abstained=self._statuses[Status.ABSTAINED],
            failed=self._statuses[Status.FAILED],
            withheld=self._statuses[Status.WITHHELD],
            ships=share_of(self._ships, self._decided),
            scores=heaping(self._scores),
            openings=self._openings.figures(),
            findings=tuple(
                FindingCount(code=code, severity=severity, takes=share_of(count, self._decided))
                for (code, severity), count in sorted(self._findings.items(), key=lambda item: (-item[1], item[0]))
            ),
            failures=tallies(self._failures.items()),
            rungs=tallies(self._rungs.items()),
            flag=_flag(self._ships, self._decided),
        )


def _count(counts: Counter[str], what: str) -> None:
    counts[what if what in counts or len(counts) < _KINDS else _OTHER] += 1


def _flag(ships: int, n: int) -> str | None:
    if n < FIRM or 0 < ships < n:
        return None
    return f"never {'skips' if ships else 'ships'}, in {n} takes"
