"""Keeping: the store and the output folder, neither of which is made or changed by looking."""

from __future__ import annotations

from dataclasses import dataclass

from panel.assembly import Workshop
from panel.domain.checkup import Group, Remark, StoreState, broken, look, ok
from panel.errors import Mistake, OutputUnusable, StoreUnusable
from panel.report.figures import counted
from panel.report.folder import Folder


@dataclass(frozen=True, slots=True)
class Kept:
    """The store as it was found, None where it cannot be used, and the remarks on it and on the output folder."""

    store: StoreState | None
    group: Group


def kept(shop: Workshop) -> Kept:
    """Look at the store and at the folder for the pages; raises nothing for what is wrong with them."""
    store, remark = _store(shop)
    return Kept(store, Group(name="Store and output", remarks=(remark, _output(shop))))


def _store(shop: Workshop) -> tuple[StoreState | None, Remark]:
    try:
        state = shop.store_state
    except Mistake as mistake:
        return None, broken("store", str(mistake), 5 if isinstance(mistake, StoreUnusable) else 2)
    if not state.is_made:
        return state, ok("store", f"{state.path} is not made yet; the first run makes it")
    if state.revision is None:
        return state, ok("store", f"{state.path} is empty; the first run fills it")
    held = ", ".join(counted(count or 0, what) for count, what in _counts(state))
    says = f"{state.path}, {(state.size or 0) / 1_000_000:.1f} MB, revision {state.revision}, sound: {held}"
    if state.is_older:
        return state, look("store", f"{says}; the next run brings it up to date, after a backup")
    return state, ok("store", says)


def _counts(state: StoreState) -> tuple[tuple[int | None, str], ...]:
    return ((state.tools, "tool"), (state.takes, "take"), (state.runs, "run"))


def _output(shop: Workshop) -> Remark:
    folder = shop.output("run")
    shown = folder if shop.has_output_folder else folder.parent / "<run id>"
    try:
        Folder(folder).check()
    except OutputUnusable as mistake:
        return broken("output", str(mistake), 5)
    return ok("output", f"{shown} can be written")
