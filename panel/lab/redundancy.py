"""Redundancy: which personas move as one, and how many independent seats all of them come to.

Per pair the correlation of scores over tools and the agreement of decisions beyond chance. With the mean correlation ρ
of n personas, taken as 0 where it is below, they come to n / (1 + (n - 1)·ρ) seats.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import fmean

from panel.domain.quality import FIRM, LEAST, PersonaPair, Redundancy, Share
from panel.domain.verdict import PersonaVerdict
from panel.lab.ac1 import ac1
from panel.lab.alpha import alpha
from panel.lab.correlation import PairedSums, interval
from panel.lab.share import rounded, share_of, too_few

AS_ONE = 0.8
"""The correlation, or the alpha, from which two personas are flagged as moving as one."""


class _Pair:
    __slots__ = ("decided", "differing", "scores", "ships")

    def __init__(self) -> None:
        self.scores = PairedSums()
        self.decided = self.ships = self.differing = 0

    def add(self, a: PersonaVerdict, b: PersonaVerdict) -> None:
        if a.score is not None and b.score is not None:
            self.scores.add(a.score, b.score)
        if a.decision in ("ship", "skip") and b.decision in ("ship", "skip"):
            self.decided += 1
            self.ships += (a.decision == "ship") + (b.decision == "ship")
            self.differing += a.decision != b.decision


class PersonasTogether:
    """Takes in the personas' verdicts tool by tool; only those of the roster are paired."""

    def __init__(self, personas: Sequence[str]) -> None:
        self._pairs = {pair: _Pair() for pair in combinations(dict.fromkeys(personas), 2)}

    def add(self, rows: Sequence[PersonaVerdict]) -> None:
        """Take one tool in."""
        row_of = {row.persona: row for row in rows if row.decision is not None}
        for (a, b), pair in self._pairs.items():
            if a in row_of and b in row_of:
                pair.add(row_of[a], row_of[b])

    def figures(self) -> Redundancy:
        """All pairs, in the roster's order, and what they come to."""
        pairs = tuple(_figures(a, b, pair) for (a, b), pair in self._pairs.items())
        known = [(pair, pair.correlation) for pair in pairs if pair.correlation is not None]
        if not known:
            return Redundancy(pairs=pairs, undefined="no two personas have a correlation")
        mean = fmean(correlation for _, correlation in known)
        personas = len({persona for pair, _ in known for persona in (pair.a, pair.b)})
        return Redundancy(
            pairs=pairs,
            personas=personas,
            mean_correlation=rounded(mean),
            effective=rounded(effective_seats(personas, mean)),
        )


def effective_seats(n: int, correlation: float) -> float:
    """How many independent seats ``n`` seats of this mean correlation come to."""
    return n / (1 + (n - 1) * max(correlation, 0.0))


def _figures(a: str, b: str, pair: _Pair) -> PersonaPair:
    n = pair.scores.n
    same = share_of(pair.decided - pair.differing, pair.decided, what="tools decided by both")
    if n < LEAST:
        return PersonaPair(a=a, b=b, tools=n, same=same, undefined=too_few(n, "tools scored by both"))
    correlation = pair.scores.correlation
    low, high = (None, None) if correlation is None else interval(correlation, n)
    is_known = pair.decided >= LEAST
    agreed = alpha(pair.ships, 2 * pair.decided - pair.ships, pair.differing) if is_known else None
    return PersonaPair(
        a=a,
        b=b,
        tools=n,
        correlation=None if correlation is None else rounded(correlation),
        low=None if low is None else rounded(low),
        high=None if high is None else rounded(high),
        same=same,
        alpha=None if agreed is None else rounded(agreed),
        ac1=rounded(ac1(pair.ships, 2 * pair.decided - pair.ships, pair.differing)) if is_known else None,
        undefined=_why_undefined(correlation, agreed, same),
        flag=_flag(correlation, n, agreed, pair.decided),
    )


def _why_undefined(correlation: float | None, agreed: float | None, same: Share) -> str | None:
    said = ["no correlation: the scores of one do not vary"] if correlation is None else []
    if same.undefined:
        said.append(same.undefined)
    elif agreed is None:
        said.append("no alpha: all decisions are the same")
    return "; ".join(said) or None


def _flag(correlation: float | None, n: int, agreed: float | None, decided: int) -> str | None:
    said = []
    if correlation is not None and n >= FIRM and correlation >= AS_ONE:
        said.append(f"scores move as one: correlation {correlation:.2f} over {n} tools")
    if agreed is not None and decided >= FIRM and agreed >= AS_ONE:
        said.append(f"decisions move as one: alpha {agreed:.2f} over {decided} tools")
    return "; ".join(said) or None
