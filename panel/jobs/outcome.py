"""What a job comes to: pages, the document behind them, where they were written, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from panel.domain.take import Status, Take
from panel.errors import Cause, Mistake

if TYPE_CHECKING:
    from panel.domain.document import Document
    from panel.domain.verdict import Comparison, Verdict

FORMATS = ("text", "md", "html", "json")
"""What a page can be printed as."""

ALL_WELL, SOME_FAILED, NO_INPUT, NO_COMPLETION, OVER_BUDGET = 0, 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Page:
    """One page in every format: ``name`` is its file's name without the ending."""

    name: str
    formats: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run asked and what it found stored; ``takes`` are in the order of its cells.

    ``completions`` counts what the endpoints sent, whether or not it could be used. ``cost_usd`` is what all of it is
    known to have cost, ``priced_usd`` the part of that which was worked out from listed prices, ``held_usd`` what calls
    of unknown outcome may have cost beside it, and ``overrun_usd`` what seats cost above all that was held for them.
    ``unasked`` are the tools that the budget had no room for, and ``why_unasked`` states the sums.
    ``taken_over`` counts the tools that another run took over while this one was held up.
    """

    takes: tuple[Take, ...] = ()
    asked: int = 0
    reused: int = 0
    cost_usd: Decimal = Decimal(0)
    completions: int = 0
    priced_usd: Decimal = Decimal(0)
    held_usd: Decimal = Decimal(0)
    overrun_usd: Decimal = Decimal(0)
    unasked: tuple[str, ...] = ()
    why_unasked: str = ""
    taken_over: int = 0

    @property
    def failed(self) -> tuple[Take, ...]:
        """The takes that could not be had."""
        return tuple(take for take in self.takes if take.status is Status.FAILED)

    @property
    def is_over_budget(self) -> bool:
        """Whether the budget kept a tool or a seat from being asked."""
        return bool(self.unasked) or any(take.cause == Cause.BUDGET_REACHED for take in self.failed)

    @property
    def is_unanswered(self) -> bool:
        """Whether nothing came back of what was asked, or the budget let nothing be asked."""
        return not self.completions and bool(self.asked or self.unasked)

    @property
    def exit_code(self) -> int:
        """4 at the end of the budget, 3 when no endpoint gave a completion, 1 when a take failed, else 0."""
        if self.is_over_budget:
            return OVER_BUDGET
        if self.is_unanswered:
            return NO_COMPLETION
        return SOME_FAILED if self.failed else ALL_WELL


@dataclass(frozen=True, slots=True)
class KeptEdit:
    """A file that somebody had edited, and the new report beside it."""

    edited: Path
    new: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a review or a comparison.

    ``written`` are the files, ``kept_edits`` those that somebody had edited and that were left as they are, and
    ``draft`` says what keeps a page from being published.
    """

    run: str
    asked: Asked
    document: Document
    pages: tuple[Page, ...]
    verdicts: tuple[Verdict, ...]
    comparison: Comparison | None
    out: Path
    written: tuple[Path, ...]
    kept_edits: tuple[KeptEdit, ...]
    draft: str | None = None

    @property
    def drafts(self) -> tuple[Take, ...]:
        """The takes whose hard findings keep a page from being published."""
        counted = (take for verdict in self.verdicts for take in verdict.counted)
        return tuple(take for take in counted if any(finding.severity == "hard" for finding in take.findings))

    @property
    def withheld(self) -> tuple[Take, ...]:
        """The takes that an editor holds back."""
        return tuple(take for take in self.document.takes if take.status is Status.WITHHELD)

    @property
    def readable(self) -> tuple[Path, ...]:
        """The HTML files of the pages, which a browser opens."""
        names = {f"{page.name}.html" for page in self.pages}
        return tuple(path for path in self.written if path.relative_to(self.out).as_posix() in names)

    @property
    def exit_code(self) -> int:
        """How a command that did this ends."""
        return self.asked.exit_code

    def printed(self, name: str) -> str:
        """The pages in one format, as one text; JSON is always one document."""
        if name == "json":
            from panel.report.document import as_json

            return as_json(self.document)
        if name not in FORMATS:
            raise Mistake(f"no format named {name!r}; there are {', '.join(FORMATS)}")
        return "\n".join(page.formats[name] for page in self.pages)
