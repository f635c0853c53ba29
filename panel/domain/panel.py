"""Panel: the takes on one tool, as a batch has them, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass

from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Panel:
    """A tool with the takes that stand for its cells, in the cells' order.

    ``seats`` is how many cells it has. ``is_whole`` when none of them is unasked: a seat that failed was asked.
    """

    tool: Tool
    takes: tuple[Take, ...]
    verdict: Verdict
    seats: int

    @property
    def is_whole(self) -> bool:
        """Whether every seat was asked."""
        return len(self.takes) == self.seats
