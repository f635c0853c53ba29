"""What comes next after a batch follows from how it ended, and from why seats failed."""

from __future__ import annotations

from typing import Any

import pytest

from panel.cli.following_batch import following
from panel.domain.batch_summary import CellCounts, JobCounts
from panel.domain.run import Tally
from tests.batches import a_summary
from tests.cli.test_running_batch import an_outcome


def after(
    causes: dict[str, int],
    outcome: str = "finished",
    *,
    completions: int = 10,
    of_this_run: dict[str, int] | None = None,
) -> str:
    """What comes after a batch with so many failures of each cause, all of them this run's unless that is said."""
    failed = sum(causes.values())
    cells: dict[str, Any] = CellCounts(
        cells=max(10, failed),
        ok=max(10 - failed, 0),
        abstained=0,
        failed=failed,
        unasked=0,
        reused=0,
        asked=10,
        re_asked=0,
        of_job=JobCounts(asked=10, re_asked=0),
    ).model_dump()
    failures = [{"what": what, "count": count} for what, count in causes.items()]
    summary = a_summary(outcome=outcome, cells=cells, failures=failures)
    own = causes if of_this_run is None else of_this_run
    tallied = tuple(Tally(what=what, count=count) for what, count in own.items())
    return following(an_outcome(summary=summary, completions=completions, failures=tallied))


@pytest.mark.parametrize("cause", ["refusal", "contradiction", "malformed", "filtered"])
def test_what_was_answered_is_asked_again_only_if_that_is_said(cause: str) -> None:
    assert after({cause: 2}) == (
        "the same command with --retry-failed asks the 2 cells again whose answers could not be used"
    )


def test_what_failed_in_passing_is_asked_by_the_same_command() -> None:
    assert after({"rate_limited": 1}) == "the same command again asks the cell that failed in passing"
    assert after({"timed_out": 3, "refusal": 2}) == (
        "the same command again asks the 3 cells that failed in passing; "
        "--retry-failed asks 2 more, whose answers could not be used"
    )


@pytest.mark.parametrize(
    ("cause", "advice"),
    [
        ("unreachable", "check the endpoint's address"),
        ("redirected", "check the endpoint's address"),
        ("model_unavailable", "check the model's name"),
        ("key_rejected", "check the endpoint's key"),
        ("out_of_credit", "top up"),
    ],
)
def test_what_does_not_pass_by_itself_is_to_be_seen_to_first(cause: str, advice: str) -> None:
    said = after({cause: 10}, completions=0)

    assert said.startswith(advice)
    assert said.endswith("then the same command, which asks the 10 cells that failed")
    assert advice in after({cause: 10}, "too_many_failures")


def test_where_somebody_answered_what_cannot_be_reached_may_be_there_again() -> None:
    said = after({"unreachable": 2}, completions=8)

    assert said.startswith("the same command again asks the 2 cells that failed in passing; where that fails again, ")
    assert "check the endpoint's address" in said


def test_after_too_many_failures_the_same_command_asks_for_the_rest() -> None:
    assert after({"rate_limited": 3}, "too_many_failures") == (
        "see what failed with panel runs show r1, then the same command, which asks for the rest"
    )


def test_after_too_many_failures_nothing_is_said_of_what_failed_in_an_earlier_run() -> None:
    causes = {"refusal": 16, "unreachable": 4}
    assert after(causes, "too_many_failures", completions=16, of_this_run={"refusal": 16}) == (
        "see what failed with panel runs show r1, then the same command, which asks for the rest"
    )
    assert "address" not in after(causes, "too_many_failures", completions=0, of_this_run={"rate_limited": 1})


def test_where_somebody_answered_too_many_failures_may_pass_too() -> None:
    assert after({"unreachable": 3}, "too_many_failures", completions=1) == (
        "see what failed with panel runs show r1, then the same command, which asks for the rest; where that fails "
        "again, check the endpoint's address (--base-url, PANEL_BASE_URL or panel.toml), and that it is running"
    )
