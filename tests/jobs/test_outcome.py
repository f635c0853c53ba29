"""How a run ends: the first exit code that applies, and what counts as the end of a budget."""

from __future__ import annotations

import pytest

from panel.jobs.outcome import Asked
from tests.builders import a_take

OK = a_take()
FAILED = a_take(status="failed", score=None, decision=None, text=None, reason="timed_out: too late")
UNPAID = a_take(status="failed", score=None, decision=None, text=None, reason="budget_reached: the budget of $5")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked((OK,), asked=1, completions=1), 0),
        (Asked((OK,), reused=1), 0),
        (Asked((OK, FAILED), asked=2, completions=1), 1),
        (Asked((FAILED,), asked=1), 3),
        (Asked((OK,), asked=1, completions=1, unasked=("beta",)), 4),
        (Asked((FAILED,), asked=1, unasked=("beta",)), 4),
        (Asked((OK, UNPAID), asked=2, completions=1), 4),
        (Asked(unasked=("alpha",)), 4),
    ],
)
def test_the_budget_comes_before_silence_and_silence_before_a_failed_take(asked: Asked, code: int) -> None:
    assert asked.exit_code == code
    assert asked.is_over_budget == (code == 4)


def test_a_run_whose_budget_let_nothing_be_asked_is_unanswered() -> None:
    assert Asked(unasked=("alpha",)).is_unanswered
    assert not Asked((OK,), reused=1).is_unanswered
    assert not Asked((OK,), asked=1, completions=1, unasked=("beta",)).is_unanswered
