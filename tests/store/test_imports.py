"""Imports: all of a document or nothing, and nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from panel.domain.document import Votes
from panel.errors import Mistake
from panel.store.store import ImportCounts, Store
from tests.builders import NOON, a_take, a_tool
from tests.store.building import a_run, asked, imported


def test_an_imported_take_is_marked_and_its_key_and_cost_are_claims(store: Store) -> None:
    counts = imported(store, a_take(key="k1", run="r1", cost_usd="9"))
    assert counts == ImportCounts(tools=0, takes_new=1, takes_unchanged=0, votes=0)
    assert [take.is_imported for take in store.takes_of("alpha")] == [True]
    assert store.takes_by_key(["k1"]) == {}
    assert store.spent("r1") == 0


def test_an_asked_take_is_not_marked_as_imported(store: Store) -> None:
    store.record([asked()])
    imported(store, a_take(persona="skeptic", key="k1"))
    assert [take.is_imported for take in store.takes_of("alpha")] == [False, True]
    assert store.takes_by_key(["k1"])["k1"].persona == "builder"


def test_the_same_take_again_is_no_change(store: Store) -> None:
    imported(store, a_take())
    counts = imported(store, a_take(created_at=NOON + timedelta(days=1), cost_usd="1"), run="i2")
    assert (counts.takes_new, counts.takes_unchanged) == (0, 1)
    assert len(store.takes_of("alpha")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Other words."},
        {"score": 81},
        {"status": "abstained", "score": None, "decision": None},
        {"sample": 2},
        {"model": "c/d"},
        {"persona": "founder"},
    ],
)
def test_a_take_that_says_something_else_is_a_newer_one(store: Store, change: dict[str, Any]) -> None:
    imported(store, a_take())
    assert imported(store, a_take(**change), run="i2").takes_new == 1


def test_going_back_to_an_earlier_text_is_a_change(store: Store) -> None:
    for day, text in enumerate(["One.", "Two.", "One."]):
        imported(store, a_take(text=text, created_at=NOON + timedelta(days=day)), run=f"i{day}")
    assert [take.text for take in store.takes_of("alpha")] == ["One.", "Two.", "One."]


def test_a_document_with_two_takes_of_one_seat_is_no_change_the_second_time(store: Store) -> None:
    takes = [a_take(text="One."), a_take(text="Two.", created_at=NOON + timedelta(days=1))]
    assert imported(store, *takes).takes_new == 2
    assert imported(store, *takes, run="i2").takes_new == 0


def test_importing_what_was_asked_here_is_no_change(store: Store) -> None:
    store.record([asked()])
    assert imported(store, a_take(key="k1")).takes_unchanged == 1


def test_an_import_asked_over_since_then_is_still_no_change(store: Store) -> None:
    imported(store, a_take())
    store.record([asked(text="Other words.")])
    assert imported(store, a_take(), run="i2").takes_unchanged == 1


def test_votes_replace(store: Store) -> None:
    for run, ship in enumerate((3, 5)):
        store.import_all([], [], [Votes(tool="alpha", ship=ship, skip=1)], a_run(id=f"i{run}", models=()))
    assert store.votes("alpha") == Votes(tool="alpha", ship=5, skip=1)


def test_an_import_counts_its_parts_and_enters_its_run(store: Store) -> None:
    takes = [a_take(), a_take(), a_take(persona="skeptic")]
    run = a_run(id="i1", job="import", models=())
    counts = store.import_all([a_tool(), a_tool(slug="beta")], takes, [Votes(tool="beta", ship=1, skip=0)], run)
    assert counts == ImportCounts(tools=2, takes_new=2, takes_unchanged=1, votes=1)
    assert store.runs() == [run]


def test_an_import_that_fails_leaves_nothing(store: Store) -> None:
    store.put_tool(a_tool(slug="beta"))
    with pytest.raises(Mistake):
        store.import_all([a_tool(), a_tool(slug="gamma", aliases=("beta",))], [a_take()], [], a_run())
    assert [tool.slug for tool in store.tools()] == ["beta"]
    assert store.takes_of("alpha") == []
    assert store.runs() == []


def test_a_take_that_was_withheld_meanwhile_still_says_what_it_said(store: Store) -> None:
    imported(store, a_take())
    assert imported(store, a_take(status="withheld", reason="An editor's"), run="i2").takes_unchanged == 1
