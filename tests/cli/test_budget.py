"""What is said of money on stderr, how a budget is given, and how a command ends that reaches it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from panel.cli.panel_command import report
from panel.domain.document import Document
from panel.jobs.outcome import Asked, Outcome
from panel.store.store import Store
from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.builders import a_take
from tests.cli.conftest import Panel, serving
from tests.fakes.engine import an_attempt, noon
from tests.store.building import a_run, asked
from tests.wire.calls import CANARY

WANTED = re.compile(r"alpha needs \$(\d+\.\d+)")


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


@pytest.fixture
def openrouter(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedOpenRouter]:
    """A simulated OpenRouter, its address and one of its models in the environment."""
    with serving(SimulatedOpenRouter(Conditions(keeps_bodies=True))) as server:
        monkeypatch.setenv("PANEL_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENROUTER_API_KEY", CANARY)
        monkeypatch.setenv("PANEL_MODEL", "simulated/model")
        yield server


def enough_for_alpha(panel: Panel) -> str:
    """The sum that alpha's seats need, as a budget that is too small for them says it."""
    said = panel("review", "alpha.md", "--budget", "0.000001")
    assert (said.code, said.out) == (4, "")
    assert said.err.endswith("Next: the same command with a larger --budget\n")
    found = WANTED.search(said.err)
    assert found is not None
    return found[1]


def test_a_review_that_reaches_its_budget_ends_with_4_and_pages_for_whole_tools(
    panel: Panel, project: Path, openrouter: SimulatedOpenRouter
) -> None:
    budget = enough_for_alpha(panel)
    assert openrouter.bill.requests == 0
    said = panel("review", "alpha.md", "beta.md", "--budget", budget, "--out", "pages")
    assert said.code == 4
    assert said.out.startswith("A\n\n")
    assert f"Cost ${openrouter.bill.dollars:f} for 5 seats\n" in said.err
    assert f"Not asked: beta. The budget of ${budget} is reached: $" in said.err
    assert "Next: the same command again asks for the rest, with a budget of its own" in said.err
    assert sorted(path.name for path in (project / "pages").glob("*.txt")) == ["alpha.txt"]


def test_the_same_command_again_asks_for_the_rest_only(panel: Panel, openrouter: SimulatedOpenRouter) -> None:
    budget = enough_for_alpha(panel)
    command = ("review", "alpha.md", "beta.md", "--budget", budget)
    panel(*command)
    said = panel(*command)
    assert said.code == 0
    assert "5 stored, 5 to ask" in said.err
    assert (openrouter.bill.completions, openrouter.bill.surplus()) == (10, 0)


def test_a_comparison_that_reaches_its_budget_ends_with_4_and_is_whole_the_next_time(
    panel: Panel, openrouter: SimulatedOpenRouter
) -> None:
    command = ("compare", "alpha.md", "beta.md", "--budget", enough_for_alpha(panel), "--json")
    first, second = panel(*command), panel(*command)
    assert (first.code, second.code) == (4, 0)
    assert "Not asked: beta." in first.err
    assert json.loads(first.out)["comparisons"] == []
    assert len(json.loads(second.out)["comparisons"]) == 1
    assert openrouter.bill.completions == 10


def test_a_model_that_no_price_is_known_of_exits_2_with_the_fix(panel: Panel, openrouter: SimulatedOpenRouter) -> None:
    said = panel("review", "alpha.md", "--budget", "5", "--model", "some/other")
    assert (said.code, said.out, openrouter.bill.requests) == (2, "", 0)
    assert "--budget cannot be kept: no price is known for openrouter:some/other; name a model with a price" in said.err
    assert 'prompt_price and completion_price under [models."some/other"] in panel.toml' in said.err


def test_prices_that_are_set_stand_in_for_a_list_and_a_budget_is_kept_by_them(
    panel: Panel, project: Path, openrouter: SimulatedOpenRouter
) -> None:
    prices = '[models."some/other"]\nprompt_price = 3\ncompletion_price = 15\n'
    (project / "panel.toml").write_text(prices, encoding="utf-8")
    said = panel("review", "alpha.md", "--budget", "0.000001", "--model", "some/other")
    assert (said.code, openrouter.bill.requests) == (4, 0)
    assert "alpha needs $" in said.err


def test_a_run_is_shown_with_what_its_lost_calls_may_have_cost(panel: Panel, openrouter: SimulatedOpenRouter) -> None:
    openrouter.will_answer(Kind.DROPPED_BILLED, Kind.MISSING_USAGE)
    reviewed = panel("review", "alpha.md", "--budget", "5", "--json")
    assert reviewed.code == 0
    (run,) = json.loads(panel("runs", "--json").out)["runs"]
    figures = json.loads(panel("runs", "show", run["id"], "--json").out)["figures"]
    spent, held = Decimal(figures["cost_usd"]), Decimal(figures["held_usd"])
    assert spent < openrouter.bill.dollars < spent + held
    assert (
        f"held      up to ${held:f} more, for calls whose outcome is not known" in panel("runs", "show", run["id"]).out
    )
    assert f"Up to ${held:f} more may be billed" in reviewed.err
