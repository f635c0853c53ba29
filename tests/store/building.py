"""Builders of what is stored, and a look behind the store's back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from panel.domain.completion import Attempt
from panel.domain.finished import Finished
from panel.domain.run import Run
from panel.domain.take import Take
from panel.store.store import ImportCounts, Store
from tests.builders import NOON, a_model, a_take


def asked(*attempts: Attempt, **fields: Any) -> Finished:  # noqa: ANN401 - any field of a Take
    """A take that a model gave in run r1, and what it cost."""
    return Finished(take=a_take(**{"key": "k1", "run": "r1", **fields}), attempts=attempts)


def a_run(**fields: Any) -> Run:  # noqa: ANN401 - any field of a Run
    """A review of Alpha by one model."""
    return Run.model_validate(
        {"id": "r1", "job": "review", "tools": ("alpha",), "models": (a_model(),), "started_at": NOON, **fields}
    )


def imported(store: Store, *takes: Take, run: str = "i1") -> ImportCounts:
    """Import some takes and nothing else."""
    return store.import_all([], takes, [], a_run(id=run, job="import", models=()))


def run_sql(store: Store, statement: str) -> list[Any]:
    """Look at or change the file behind the store's back."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()
