"""Examining a store: what is in it is told, what is wrong with it is refused, and nothing is changed by looking."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel.domain.checkup import StoredModel, StoreState
from panel.errors import Mistake, StoreUnusable
from panel.store import examining
from panel.store.schema import HEAD
from panel.store.store import Store
from tests.builders import a_take, a_tool
from tests.store.building import a_run, asked, imported
from tests.store.conftest import open_store
from tests.store.test_opening import run_sql


def refused(path: Path) -> str:
    """What a person is told of a store that no run could use."""
    with pytest.raises(StoreUnusable) as caught:
        examining.examine(str(path))
    return str(caught.value)


def everything_beside(path: Path) -> dict[str, bytes]:
    """Every file of the store's folder."""
    return {one.name: one.read_bytes() for one in path.parent.iterdir()}


def test_a_store_that_is_not_made_is_told_and_not_made(path: Path) -> None:
    assert examining.examine(str(path)) == StoreState(path=str(path), is_made=False)
    assert not path.parent.exists()


def test_what_is_in_it_is_counted(store: Store, path: Path) -> None:
    store.put_tools([a_tool(), a_tool(slug="beta", name="Beta"), a_tool(tagline="Another version")])
    store.record([asked(persona="builder"), asked(persona="skeptic", key="k2")])
    store.start_run(a_run())
    state = examining.examine(f"sqlite:///{path}")
    assert (state.is_made, state.revision, state.is_older) == (True, HEAD, False)
    assert (state.tools, state.takes, state.runs) == (2, 2, 1)
    assert state.size == path.stat().st_size


def test_looking_changes_nothing(path: Path) -> None:
    with open_store(path) as store:
        store.put_tool(a_tool())
    before = everything_beside(path)
    examining.examine(str(path))
    assert everything_beside(path) == before


def test_an_empty_file_is_a_store_to_come(tmp_path: Path) -> None:
    empty = tmp_path / "panel.db"
    empty.touch()
    state = examining.examine(str(empty))
    assert (state.is_made, state.revision, state.takes) == (True, None, None)
    assert empty.stat().st_size == 0


def test_a_corrupt_store_is_refused(path: Path) -> None:
    with open_store(path) as store:
        store.put_tool(a_tool())
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert "restore a backup" in refused(path)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "panel.db"
    other.write_bytes(b"not a database, whatever it is called")
    assert "not a store" in refused(other)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    run_sql(other, "create table theirs (id integer)")
    assert "a database of something else" in refused(other)


def test_a_store_of_a_newer_panel_is_refused(path: Path) -> None:
    open_store(path).close()
    run_sql(path, "update alembic_version set version_num = '9999'")
    assert "made by a newer panel" in refused(path)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    assert "a folder; name a file in it" in refused(tmp_path)


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "panel.db").symlink_to(tmp_path / "gone.db")
    assert "a link to a file that is not there" in refused(tmp_path / "panel.db")


def test_a_place_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("")
    assert "is not a folder" in refused(tmp_path / "runs" / "panel.db")


def test_a_store_that_could_not_be_made_is_refused(ordinary: Path) -> None:
    ordinary.chmod(0o555)
    assert "is read-only; make it writable" in refused(ordinary / "runs" / "panel.db")


def test_another_kind_of_address_is_a_mistake_that_repeats_no_password() -> None:
    with pytest.raises(Mistake) as caught:
        examining.examine("postgresql://editor:hunter2@db.example/panel")
    assert "hunter2" not in str(caught.value)


def test_the_models_with_takes_are_told_with_the_most_used_first_and_people_are_none(store: Store, path: Path) -> None:
    store.record([asked(persona="builder"), asked(persona="skeptic"), asked(model="c/d", endpoint="ollama")])
    imported(store, a_take(model="human/ann", endpoint=None), a_take(model="x/y", endpoint=None))
    assert examining.stored_models(str(path)) == (
        StoredModel(model="a/b", endpoint="openrouter", takes=2),
        StoredModel(model="x/y", endpoint=None, takes=1),
        StoredModel(model="c/d", endpoint="ollama", takes=1),
    )


def test_without_a_store_no_model_has_takes(path: Path) -> None:
    assert examining.stored_models(str(path)) == ()
