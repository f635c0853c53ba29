"""Backups: all that a store holds, put back into another as it was, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from panel.domain.backup import StoredVersion
from panel.domain.document import Votes
from panel.domain.hold import Hold
from panel.domain.parts import AT_ONCE
from panel.errors import Mistake, StoreUnusable
from panel.store.backing_up import Snapshot
from panel.store.restoring import Contents
from panel.store.schema import metadata
from panel.store.store import Store
from tests.builders import NOON, a_take, a_tool
from tests.fakes.engine import an_attempt
from tests.store.building import a_reserve, a_run, asked, imported, run_sql
from tests.store.conftest import open_store

TABLES = [table for table in metadata.tables if table not in ("claims", "installation")]
"""What a store holds beside the secret and what ends with a process."""
SEEN = "'2026-01-02T12:00:00.000000Z', '2026-01-03T12:00:00.000000Z'"
ENTRY = f"('alpha', 'https://example.org/feed', 'entry-1', NULL, 'new', {SEEN})"


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Store]:
    """Another store, open and empty."""
    with closing(open_store(tmp_path / "new.db")) as opened:
        yield opened


def fill(store: Store) -> None:
    """Put something into every table that a backup has a part of."""
    store.put_tools([a_tool(aliases=("first",)), a_tool(slug="beta")])
    store.put_tool(a_tool(tagline="Keeps notes elsewhere", aliases=("first", "a")))
    store.start_run(a_run())
    store.reserve([a_reserve(), a_reserve(key="k2")])
    lost = an_attempt(outcome="timed_out", cost_usd="0.004", cost_basis="held", generation_id="g1")
    store.record([asked(lost, an_attempt(cost_usd="0.0000005", cost_basis="billed", text="{}"), charge="0.0040005")])
    store.finish_run("r1", NOON + timedelta(hours=1))
    imported(store, a_take(persona="skeptic", model="human", endpoint=None))
    store.import_all([], [], [Votes(tool="beta", ship=3, skip=1)], a_run(id="i2", job="import", models=()))
    store.put_hold(Hold(tool="alpha", persona="builder", action="hold", reason="A price", at=NOON))
    run_sql(store, f"INSERT INTO sources (tool, feed, external_id, url, rule, first_seen, last_seen) VALUES {ENTRY}")  # noqa: S608 - ours
    run_sql(store, "INSERT INTO identities VALUES ('example.org/alpha', 'alpha')")
    run_sql(store, "INSERT INTO flights (run, key, sent_at) VALUES ('r1', 'k2', '2026-01-02T12:00:00.000000Z')")


def contents(snapshot: Snapshot, **changed: Any) -> Contents:  # noqa: ANN401 - any list of a backup
    """All that a snapshot holds, as a backup puts it back."""
    slugs = [tool.slug for part in snapshot.tools() for tool in part]
    kept: dict[str, Any] = {
        "versions": [*snapshot.versions()],
        "takes": [take for takes in snapshot.takes_of(slugs).values() for take in takes],
        "votes": [*snapshot.votes_of(slugs).values()],
        "holds": [hold for holds in snapshot.holds_of(slugs).values() for hold in holds],
        "aliases": [*snapshot.aliases()],
        "identities": [*snapshot.identities()],
        "sources": [*snapshot.sources()],
        "runs": [*snapshot.runs()],
        "attempts": [*snapshot.attempts()],
        "reserves": [*snapshot.reserves()],
        "flights": [*snapshot.flights()],
    }
    return Contents(**(kept | changed))


def rows_of(store: Store) -> dict[str, list[Any]]:
    """Every row of every table that a backup has a part of."""
    found = {table: sorted(run_sql(store, f"SELECT * FROM {table}")) for table in TABLES}  # noqa: S608 - ours
    # When a run ended stands in a column, and may stand in its own text too.
    return found | {"runs": list(store.runs())}


def test_every_row_is_put_back_as_it_was(store: Store, new: Store) -> None:
    fill(store)
    with store.snapshot() as snapshot:
        new.restore(contents(snapshot))
    before = rows_of(store)
    assert all(before.values())
    assert rows_of(new) == before


def test_a_restored_take_satisfies_its_cell_and_its_cost_is_spent(store: Store, new: Store) -> None:
    fill(store)
    with store.snapshot() as snapshot:
        new.restore(contents(snapshot))
    assert new.takes_by_key(["k1"]) == store.takes_by_key(["k1"]) != {}
    assert (new.figures(), new.costs("r1")) == (store.figures(), store.costs("r1"))
    assert (new.lost_calls("r1"), new.committed("j1")) == (store.lost_calls("r1"), store.committed("j1"))


def test_the_secret_stays_where_it_is(store: Store, new: Store) -> None:
    fill(store)
    own = new.secret()
    with store.snapshot() as snapshot:
        new.restore(contents(snapshot))
    assert new.secret() == own != store.secret()


@pytest.mark.parametrize("table", TABLES)
def test_a_store_that_holds_anything_is_refused(store: Store, table: str) -> None:
    fill(store)
    for other in TABLES:
        if other != table:
            run_sql(store, f"DELETE FROM {other}")  # noqa: S608 - ours
    with pytest.raises(Mistake, match=f"holds {table} already; restore into a new store, with --store FILE"):
        store.require_empty()


def test_what_came_in_since_the_store_was_found_empty_is_not_mixed_with_a_backup(store: Store, new: Store) -> None:
    fill(store)
    new.require_empty()
    new.start_run(a_run(id="r9"))
    with (
        store.snapshot() as snapshot,
        pytest.raises(Mistake, match="holds runs already; restore into a new store, with --store FILE"),
    ):
        new.restore(contents(snapshot))
    assert [run.id for run in new.runs()] == ["r9"]


def test_what_stands_twice_is_named_and_nothing_is_put_back(store: Store, new: Store) -> None:
    fill(store)
    with store.snapshot() as snapshot:
        twice = contents(snapshot, runs=[a_run(), a_run(id="r2"), a_run()])
    with pytest.raises(Mistake, match=r"runs\[0…2\]: one of these stands twice"):
        new.restore(twice)
    new.require_empty()


def test_a_backup_that_breaks_off_leaves_the_store_empty(store: Store, new: Store) -> None:
    fill(store)

    def breaking_off() -> Iterator[StoredVersion]:
        yield StoredVersion(tool=a_tool(), stored_at=NOON)
        raise Mistake("no more")

    with store.snapshot() as snapshot, pytest.raises(Mistake, match="no more"):
        new.restore(contents(snapshot, versions=breaking_off()))
    new.require_empty()


def test_what_is_written_meanwhile_is_not_in_a_snapshot(store: Store, path: Path) -> None:
    fill(store)
    with store.snapshot() as snapshot, open_store(path) as other:
        assert len([*snapshot.runs()]) == 3
        other.start_run(a_run(id="r9"))
        assert len([*snapshot.runs()]) == 3
    assert len(store.runs()) == 4


def test_tools_come_in_parts_by_slug_and_newest_version(store: Store) -> None:
    store.put_tools(a_tool(slug=f"t-{number:04d}") for number in range(AT_ONCE + 1))
    store.put_tool(a_tool(slug="t-0000", name="Omega"))
    with store.snapshot() as snapshot:
        first, second = snapshot.tools()
    assert (len(first), [tool.slug for tool in second]) == (AT_ONCE, [f"t-{AT_ONCE:04d}"])
    assert first[0].name == "Omega"


def test_runs_on_some_tools_and_batches_are_the_newest_first_and_name_no_others(store: Store) -> None:
    store.start_run(a_run(tools=("alpha", "beta", "gamma")))
    store.start_run(a_run(id="r2", tools=("beta",), started_at=NOON + timedelta(hours=1)))
    store.start_run(a_run(id="r3", tools=("gamma",)))
    store.start_run(a_run(id="i1", job="import", models=(), tools=("beta",)))
    store.start_run(a_run(id="b1", job="batch", tools=(), started_at=NOON - timedelta(hours=1)))
    with store.snapshot() as snapshot:
        assert [(run.id, run.tools) for run in snapshot.runs_on(["beta", "alpha"])] == [
            ("r2", ("beta",)),
            ("r1", ("alpha", "beta")),
            ("b1", ()),
        ]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("UPDATE sources SET first_seen = 'once'", "source"),
        ("UPDATE attempts SET latency_ms = 'soon'", "attempt"),
        ("UPDATE reserves SET held_usd = 'much'", "reserve"),
        ("UPDATE tools SET stored_at = 'then'", "version"),
    ],
)
def test_a_row_that_does_not_read_back_is_a_damaged_store(store: Store, change: str, name: str) -> None:
    fill(store)
    run_sql(store, change)
    with store.snapshot() as snapshot, pytest.raises(StoreUnusable, match=f"a {name} in it cannot be read"):
        contents(snapshot)
