"""Runs: which there were and what became of them, one of them whole, and whether the store that holds them is sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

from panel.domain.listed import CheckedStore, Known, ListedRun, ListedRuns, ShownRun
from panel.domain.run import Run, RunFigures
from panel.errors import Mistake
from panel.jobs.hints import meant, repeated
from panel.jobs.options import Options, workshop
from panel.jobs.stored import require_store
from panel.store.processes import Fate
from panel.store.store import Store

SHOWN = 5
"""Runs that a message names at most."""

_KNOWN: dict[Fate, Known] = {Fate.THERE: "there", Fate.GONE: "gone", Fate.UNKNOWN: "unknown"}


def listed_runs(**options: Unpack[Options]) -> ListedRuns:
    """Every run, the newest first. Raises Mistake where there is no store."""
    with workshop(**options) as shop:
        require_store(shop)
        figures = shop.store.figures()
        return ListedRuns(runs=tuple(_listed(shop.store, run, figures) for run in shop.store.runs()))


def shown_run(name: str, **options: Unpack[Options]) -> ShownRun:
    """One run by its id, or by as much of its beginning as no other has. Raises Mistake for none and for several."""
    with workshop(**options) as shop:
        require_store(shop)
        run = _named(name, shop.store.runs())
        figures = shop.store.figures()
        return ShownRun(
            run=_listed(shop.store, run, figures),
            figures=figures.get(run.id, RunFigures()),
            details=shop.store.details(run.id),
        )


def checked_store(**options: Unpack[Options]) -> CheckedStore:
    """Have SQLite check the store and look for runs that have not finished.

    Raises StoreUnusable where it is damaged, Mistake where there is none.
    """
    with workshop(**options) as shop:
        require_store(shop)
        shop.store.check()
        figures, runs = shop.store.figures(), shop.store.runs()
        unfinished = [run for run in runs if run.finished_at is None]
        return CheckedStore(
            store=str(shop.store.path),
            runs=len(runs),
            unfinished=tuple(_listed(shop.store, run, figures) for run in unfinished),
        )


def _listed(store: Store, run: Run, figures: Mapping[str, RunFigures]) -> ListedRun:
    process = _KNOWN[store.fate(run.id)] if run.finished_at is None else "unknown"
    return ListedRun.of(run, figures.get(run.id, RunFigures()), process)


def _named(name: str, runs: Sequence[Run]) -> Run:
    ids = [run.id for run in runs]
    found = [run for run in runs if run.id == name] or [run for run in runs if name and run.id.startswith(name)]
    if not found:
        hint = meant(name, ids, "`panel runs list` names those that are")
        raise Mistake(f"no run {repeated(name)!r} is stored; {hint}")
    if len(found) > 1:
        names = ", ".join(run.id for run in found[:SHOWN])
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise Mistake(f"{repeated(name)!r} begins {len(found)} runs: {names}{more}; give more of the id")
    return found[0]
