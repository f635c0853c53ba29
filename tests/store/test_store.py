"""What the store remembers, and how it is found again."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from panel.domain.document import Votes
from panel.domain.finished import Finished
from panel.domain.take import Status, Take
from panel.errors import Mistake, StoreUnusable
from panel.store.store import Store
from tests.builders import NOON, a_take, a_tool
from tests.fakes.engine import an_attempt
from tests.store.building import a_run, asked, run_sql
from tests.store.conftest import open_store


def read_everything(store: Store) -> None:
    """Look at every table."""
    store.tools()
    store.runs()
    store.takes_of("alpha")
    store.votes("alpha")
    store.spent("r1")


def test_the_secret_is_made_once(store: Store, path: Path) -> None:
    secret = store.secret()
    assert len(secret) == 32
    assert store.secret() == secret
    with open_store(path) as again:
        assert again.secret() == secret


def test_two_stores_have_different_secrets(store: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "other.db") as other:
        assert other.secret() != store.secret()


def test_gives_a_tool_back_as_it_was_put(store: Store) -> None:
    tool = a_tool(name="Ålpha 👩‍💻", raw={"name": "<b>Ålpha</b>"}, links=("https://alpha.example",), cleaning=1)
    assert store.put_tool(tool) == tool
    assert store.tool("alpha") == tool


def test_the_newest_version_of_a_tool_counts(store: Store) -> None:
    for tagline in ("One", "Two", "One"):
        store.put_tool(a_tool(tagline=tagline))
    assert [tool.tagline for tool in store.tools()] == ["One"]
    assert run_sql(store, "select count(*) from tools") == [(3,)]


def test_an_unchanged_tool_is_not_stored_again(store: Store) -> None:
    store.put_tool(a_tool())
    store.put_tool(a_tool())
    assert run_sql(store, "select count(*) from tools") == [(1,)]


def test_tools_come_by_slug(store: Store) -> None:
    for slug in ("zeta", "alpha", "mid"):
        store.put_tool(a_tool(slug=slug))
    assert [tool.slug for tool in store.tools()] == ["alpha", "mid", "zeta"]


def test_an_alias_finds_its_tool(store: Store) -> None:
    store.put_tool(a_tool(aliases=("old-alpha",)))
    for name in ("alpha", "old-alpha"):
        found = store.tool(name)
        assert found is not None
        assert found.slug == "alpha"


@pytest.mark.parametrize("name", ["nobody", "", "%", "al\udcff"])
def test_an_unknown_name_finds_nothing(store: Store, name: str) -> None:
    store.put_tool(a_tool())
    assert store.tool(name) is None
    assert store.takes_of(name) == []
    assert store.votes(name) is None


def test_an_alias_can_be_taken_back(store: Store) -> None:
    store.put_tool(a_tool(aliases=("old-alpha", "first-alpha")))
    store.put_tool(a_tool(aliases=("old-alpha",)))
    assert store.tool("old-alpha") == a_tool(aliases=("old-alpha",))
    assert store.tool("first-alpha") is None


def test_several_tools_are_kept_together_or_not_at_all(store: Store) -> None:
    beta = a_tool(slug="beta", name="Beta", aliases=("alpha",))
    with pytest.raises(Mistake, match="alpha"):
        store.put_tools([a_tool(), beta])
    assert store.tools() == []


def test_tools_of_one_call_that_mean_each_other_are_refused(store: Store) -> None:
    with pytest.raises(Mistake, match="alpha: the alias beta means beta already; take it out of aliases"):
        store.put_tools([a_tool(slug="beta"), a_tool(aliases=("beta",))])
    with pytest.raises(Mistake, match="beta is an alias of alpha; give the tool another slug"):
        store.put_tools([a_tool(aliases=("beta",)), a_tool(slug="beta")])
    with pytest.raises(Mistake, match="beta: the alias old means alpha already; take it out of aliases"):
        store.put_tools([a_tool(aliases=("old",)), a_tool(slug="beta", aliases=("old",))])
    assert store.tools() == []


def test_a_tool_twice_in_one_call_is_two_versions_of_it(store: Store) -> None:
    stored = store.put_tools([a_tool(tagline="One"), a_tool(tagline="Two"), a_tool(tagline="Two", cleaning=9)])
    assert [tool.tagline for tool in stored] == ["One", "Two", "Two"]
    assert stored[2].cleaning != 9, "what differs in no version is given back as it is stored"
    assert [tool.tagline for tool in store.tools()] == ["Two"]
    assert run_sql(store, "select count(*) from tools") == [(2,)]


def test_an_alias_can_go_from_one_tool_to_another_in_one_call(store: Store) -> None:
    store.put_tool(a_tool(aliases=("old", "older")))
    store.put_tools([a_tool(aliases=("older",)), a_tool(slug="beta", aliases=("old",))])
    found = {name: tool.slug for name in ("old", "older") if (tool := store.tool(name)) is not None}
    assert found == {"old": "beta", "older": "alpha"}


def test_thousands_of_tools_are_kept_in_their_order_and_checked_against_each_other(store: Store) -> None:
    many = [a_tool(slug=f"t{number}", aliases=(f"old-t{number}",)) for number in range(1201)]
    assert store.put_tools(many) == tuple(many)
    assert store.put_tools(many) == tuple(many)
    assert run_sql(store, "select slug from tools order by id") == [(tool.slug,) for tool in many]
    with pytest.raises(Mistake, match="alpha: the alias t7 means t7 already"):
        store.put_tools([a_tool(slug=f"u{number}") for number in range(600)] + [a_tool(aliases=("t7",))])
    assert len(store.tools()) == 1201


@pytest.mark.parametrize("alias", ["beta", "old-beta"])
def test_an_alias_of_another_tool_is_refused(store: Store, alias: str) -> None:
    store.put_tool(a_tool(slug="beta", aliases=("old-beta",)))
    with pytest.raises(Mistake, match=rf"alpha: the alias {alias} means beta already; take it out of aliases"):
        store.put_tool(a_tool(aliases=(alias,)))
    assert store.tool("alpha") is None


def test_a_slug_that_is_an_alias_of_another_tool_is_refused(store: Store) -> None:
    store.put_tool(a_tool(slug="beta", aliases=("alpha",)))
    with pytest.raises(Mistake, match="alpha is an alias of beta; give the tool another slug"):
        store.put_tool(a_tool())


def test_gives_a_take_back_as_it_was_recorded(store: Store) -> None:
    one = asked(an_attempt(), cost_usd=Decimal("0.000012"), usage={"prompt_tokens": 7}, text="Line\none [e1] 👩‍💻")
    store.record([one])
    assert store.takes_by_key(["k1", "k2"]) == {"k1": one.take}


def test_the_newest_take_of_a_key_counts_and_none_is_deleted(store: Store) -> None:
    store.record([asked(score=70), asked(score=71)])
    store.record([asked(score=72)])
    assert store.takes_by_key(["k1"])["k1"].score == 72
    assert [take.score for take in store.takes_of("alpha")] == [70, 71, 72]


def test_takes_of_many_tools_come_each_in_their_order(store: Store) -> None:
    slugs = [f"t{number}" for number in range(1001)]
    store.record([asked(tool=slug, score=score) for score in (70, 71) for slug in reversed(slugs)])
    found = store.takes_by_tool([*slugs, "nobody", "al\udcff"])
    assert list(found) == [*slugs, "nobody", "al\udcff"]
    assert all([take.score for take in found[slug]] == [70, 71] for slug in slugs)
    assert found["nobody"] == found["al\udcff"] == []


def test_takes_from_before_a_time_can_be_left_out(store: Store) -> None:
    second = timedelta(seconds=1)
    store.record([asked(key="old", created_at=NOON - second), asked(key="new", created_at=NOON)])
    assert list(store.takes_by_key(["old", "new"], since=NOON)) == ["new"]
    assert list(store.takes_by_key(["new"], since=NOON + timedelta(microseconds=1))) == []


def test_times_are_compared_across_time_zones(store: Store) -> None:
    take = Take.model_validate_json(a_take(key="k1", run="r1").model_dump_json().replace("12:00:00Z", "13:00:00+01:00"))
    store.record([Finished(take=take)])
    assert store.takes_by_key(["k1"], since=NOON)["k1"].created_at == NOON


def test_finds_thousands_of_keys(store: Store) -> None:
    keys = [f"k{number}" for number in range(1201)]
    store.record([asked(key=key) for key in keys])
    assert store.takes_by_key([*keys, "stranger", "k1"]).keys() == set(keys)
    assert store.takes_by_key([]) == {}


def test_nothing_finished_is_nothing_recorded(store: Store) -> None:
    store.record([])
    assert store.takes_of("alpha") == []


def test_a_group_is_recorded_whole_or_not_at_all(store: Store) -> None:
    run_sql(store, "create trigger refuse before insert on attempts begin select raise(abort, 'no'); end")
    with pytest.raises(StoreUnusable):
        store.record([asked(), asked(an_attempt(), key="k2")])
    assert store.takes_of("alpha") == []


def test_an_attempt_keeps_what_it_cost_and_the_start_of_what_was_said(store: Store) -> None:
    store.record([asked(an_attempt(text="é" * 40_000, cost_usd=Decimal("1E-7"), provider="a", generation_id="g1"))])
    found = run_sql(store, "select key, run, outcome, provider, generation_id, cost_usd, text from attempts")
    assert found == [("k1", "r1", "completed", "a", "g1", "0.0000001", "é" * 32_768)]


def test_half_characters_lose_nobody_a_take(store: Store) -> None:
    one = asked(an_attempt(text="a\ud800b", detail="\udcff", provider="\ud800"))
    store.record([one.model_copy(update={"take": one.take.model_copy(update={"text": "a\ud800b"})})])
    assert store.takes_by_key(["k1"])["k1"].text == "a?b"
    assert run_sql(store, "select text, detail, provider from attempts") == [("a?b", "?", "?")]


def test_what_a_run_spent_is_exact_and_counts_known_costs_only(store: Store) -> None:
    store.record([asked(an_attempt(cost_usd="0.1"), an_attempt(cost_usd="0.2"), an_attempt())])
    store.record([asked(an_attempt(cost_usd="5"), run="r2")])
    assert store.spent("r1") == Decimal("0.3")
    assert store.spent("nobody") == 0


def test_a_run_is_open_until_it_is_finished(store: Store) -> None:
    store.start_run(a_run())
    assert store.runs() == [a_run()]
    store.finish_run("r1", NOON + timedelta(minutes=1))
    assert store.runs() == [a_run(finished_at=NOON + timedelta(minutes=1))]


def test_runs_come_newest_first(store: Store) -> None:
    for name, minute in (("r1", 0), ("r3", 2), ("r2", 1)):
        store.start_run(a_run(id=name, started_at=NOON + timedelta(minutes=minute)))
    assert [run.id for run in store.runs()] == ["r3", "r2", "r1"]


def test_a_failed_take_is_remembered_with_its_cause(store: Store) -> None:
    store.record([asked(status="failed", score=None, decision=None, text=None, reason="blank: nothing in it")])
    found = store.takes_by_key(["k1"])["k1"]
    assert (found.status, found.reason) == (Status.FAILED, "blank: nothing in it")


async def test_works_from_another_thread(store: Store) -> None:
    await asyncio.to_thread(store.record, [asked()])
    assert len(store.takes_of("alpha")) == 1


def test_reads_while_another_process_writes(store: Store) -> None:
    store.put_tool(a_tool())
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        other.execute("delete from tools")
        assert store.tool("alpha") == a_tool()


def test_what_is_recorded_survives_a_process_that_never_closes(path: Path) -> None:
    first = open_store(path)
    first.record([asked()])
    with open_store(path) as second:
        assert len(second.takes_of("alpha")) == 1
    first.close()


@pytest.mark.parametrize(
    "damage",
    [
        "update tools set tool = '{}'",
        "update takes set take = 'not json'",
        "update runs set run = '[]'",
        "update runs set finished_at = 'yesterday'",
        "update votes set ship = 'many'",
        "update attempts set cost_usd = 'dear'",
        "drop table takes",
    ],
)
def test_a_damaged_row_is_the_store_s_fault_and_shows_no_sql(store: Store, damage: str) -> None:
    store.import_all([a_tool()], [], [Votes(tool="alpha", ship=1, skip=1)], a_run())
    store.record([asked(an_attempt(cost_usd="1"))])
    run_sql(store, damage)
    with pytest.raises(StoreUnusable, match="restore a backup") as caught:
        read_everything(store)
    assert "select" not in str(caught.value).lower()


def test_a_store_held_too_long_is_said_to_be(path: Path) -> None:
    with open_store(path, patience=0.05) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StoreUnusable, match="another process is holding the store"):
            store.put_tool(a_tool())
