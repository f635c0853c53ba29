"""Which of a tool's stored takes are current: per seat and sample the newest, whatever dossier it was on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from panel.domain.run import Run
from panel.domain.take import Status, Take


def current_takes(takes: Iterable[Take]) -> tuple[Take, ...]:
    """Of takes in the order they were stored, the last for each persona, model and sample.

    One that failed before there was an answer gives way to what the seat had said earlier, and one that its run's end
    cut short to a failure as well.
    """
    newest: dict[tuple[str, str | None, str, int], Take] = {}
    for take in takes:
        seat = (take.persona, take.endpoint, take.model, take.sample)
        newest[seat] = prevailing(newest.get(seat), take)
    return tuple(newest.values())


def prevailing(earlier: Take | None, later: Take) -> Take:
    """Which of two takes on one seat or cell counts: the later, unless the earlier says more."""
    return earlier if earlier is not None and _says(earlier) > _says(later) else later


def _says(take: Take) -> int:
    """How much a take says of its seat: an answer, what fails there, or nothing."""
    if take.is_given_up:
        return 0
    return 1 if take.is_passing_failure else 2


def stands(take: Take, asks_failed_again: bool) -> bool:  # noqa: FBT001 - the one thing that it depends on
    """Whether a stored take answers its cell: one that failed before there was an answer is asked again."""
    if take.status is not Status.FAILED:
        return True
    return not asks_failed_again and not take.is_passing_failure


def newest_answered(runs: Iterable[Run], slug: str, takes: Sequence[Take]) -> Run | None:
    """The newest run, of runs from the newest on, that put the tool to models and has an answer of theirs.

    A run that nobody answered gives way to earlier ones, and is taken only when there are none. A batch names no
    tools: it put to models those that have takes of it.
    """
    failures: dict[str, bool] = {}
    for take in takes:
        if take.run is not None and not take.is_imported:
            failures[take.run] = failures.get(take.run, True) and take.is_passing_failure
    answered = {(take.endpoint, take.model) for take in takes if not take.is_imported and not take.is_passing_failure}
    newest = None
    for run in runs:
        if run.models and (slug in run.tools or run.id in failures):
            newest = newest or run
            if not failures.get(run.id, False) and any((one.endpoint, one.id) in answered for one in run.models):
                return run
    return newest


def takes_for_page(takes: Sequence[Take], newest_run: Run | None, *, models: Collection[str] = ()) -> tuple[Take, ...]:
    """The takes that a page is made of: those of the models of the tool's newest run, else its imports.

    ``takes`` come in the order they were stored. What was imported in a model's name is never taken for that run's.
    People's takes never stand beside models': imports that hold both give the models', unless none of those is ok.
    ``models`` asks for some instead, each by ``ID`` or ``ENDPOINT:ID``, ``human`` for everybody's.
    """
    if models:
        return _named(takes, models)
    if newest_run is not None and (asked := _of_run(takes, newest_run)):
        return asked
    imported = [take for take in takes if take.is_imported]
    by_people = current_takes(take for take in imported if take.is_human)
    by_models = current_takes(_of_newest_claim([take for take in imported if not take.is_human]))
    return by_models if not by_people or any(take.is_ok for take in by_models) else by_people


def _of_newest_claim(takes: Sequence[Take]) -> list[Take]:
    """Imported takes of the models of the run that the newest answer claims, and those that claim no run."""
    claiming = [take for take in takes if take.run is not None and not take.is_passing_failure]
    if not claiming:
        return list(takes)
    run = max(claiming, key=lambda take: take.created_at).run
    models = {(take.endpoint, take.model) for take in takes if take.run == run}
    return [take for take in takes if take.run is None or (take.endpoint, take.model) in models]


def _of_run(takes: Sequence[Take], run: Run) -> tuple[Take, ...]:
    """The current takes of the run's models, of whichever run, in the order in which it named them."""
    order = {(model.endpoint, model.id): place for place, model in enumerate(run.models)}
    asked = current_takes(take for take in takes if not take.is_imported and (take.endpoint, take.model) in order)
    return tuple(sorted(asked, key=lambda take: (order[take.endpoint or "", take.model], take.sample)))


def _named(takes: Sequence[Take], models: Collection[str]) -> tuple[Take, ...]:
    """The current takes of some models; an import in the name of one that was asked gives way to what it said."""
    wanted = [take for take in takes if _is_among(take, models)]
    asked = {take.model for take in wanted if not take.is_imported}
    return current_takes(take for take in wanted if not (take.is_imported and take.model in asked))


def _is_among(take: Take, models: Collection[str]) -> bool:
    names = {take.model, f"{take.endpoint}:{take.model}"}
    return not names.isdisjoint(models) or (take.is_human and "human" in models)
