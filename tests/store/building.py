"""Builders of what is stored, and a look behind the store's back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from panel.domain.completion import Attempt
from panel.domain.finished import Finished
from panel.domain.money import Reserve
from panel.domain.run import Run
from panel.domain.take import Take
from panel.store.processes import this_process
from panel.store.store import ImportCounts, Store
from panel.store.upgrading import migrate
from tests.builders import NOON, a_model, a_take


def asked(*attempts: Attempt, charge: str | None = None, **fields: Any) -> Finished:  # noqa: ANN401 - any field of a Take
    """A take that a model gave in run r1, what it cost, and what its reserve is settled at."""
    take = a_take(**{"key": "k1", "run": "r1", **fields})
    return Finished(take=take, attempts=attempts, charge=None if charge is None else Decimal(charge))


def a_reserve(**fields: Any) -> Reserve:  # noqa: ANN401 - any field of a Reserve
    """A dollar held for cell k1 of run r1."""
    plain = {"job": "j1", "run": "r1", "key": "k1", "tool": "alpha", "held_usd": "1", "at": NOON}
    return Reserve.model_validate({**plain, **fields})


def a_run(**fields: Any) -> Run:  # noqa: ANN401 - any field of a Run
    """A review of Alpha by one model."""
    return Run.model_validate(
        {"id": "r1", "job": "review", "tools": ("alpha",), "models": (a_model(),), "started_at": NOON, **fields}
    )


def dead_process() -> str:
    """The name of a process that is gone: this one's number, started at another time."""
    name = this_process()
    if name is None:
        pytest.skip("processes have no names here")
    head, _, start = name.rpartition(".")
    return f"{head}.{int(start) + 1}"


def imported(store: Store, *takes: Take, run: str = "i1") -> ImportCounts:
    """Import some takes and nothing else."""
    return store.import_all([], takes, [], a_run(id=run, job="import", models=()))


def an_older_store(path: Path, revision: str) -> Path:
    """An empty store as it was at an earlier revision."""
    path.touch()
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        migrate(connection, revision)
    engine.dispose()
    return path


def run_sql(store: Store, statement: str) -> list[Any]:
    """Look at or change the file behind the store's back."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()
