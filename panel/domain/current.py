"""Which of a tool's stored takes are current: per seat and sample the newest, whatever dossier it was on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from panel.domain.run import Run
from panel.domain.take import Take


def current_takes(takes: Sequence[Take]) -> tuple[Take, ...]:
    """Of takes in the order they were stored, the last for each persona, model and sample."""
    newest = {(take.persona, take.endpoint, take.model, take.sample): take for take in takes}
    return tuple(newest.values())


def takes_for_page(takes: Sequence[Take], newest_run: Run | None, *, models: Collection[str] = ()) -> tuple[Take, ...]:
    """The takes that a page is made of: those of the models of the tool's newest run, else its imports.

    People's takes never stand beside models': imports that hold both give the models', and people's only where there
    are no others. ``models`` asks for some by id instead, ``human`` among them.
    """
    if models:
        return current_takes([take for take in takes if take.model in models or (take.is_human and "human" in models)])
    if newest_run is not None:
        seated = {(model.endpoint, model.id) for model in newest_run.models}
        asked = [take for take in takes if not take.is_imported and (take.endpoint, take.model) in seated]
        if asked:
            return current_takes(asked)
    imported = [take for take in takes if take.is_imported]
    by_models = [take for take in imported if not take.is_human]
    return current_takes(by_models if any(take.is_ok for take in by_models) else _people(imported))


def _people(imported: Sequence[Take]) -> list[Take]:
    people = [take for take in imported if take.is_human]
    return people or list(imported)
