"""A lane: which of one model's cells goes next, so that what prompts share is in the provider's cache by then.

Providers bill what a prompt has in common with an earlier one at less, once that one has completed. So the first cell
of a tool leads it, and the others follow when the leader is answered; meanwhile other tools keep the line full.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from panel.domain.cell import Cell

AHEAD = 1.5
"""Followers that are ready or held, for each place in flight, from which on no further tool is begun before them."""


class Lane:
    """One model's cells. ``places`` is how many requests are in flight at most; without ``leads`` no cell waits."""

    def __init__(self, places: int, *, leads: bool = True) -> None:
        self.upcoming: deque[tuple[Cell, ...]] = deque()
        self._places = places
        self._leads = leads
        self._ready: deque[Cell] = deque()
        self._held: dict[str, deque[Cell]] = {}
        self._count_held = 0
        self._begun = 0
        self._is_answered = False

    def add(self, cells: Sequence[Cell]) -> None:
        """Put a tool's cells at the end."""
        self.upcoming.append(tuple(cells))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to begin."""
        return not (self.upcoming or self._ready or self._held)

    def next(self, *, is_last: bool) -> Cell | None:
        """The cell to begin now, None where there is none yet; ``is_last`` when no more tools will be added.

        The first wave is not held back: where there are fewer tools than places, followers leave with their leaders.
        """
        if self._ready and (not self.upcoming or self._waiting >= AHEAD * self._places):
            return self._begin(self._ready.popleft())
        if self.upcoming:
            return self._lead(self.upcoming.popleft())
        if self._ready:
            return self._begin(self._ready.popleft())
        if is_last and self._held and self._is_first_wave:
            return self._begin(self._one_held())
        return None

    def warm(self, tool: str) -> bool:
        """A tool's leader is answered, or will not be: its followers may go. Whether that changes what is next."""
        self._is_answered = True
        followers = self._held.pop(tool, None)
        if followers is None:
            return False
        self._count_held -= len(followers)
        self._ready.extend(followers)
        return True

    @property
    def _waiting(self) -> int:
        return len(self._ready) + self._count_held

    @property
    def _is_first_wave(self) -> bool:
        return not self._is_answered and self._begun < self._places

    def _begin(self, cell: Cell) -> Cell:
        self._begun += 1
        return cell

    def _lead(self, cells: Sequence[Cell]) -> Cell:
        leader, *followers = cells
        if not followers:
            return self._begin(leader)
        if self._leads:
            self._held[leader.tool.slug] = deque(followers)
            self._count_held += len(followers)
        else:
            self._ready.extend(followers)
        return self._begin(leader)

    def _one_held(self) -> Cell:
        """The first of the followers that wait."""
        tool, followers = next(iter(self._held.items()))
        cell = followers.popleft()
        self._count_held -= 1
        if not followers:
            del self._held[tool]
        return cell
