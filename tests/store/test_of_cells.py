"""Which cells are answered, and what the tools behind some rows are, for as many as a feed has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from panel.store.store import Store
from tests.builders import NOON, a_take, a_tool
from tests.store.building import asked, imported, run_sql

NO_SCORE = {"score": None, "decision": None, "text": None}
GONE = {"status": "failed", "reason": "unreachable: nobody listens", **NO_SCORE}
REFUSED = {"status": "failed", "reason": "refusal: no", **NO_SCORE}
ASIDE = {"status": "abstained", "reason": "off_lens", **NO_SCORE}


def answered(store: Store, *keys: str, asks_failed_again: bool = False) -> set[str]:
    """Those of the keys that are answered, whenever that was."""
    return store.answered([*keys], since=None, asks_failed_again=asks_failed_again)


def test_a_cell_is_answered_once_it_has_a_take(store: Store) -> None:
    store.record([asked(key="k1"), asked(key="k2", **ASIDE)])
    assert answered(store, "k1", "k2", "k3") == {"k1", "k2"}


@pytest.mark.parametrize(
    ("takes", "stands", "stands_if_asked_again"),
    [
        ([GONE], False, False),
        ([REFUSED], True, False),
        ([{}, GONE], True, True),
        ([GONE, {}], True, True),
        ([{}, REFUSED], True, False),
        ([REFUSED, {}], True, True),
        ([REFUSED, GONE], True, False),
        ([GONE, REFUSED], True, False),
        ([GONE, GONE], False, False),
        ([ASIDE, GONE], True, True),
    ],
)
def test_a_failure_before_an_answer_answers_nothing_and_gives_way_to_what_was_there(
    store: Store,
    takes: list[dict[str, str]],
    stands: bool,  # noqa: FBT001 - a table's column
    stands_if_asked_again: bool,  # noqa: FBT001 - a table's column
) -> None:
    for take in takes:
        store.record([asked(**take)])
    assert bool(answered(store, "k1")) is stands
    assert bool(answered(store, "k1", asks_failed_again=True)) is stands_if_asked_again


@pytest.mark.parametrize("takes", [[GONE], [REFUSED], [{}, GONE], [{}, REFUSED], [REFUSED, GONE], [ASIDE]])
def test_it_agrees_with_the_takes_themselves(store: Store, takes: list[dict[str, str]]) -> None:
    from panel.domain.current import stands

    for take in takes:
        store.record([asked(**take)])
    (take_,) = store.takes_by_key(["k1"]).values()
    for again in (False, True):
        assert bool(answered(store, "k1", asks_failed_again=again)) is stands(take_, again)


def test_takes_of_before_do_not_count(store: Store) -> None:
    store.record([asked(key="old"), asked(key="new", created_at=NOON + timedelta(hours=1))])
    since = NOON + timedelta(minutes=1)
    assert store.answered(["old", "new"], since=since, asks_failed_again=False) == {"new"}
    assert store.answered(["old", "new"], since=NOON, asks_failed_again=False) == {"old", "new"}


def test_an_imported_take_answers_nothing(store: Store) -> None:
    imported(store, a_take(key="k1", run="r9", is_imported=True))
    assert answered(store, "k1") == set()


def test_more_keys_than_one_query_names_are_looked_up(store: Store) -> None:
    keys = [f"k{number}" for number in range(1_201)]
    store.record([asked(key=key) for key in keys])
    assert answered(store, *keys, "other") == set(keys)
    assert answered(store) == set()


def test_only_takes_that_failed_are_read(store: Store) -> None:
    store.record([asked(key="k1"), asked(key="k2", **REFUSED)])
    run_sql(store, "update takes set take = '?' where key = 'k1'")
    assert answered(store, "k1", "k2") == {"k1", "k2"}


def rows_of(store: Store) -> list[int]:
    return [row[0] for row in run_sql(store, "select id from tools order by id")]


def test_tools_come_in_the_order_of_the_rows_asked_for(store: Store) -> None:
    store.put_tools([a_tool(slug=slug, name=slug) for slug in ("a", "b", "c")])
    one, two, three = rows_of(store)
    assert [tool.slug for tool in store.tools_in([three, one, two, one])] == ["c", "a", "b", "a"]
    assert store.tools_in([]) == []


def test_a_row_is_the_version_that_it_is_and_not_the_newest(store: Store) -> None:
    for tagline in ("first", "second"):
        store.put_tool(a_tool(tagline=tagline))
    assert [tool.tagline for tool in store.tools_in(rows_of(store))] == ["first", "second"]
    assert [tool.tagline for tool in store.versions_of(["alpha", "other"])["alpha"]] == ["first", "second"]
    assert store.versions_of(["other"]) == {"other": []}


def test_more_rows_than_one_query_names_are_read(store: Store) -> None:
    slugs = [f"t{number}" for number in range(1_001)]
    store.put_tools([a_tool(slug=slug, name=slug) for slug in slugs])
    assert [tool.slug for tool in store.tools_in(rows_of(store))] == slugs
    assert all(len(versions) == 1 for versions in store.versions_of(slugs).values())
