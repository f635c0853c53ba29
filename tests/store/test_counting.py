"""Figures of what is stored: takes by status, attempts by outcome, tokens and cost of each run; versions of tools."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panel.domain.completion import Usage
from panel.domain.money import Costs
from panel.domain.run import RunFigures, Tally
from panel.errors import StoreUnusable
from panel.store.store import Store
from tests.builders import a_take, a_tool
from tests.fakes.engine import an_attempt
from tests.store.building import a_reserve, asked, imported, run_sql


def test_a_run_s_takes_and_attempts_are_counted(store: Store) -> None:
    usage = Usage(prompt_tokens=100, completion_tokens=7)
    store.record(
        [
            asked(an_attempt(cost_usd="0.1", usage=usage), an_attempt(outcome="rate_limited")),
            asked(an_attempt(cost_usd="0.2", usage=usage), key="k2", persona="skeptic"),
            asked(key="k3", persona="founder", status="failed", score=None, decision=None, text=None),
        ]
    )
    figures = store.figures()["r1"]
    assert figures == RunFigures(
        takes=(Tally(what="failed", count=1), Tally(what="ok", count=2)),
        attempts=(Tally(what="completed", count=2), Tally(what="rate_limited", count=1)),
        prompt_tokens=200,
        completion_tokens=14,
        cost_usd=Decimal("0.3"),
    )
    assert (figures.asked, figures.failed) == (3, 1)


def test_what_was_billed_priced_and_held_is_told_apart(store: Store) -> None:
    store.record(
        [
            asked(
                an_attempt(cost_usd="0.5"),
                an_attempt(cost_usd="0.1", cost_basis="billed"),
                an_attempt(cost_usd="0.02", cost_basis="priced"),
                an_attempt(outcome="timed_out", cost_usd="0.004", cost_basis="held"),
            )
        ]
    )
    # Billed 0.5 + 0.1, since an attempt without a basis is of an older panel, whose costs were all billed.
    assert store.costs("r1") == Costs(billed_usd=Decimal("0.6"), priced_usd=Decimal("0.02"), held_usd=Decimal("0.004"))
    assert (store.spent("r1"), store.held("r1")) == (Decimal("0.62"), Decimal("0.004"))
    figures = store.figures()["r1"]
    assert (figures.cost_usd, figures.priced_usd, figures.held_usd) == (
        Decimal("0.62"),
        Decimal("0.02"),
        Decimal("0.004"),
    )


def test_a_run_whose_calls_are_all_lost_has_no_known_cost(store: Store) -> None:
    store.record([asked(an_attempt(outcome="timed_out", cost_usd="0.004", cost_basis="held"))])
    assert store.figures()["r1"].cost_usd is None


def test_what_a_crashed_run_holds_counts_as_held(store: Store) -> None:
    store.reserve([a_reserve(), a_reserve(key="k2", held_usd="0.25")])
    store.record([asked(charge="0.1")])
    assert (store.held("r1"), store.figures()["r1"].held_usd) == (Decimal("0.25"), Decimal("0.25"))


def test_runs_are_told_apart(store: Store) -> None:
    store.record([asked(an_attempt(cost_usd="1")), asked(key="k2", run="r2")])
    figures = store.figures()
    assert (figures["r1"].asked, figures["r2"].asked) == (1, 1)
    assert (figures["r1"].cost_usd, figures["r2"].cost_usd) == (Decimal(1), None)


def test_what_was_imported_was_asked_by_no_run(store: Store) -> None:
    imported(store, a_take(run="theirs", key="k9"))
    assert store.figures() == {}


def test_versions_of_a_tool_are_counted(store: Store) -> None:
    for text in ("One.", "Two.", "Two."):
        store.put_tool(a_tool(description=text))
    store.put_tool(a_tool(slug="beta"))
    assert store.versions() == {"alpha": 2, "beta": 1}


@pytest.mark.parametrize(
    "damage",
    ["update attempts set outcome = x'ff'", "update takes set status = x'ff'", "update attempts set cost_usd = '?'"],
)
def test_a_damaged_row_is_the_store_s_fault(store: Store, damage: str) -> None:
    store.record([asked(an_attempt(cost_usd="1"))])
    run_sql(store, damage)
    with pytest.raises(StoreUnusable, match="restore a backup"):
        store.figures()


def test_a_sound_store_passes_the_check(store: Store) -> None:
    store.put_tool(a_tool())
    store.check()
