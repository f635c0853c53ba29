"""Editors' decisions are kept in their order; requests are found by the cells they were made for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from panel.domain.completion import Attempt, Usage
from panel.domain.finished import Finished
from panel.domain.hold import Hold
from panel.errors import StoreUnusable
from tests.builders import NOON, a_take
from tests.store.building import an_older_store
from tests.store.conftest import open_store

HELD = Hold(tool="alpha", persona="builder", action="hold", reason="No source", at=NOON)


def test_decisions_come_back_in_their_order_and_by_tool(tmp_path: Path) -> None:
    released = HELD.model_copy(update={"action": "release"})
    with open_store(tmp_path / "panel.db") as store:
        store.put_hold(HELD)
        store.put_hold(HELD.model_copy(update={"tool": "beta"}))
        store.put_hold(released)
        assert store.holds("alpha") == [HELD, released]
        assert store.holds("gamma") == []
        assert [len(found) for found in store.holds_by_tool(["beta", "gamma", "alpha"]).values()] == [1, 0, 2]


def test_a_decision_that_cannot_be_read_is_a_damaged_store(tmp_path: Path) -> None:
    path = tmp_path / "panel.db"
    with open_store(path) as store:
        store.put_hold(HELD)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update holds set action = 'burn'")
        connection.commit()
    with open_store(path) as store, pytest.raises(StoreUnusable, match="a hold in it cannot be read"):
        store.holds("alpha")


def test_requests_are_found_by_the_key_of_their_cell(tmp_path: Path) -> None:
    sent = [
        Attempt(outcome="rate_limited", status=429, sent_at=NOON),
        Attempt(outcome="completed", usage=Usage(prompt_tokens=7), cost_usd=Decimal("0.01"), text="{}", sent_at=NOON),
    ]
    take = a_take(key="k1", run="r1")
    with open_store(tmp_path / "panel.db") as store:
        store.record([Finished(take=take, attempts=tuple(sent)), Finished(take=a_take(key="k2", run="r1"))])
        assert store.attempts(["k1", "k2", "k3"]) == {"k1": sent}


def test_a_store_of_the_first_tables_is_brought_up_to_date_and_keeps_a_copy(tmp_path: Path) -> None:
    path = an_older_store(tmp_path / "panel.db", "0001")
    said: list[str] = []
    with open_store(path, announce=said) as store:
        store.put_hold(HELD)
        assert store.holds("alpha") == [HELD]
    copy = tmp_path / "panel.db.backup-0001"
    assert said == [f"Brought the store at {path} up to date; as it was, it is kept at {copy}"]
    assert copy.is_file()
