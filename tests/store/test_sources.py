"""Where tools were found and what they are known by: kept together or not at all, and never moved."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from panel.domain.source import Known, Rule, Source, Taken, Wanted
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.store.sources import Sources
from panel.store.store import Store
from tests.builders import a_tool
from tests.fakes.engine import noon
from tests.store.building import run_sql
from tests.store.conftest import open_store

NOTHING = Wanted((), (), ())


def taken(slug: str = "loom", **fields: Any) -> Taken:  # noqa: ANN401 - any field of a Taken
    """A row of a feed that was taken for a tool."""
    plain: dict[str, Any] = {
        "slug": slug,
        "rule": Rule.NEW,
        "tool": a_tool(slug=slug, name=slug.title()),
        "source": Source(feed="a.csv", row=1, external_id=slug),
        "entry": slug,
        "identities": (f"address:{slug}.dev", f"name:{slug}@{slug}.dev"),
    }
    return Taken(**plain | fields)


def take_in(store: Store, *rows: Taken) -> dict[str, int]:
    """Keep rows that need no looking up."""
    return store.sources.take_in(NOTHING, lambda _: rows)


def test_what_was_taken_in_is_known(store: Store) -> None:
    tool = a_tool(slug="loom", aliases=("weaver",))
    row = taken(tool=tool)
    assert take_in(store, row) == {"loom": 1}

    known = store.sources.known(Wanted((("a.csv", "loom"), ("b.csv", "loom")), ("address:loom.dev", "x"), ("weaver",)))
    assert known == Known({("a.csv", "loom"): "loom"}, {"address:loom.dev": "loom"}, {"loom": tool, "weaver": tool})


def test_the_tools_that_entries_and_identities_mean_are_looked_up_with_them(store: Store) -> None:
    take_in(store, taken("loom"), taken("warp"))

    known = store.sources.known(Wanted((("a.csv", "loom"),), ("address:warp.dev",), ()))
    assert set(known.tools) == {"loom", "warp"}


def test_more_than_one_query_holds_is_looked_up(store: Store) -> None:
    take_in(store, *(taken(f"tool-{at}") for at in range(1_100)))

    slugs = [f"tool-{at}" for at in range(1_100)]
    known = store.sources.known(Wanted(tuple(("a.csv", slug) for slug in slugs), (), tuple(slugs)))
    assert sorted(known.entries.values()) == sorted(slugs)
    assert len(known.tools) == 1_100


def test_a_decision_is_made_on_what_is_stored_at_that_moment(store: Store) -> None:
    take_in(store, taken("loom"))
    seen: list[Known] = []

    def decide(known: Known) -> Sequence[Taken]:
        seen.append(known)
        return ()

    store.sources.take_in(Wanted((), ("address:loom.dev",), ()), decide)
    assert seen[0].identities == {"address:loom.dev": "loom"}


def test_all_of_a_group_is_kept_or_nothing(store: Store) -> None:
    clash = a_tool(slug="warp", aliases=("loom",))
    with pytest.raises(Mistake):
        take_in(store, taken("loom"), taken("warp", tool=clash))

    kept = "SELECT slug FROM tools UNION SELECT tool FROM sources UNION SELECT tool FROM identities"
    assert run_sql(store, kept) == []


def test_an_unchanged_tool_keeps_its_row_and_a_changed_one_gets_another(store: Store) -> None:
    take_in(store, taken("loom"))

    assert take_in(store, taken("loom")) == {"loom": 1}
    assert take_in(store, taken("loom", tool=a_tool(slug="loom", tagline="Other"))) == {"loom": 2}


def test_an_entry_and_an_identity_that_mean_a_tool_are_not_moved(store: Store) -> None:
    take_in(store, taken("loom"), replace(taken("warp"), entry="loom", identities=("address:loom.dev",)))
    take_in(store, replace(taken("warp"), entry="loom", identities=("address:loom.dev",), rule=Rule.ADDRESS))

    assert run_sql(store, "SELECT tool, rule FROM sources") == [("loom", "new")]
    assert run_sql(store, "SELECT tool FROM identities WHERE identity = 'address:loom.dev'") == [("loom",)]


def test_a_row_that_says_nothing_new_of_its_tool_is_a_source_all_the_same(store: Store) -> None:
    take_in(store, taken("loom"))
    later = replace(taken("loom"), tool=None, entry="9", rule=Rule.ADDRESS, identities=("repository:x",))

    assert take_in(store, later) == {"loom": 1}
    assert run_sql(store, "SELECT tool, external_id, rule FROM sources") == [
        ("loom", "loom", "new"),
        ("loom", "9", "address"),
    ]


def test_text_that_no_file_can_hold_is_kept_and_found(store: Store) -> None:
    half = "cut \ud83d"
    take_in(store, taken("loom", entry=half))

    assert store.sources.known(Wanted((("a.csv", half),), (), ())).entries == {("a.csv", half): "loom"}


def test_every_name_is_given_in_its_order(store: Store) -> None:
    take_in(store, *(taken(slug) for slug in ("warp", "loom")))

    assert [*store.sources.names()] == [("name:loom@loom.dev", "loom"), ("name:warp@warp.dev", "warp")]


def test_tools_whose_identities_were_never_kept_are_given(store: Store) -> None:
    known, new = a_tool(slug="loom"), a_tool(slug="warp")
    take_in(store, taken("loom", tool=known, identities=(f"version:{known.version}",)))
    store.put_tool(new)
    assert _unread(store) == [new]

    changed = a_tool(slug="loom", tagline="Other")
    store.put_tool(changed)
    assert _unread(store) == [changed, new]


def test_more_unread_tools_than_one_query_gives_are_given(store: Store) -> None:
    store.put_tools(a_tool(slug=f"tool-{at}") for at in range(1_100))

    assert len(_unread(store)) == 1_100


def test_unread_tools_are_given_that_stand_behind_many_that_are_read(store: Store) -> None:
    store.put_tools(a_tool(slug=f"tool-{at:04}") for at in range(1_600))
    run_sql(store, "INSERT INTO identities SELECT 'version:' || version, slug FROM tools WHERE id NOT IN (300, 1600)")

    assert [tool.slug for tool in _unread(store)] == ["tool-0299", "tool-1599"]


def test_twice_as_many_unread_tools_are_twice_the_work(tmp_path: Path) -> None:
    few, many = (_work_of_unread(tmp_path / str(count), count) for count in (2_000, 4_000))
    # Looking at all that are left for each group of 500 would be 8 + 7 + ... + 1 groups instead of 4 + 3 + 2 + 1.
    assert many < 2.5 * few


def _work_of_unread(path: Path, count: int) -> int:
    """Thousands of steps that SQLite makes to give so many unread tools."""
    with open_store(path) as store:
        store.put_tools(a_tool(slug=f"tool-{at}") for at in range(count))
    engine, steps = create_engine(f"sqlite:///{path}", poolclass=NullPool), list[None]()

    @event.listens_for(engine, "connect")
    def watch(connection: sqlite3.Connection, _: object) -> None:
        connection.set_progress_handler(lambda: steps.append(None), 1_000)

    assert len([*Sources(engine.begin, engine.begin, path, noon).unread()]) == count
    return len(steps)


def _unread(store: Store) -> list[Tool]:
    return [*store.sources.unread()]
