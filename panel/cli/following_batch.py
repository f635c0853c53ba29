"""What comes after a batch: the next command, chosen by how the batch ended and why seats failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from panel.errors import OF_ANSWERS, Cause

if TYPE_CHECKING:
    from panel.jobs.batch.outcome import BatchOutcome

_ADDRESS = "check the endpoint's address (--base-url, PANEL_BASE_URL or panel.toml)"
_KEY = "check the endpoint's key, and what it may be used for"
_MENDS = {
    Cause.UNREACHABLE: f"{_ADDRESS}, and that it is running",
    Cause.REDIRECTED: _ADDRESS,
    Cause.UNREADABLE: _ADDRESS,
    Cause.MODEL_UNAVAILABLE: "check the model's name, which panel models list knows",
    Cause.KEY_REJECTED: _KEY,
    Cause.FORBIDDEN: _KEY,
    Cause.OUT_OF_CREDIT: "top up the account's credit",
}
"""What somebody has to see to before asking again helps."""


def following(outcome: BatchOutcome) -> str:
    """What to do next, as the end of a sentence that begins with ``Next:``."""
    summary = outcome.summary
    match summary.outcome:
        case "budget_reached":
            return "the same command with a larger --budget asks for the rest, and for nothing that is stored"
        case "held_elsewhere":
            return "the same command, which takes up what the other run has stored and asks for the rest"
        case "too_many_failures":
            return _after_too_many(outcome)
        case _ if outcome.has_no_input:
            return "the same command with --column COLUMN=FIELD, where columns have names of their own, and --dry-run"
        case _ if summary.cells.failed:
            return _after_failures(outcome)
        case _:
            return f"panel runs show {outcome.run}"


def _after_too_many(outcome: BatchOutcome) -> str:
    """What failed is looked at first; what to see to beside that is only sure where nobody answered."""
    see, again = f"see what failed with panel runs show {outcome.run}", "the same command, which asks for the rest"
    mend = _mend(outcome)
    if mend and not outcome.completions:
        return f"{see}, {mend}, then {again}"
    return f"{see}, then {again}" + (f"; where that fails again, {mend}" if mend else "")


def _after_failures(outcome: BatchOutcome) -> str:
    """The same command asks again what failed before there was an answer; what was answered, only if it is told to."""
    answered = sum(tally.count for tally in outcome.summary.failures if tally.what in OF_ANSWERS)
    passing = outcome.summary.cells.failed - answered
    if not passing:
        return f"the same command with --retry-failed asks {_cells(answered)} again whose answers could not be used"
    rest = f"; --retry-failed asks {answered:,} more, whose answers could not be used" if answered else ""
    mend = _mend(outcome)
    if mend and not outcome.completions:
        return f"{mend}, then the same command, which asks {_cells(passing)} that failed{rest}"
    # Where somebody answered, what failed may have come back by itself.
    repeated = f"; where that fails again, {mend}" if mend else ""
    return f"the same command again asks {_cells(passing)} that failed in passing{repeated}{rest}"


def _mend(outcome: BatchOutcome) -> str | None:
    """What to see to first, for this run's most frequent failure that does not pass by itself.

    Those of earlier runs are in the summary too, and say nothing of how things are now.
    """
    return next((_MENDS[Cause(one.what)] for one in outcome.failures if one.what in _MENDS), None)


def _cells(count: int) -> str:
    return "the cell" if count == 1 else f"the {count:,} cells"
