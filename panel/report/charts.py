"""Charts as geometry: where each mark of a score strip or a dumbbell stands; templates draw them as SVG.

Positions are in the units of a viewBox ``WIDTH`` wide. No two labels overlap: a mark whose label would touch another
goes a lane higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from panel.domain.frozen import Frozen
from panel.domain.verdict import PersonaVerdict
from panel.report.view import ScoreRow

WIDTH = 380
LEFT, RIGHT = 16, 324
"""Where the axis shows 0 and 100."""

TICKS = (0, 20, 40, 60, 80, 100)
LANE, ROW = 24, 44
_LETTER = 7.4
_LONGEST = 18


class Mark(Frozen):
    """One score on a strip: its place, its words and on which side of it they stand.

    ``low`` and ``high`` are the places of the lowest and highest of several takes, equal to ``x`` with one.
    """

    name: str
    score: int
    decision: Literal["ship", "skip", "split"]
    x: float
    y: float
    label_x: float
    anchor: Literal["start", "end"]
    low: float
    high: float


class Strip(Frozen):
    """A score strip: marks in lanes over one axis, and the line from which takes ship."""

    height: float
    axis_y: float
    cut_x: float
    marks: tuple[Mark, ...]

    @property
    def has_spread(self) -> bool:
        """Whether a mark stands for several takes that differ."""
        return any(mark.low != mark.high for mark in self.marks)


class Pair(Frozen):
    """A persona's two scores on a dumbbell; one of them may be missing."""

    name: str
    y: float
    a: int | None
    b: int | None
    a_x: float
    b_x: float

    @property
    def a_is_left(self) -> bool:
        """Whether the first tool's label goes to the left of its mark."""
        return self.b is None or (self.a is not None and self.a <= self.b)


class Dumbbell(Frozen):
    """A row for each persona, over one axis."""

    height: float
    axis_y: float
    cut_x: float
    pairs: tuple[Pair, ...]


def strip(rows: Sequence[ScoreRow], column: int, ship_at: int) -> Strip | None:
    """The strip of one column of a scorecard; None without a score."""
    cells = [(row.persona, row.cells[column]) for row in rows]
    scored = [(name, cell, cell.score) for name, cell in cells if cell is not None and cell.score is not None]
    if not scored:
        return None
    lanes: list[list[tuple[float, float]]] = []
    placed = []
    for name, cell, score in sorted(scored, key=lambda one: -one[2]):
        mark = _mark(name, cell, score, ship_at)
        placed.append((mark, _lane(lanes, _span(mark))))
    axis_y = 14.0 + LANE * len(lanes)
    marks = tuple(mark.model_copy(update={"y": axis_y - 12 - LANE * lane}) for mark, lane in placed)
    return Strip(height=axis_y + 24, axis_y=axis_y, cut_x=x_of(ship_at), marks=marks)


def dumbbell(rows: Sequence[ScoreRow], ship_at: int) -> Dumbbell | None:
    """The dumbbell of a scorecard with two columns; None without a score on either side."""
    pairs: list[Pair] = []
    for row in rows:
        a, b = (cell.score if cell is not None else None for cell in row.cells)
        if a is not None or b is not None:
            y = 34.0 + ROW * len(pairs)
            pairs.append(
                Pair(name=_short(row.persona), y=y, a=a, b=b, a_x=x_of(a or 0), b_x=x_of(b or 0)),
            )
    if not pairs:
        return None
    axis_y = 20.0 + ROW * len(pairs)
    return Dumbbell(height=axis_y + 24, axis_y=axis_y, cut_x=x_of(ship_at), pairs=tuple(pairs))


def x_of(score: int) -> float:
    """Where the axis shows a score."""
    return round(LEFT + (RIGHT - LEFT) * score / 100, 1)


def _mark(name: str, cell: PersonaVerdict, score: int, ship_at: int) -> Mark:
    """A mark that is in no lane yet; its label stands beyond its spread, away from the line if there is room."""
    scores = [take.score for take in cell.counted if take.score is not None] or [score]
    low, high = x_of(min(scores)), x_of(max(scores))
    has_left, has_right = low - 12 >= _length(name, score), high + 12 + _length(name, score) <= WIDTH
    is_right = has_right and not (has_left and score < ship_at)
    return Mark(
        name=_short(name),
        score=score,
        decision=cell.decision or "split",
        x=x_of(score),
        y=0,
        label_x=round(high + 12 if is_right else max(low - 12, _length(name, score)), 1),
        anchor="start" if is_right else "end",
        low=low,
        high=high,
    )


def _span(mark: Mark) -> tuple[float, float]:
    """What a mark, its spread and its label take up of a lane."""
    length = _length(mark.name, mark.score)
    label = (mark.label_x, mark.label_x + length) if mark.anchor == "start" else (mark.label_x - length, mark.label_x)
    return min(mark.low - 8, label[0] - 2), max(mark.high + 8, label[1] + 2)


def _lane(lanes: list[list[tuple[float, float]]], span: tuple[float, float]) -> int:
    """The lowest lane in which nothing touches the span, which is entered there."""
    for number, taken in enumerate(lanes):
        if all(span[1] < left or right < span[0] for left, right in taken):
            taken.append(span)
            return number
    lanes.append([span])
    return len(lanes) - 1


def _length(name: str, score: int) -> float:
    """About how wide a label is."""
    return len(f"{_short(name)} {score}") * _LETTER


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
