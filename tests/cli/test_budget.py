"""What is said of money on stderr, and how a budget is given."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from panel.cli.panel_command import report
from panel.domain.document import Document
from panel.jobs.outcome import Asked, Outcome
from panel.store.store import Store
from tests.builders import a_take
from tests.cli.conftest import Panel
from tests.fakes.engine import an_attempt, noon
from tests.store.building import a_run, asked


def an_outcome(asked: Asked) -> Outcome:
    """An outcome without a page."""
    return Outcome(
        run="r1",
        asked=asked,
        document=Document(),
        pages=(),
        verdicts=(),
        comparison=None,
        out=Path("out"),
        written=(),
        kept_edits=(),
    )


def test_what_was_spent_held_and_not_asked_is_said_and_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    asked = Asked(
        (a_take(),),
        asked=5,
        completions=5,
        cost_usd=Decimal("0.30"),
        priced_usd=Decimal("0.10"),
        held_usd=Decimal("0.02"),
        overrun_usd=Decimal("0.01"),
        unasked=("beta", "gamma"),
        why_unasked="the budget of $0.50 is reached: $0.33 of it is spent or held, and beta needs $0.2",
    )
    report(an_outcome(asked), lambda _: "nothing")
    assert capsys.readouterr().err.splitlines() == [
        "Cost $0.30 for 5 seats, $0.10 of it worked out from listed prices",
        "Up to $0.02 more may be billed, for calls whose outcome is not known",
        "$0.01 more was charged than the listed prices allow, and counts towards the budget",
        "Not asked: beta, gamma. The budget of $0.50 is reached: $0.33 of it is spent or held, and beta needs $0.2.",
        (
            "Next: the same command again asks for the rest, with a budget of its own; what was answered is not "
            "asked twice"
        ),
    ]


def test_a_budget_too_small_for_anything_is_told_to_be_larger(capsys: pytest.CaptureFixture[str]) -> None:
    report(an_outcome(Asked(unasked=("alpha",), why_unasked="the budget")), lambda _: "nothing")
    assert capsys.readouterr().err.splitlines()[-1] == "Next: the same command with a larger --budget"


@pytest.mark.parametrize("command", [("review", "alpha.md"), ("compare", "alpha.md", "beta.md")])
@pytest.mark.parametrize("budget", ["0", "-1", "NaN", "1e9999", "five"])
def test_a_budget_that_is_no_sum_exits_2(panel: Panel, command: tuple[str, ...], budget: str) -> None:
    said = panel(*command, "--budget", budget)
    assert (said.code, said.out) == (2, "")
    assert f"--budget: '{budget}' is no sum of US dollars above 0; give one such as 5 or 0.50" in said.err


def test_a_run_is_shown_with_what_was_billed_priced_and_held_apart(panel: Panel, project: Path) -> None:
    with Store.open(str(project / "some.db"), announce=lambda _: None, clock=noon) as store:
        store.start_run(a_run())
        lost = an_attempt(outcome="timed_out", cost_usd="0.004", cost_basis="held")
        store.record([asked(an_attempt(cost_usd="0.5"), an_attempt(cost_usd="0.02", cost_basis="priced"), lost)])
    shown = panel("runs", "show", "r1", "--store", "some.db").out
    assert "cost      $0.52 ($0.02 of it worked out from listed prices)" in shown
    assert "held      up to $0.004 more, for calls whose outcome is not known" in shown
    figures = json.loads(panel("runs", "show", "r1", "--store", "some.db", "--json").out)["figures"]
    assert (figures["cost_usd"], figures["priced_usd"], figures["held_usd"]) == ("0.52", "0.02", "0.004")
