"""Written: a batch's outputs, made from what is stored, so that they are right after any number of runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from importlib.metadata import version
from typing import Literal

from panel.assembly import Workshop
from panel.domain.batch_summary import BatchSummary, CellCounts, JobCounts, Money, WrittenFile
from panel.domain.panel import Panel
from panel.domain.run import Run, RunDetails
from panel.domain.source import Rejected
from panel.domain.take import Status
from panel.jobs.batch.options import BatchOptions
from panel.jobs.batch.out_folder import OutFolder
from panel.jobs.batch.outcome import BatchOutcome
from panel.jobs.batch.page_writing import PageMaker
from panel.jobs.batch.panels import panels
from panel.jobs.batch.quality import BatchQuality
from panel.jobs.batch.saving import saved
from panel.jobs.batch.taking_in import TakenIn
from panel.jobs.batch.writing import OutputSet
from panel.jobs.outcome import Asked
from panel.jobs.pages import view_of
from panel.report.batch.totals import Totals
from panel.report.view import ToolView

Ended = Literal["finished", "budget_reached", "too_many_failures", "held_elsewhere"]

_NO_ROOM: dict[Ended, str] = {
    "finished": "",
    "budget_reached": "the budget has no room for one more request about them",
    "too_many_failures": "",
    "held_elsewhere": "another run took their tools over while this one was held up",
}
"""Why tools are unasked of which every one was begun."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a run that cannot be read from its takes."""

    run: Run
    out: OutFolder
    taken: TakenIn
    reused: int
    asks_failed_again: bool
    has_asked: bool
    asked: Asked
    since: datetime | None
    has_failed_too_often: bool
    finished_at: datetime

    def ended(self, totals: Totals) -> Ended:
        """Why cells are unasked, if some are."""
        if not totals.unasked:
            return "finished"
        if self.has_failed_too_often:
            return "too_many_failures"
        return "held_elsewhere" if self.asked.taken_over and not self.asked.why_unasked else "budget_reached"


def written(shop: Workshop, told: Told, rejected: Iterable[Rejected], options: BatchOptions) -> BatchOutcome:
    """Write every file of the set, the summary last. Raises OutputUnusable with the earlier set as it was."""
    pages = PageMaker(lambda panel: _view_of(shop, panel), shop.house) if options.get("html") else None
    rows = [entry.row for entry in told.taken.entries]
    # The earlier figures name some takes to look at; rows of an index have the marks of all.
    earlier = None if told.has_asked or pages else told.out.earlier
    quality = BatchQuality(shop, rows, since=told.since, earlier=earlier)
    is_parquet = options.get("parquet", False)
    with OutputSet(told.out.root, is_parquet=is_parquet, pages=pages, say=shop.announce) as outputs:
        told = replace(told, out=told.out.joined())
        for panel in panels(shop, rows, since=told.since):
            outputs.add(panel, quality.add(panel))

        def summarise(files: tuple[WrittenFile, ...]) -> BatchSummary:
            return _summary(shop, told, outputs.totals, files).model_copy(update={"quality": quality.figures(files)})

        summary = outputs.finish(rejected=rejected, summarise=summarise)
    return BatchOutcome(
        run=told.run.id,
        out=told.out.root,
        summary=summary,
        completions=shop.store.completions(told.run.id),
        written=outputs.written,
        failures=shop.store.details(told.run.id).failures,
        missing_feeds=told.taken.missing,
        why_unasked=told.asked.why_unasked or _NO_ROOM[summary.outcome],
        kept_edits=outputs.kept_edits,
        cleared=outputs.cleared,
    )


def _view_of(shop: Workshop, panel: Panel) -> ToolView:
    return view_of(shop, panel.tool, panel.takes)


def _summary(shop: Workshop, told: Told, totals: Totals, files: tuple[WrittenFile, ...]) -> BatchSummary:
    details = {run: shop.store.details(run) for run in told.out.runs}
    earlier = [run for run in told.out.runs if run != told.run.id]
    first = shop.store.run(told.out.job)
    return BatchSummary(
        panel=version("panel-review"),
        outcome=told.ended(totals),
        job=told.out.job,
        runs=told.out.runs,
        settings=told.out.settings,
        models=tuple(map(str, shop.models)),
        personas=tuple(persona.id for persona in shop.seated),
        samples=shop.samples,
        started_at=(first or told.run).started_at,
        finished_at=told.finished_at,
        feeds=tuple(plan.summary for plan in told.taken.feeds),
        tools=totals.tools,
        rejected=told.taken.rejected,
        doubts=told.taken.doubts,
        has_more_doubts=told.taken.has_more_doubts,
        verdicts=totals.verdicts,
        cells=_cells(told, totals, details),
        failures=totals.failures,
        money=_money(shop, details, totals),
        in_flight_at_kills=shop.store.in_flight_at_kills(earlier),
        unheld_at_kills=shop.store.in_flight_at_kills(earlier, unheld=True),
        unasked=tuple(totals.unasked),
        files=files,
    )


def _cells(told: Told, totals: Totals, details: dict[str, RunDetails]) -> CellCounts:
    own, all_runs = details[told.run.id], details.values()
    others = totals.standing_of_others(told.run.id, asks_failed_again=told.asks_failed_again)
    return CellCounts(
        cells=totals.cells,
        ok=totals.of(Status.OK),
        abstained=totals.of(Status.ABSTAINED),
        failed=totals.of(Status.FAILED),
        withheld=totals.of(Status.WITHHELD),
        unasked=totals.unasked_cells,
        reused=told.reused,
        asked=own.asked,
        elsewhere=max(others - told.reused, 0),
        re_asked=own.re_asked,
        of_job=JobCounts(
            asked=sum(one.asked for one in all_runs),
            re_asked=sum(one.re_asked for one in all_runs),
        ),
    )


def _money(shop: Workshop, details: dict[str, RunDetails], totals: Totals) -> Money:
    """What all runs of the job cost, and what the takes did."""
    costs = [shop.store.costs(run) for run in details]
    models = [model for one in details.values() for model in one.models]
    return Money(
        spent_usd=sum((one.spent_usd for one in costs), Decimal(0)),
        priced_usd=sum((one.priced_usd for one in costs), Decimal(0)),
        held_usd=sum((one.held_usd for one in costs), Decimal(0)),
        takes_usd=totals.takes_usd,
        saved_usd=saved(shop, models),
        prompt_tokens=sum(one.prompt_tokens for one in details.values()),
        cached_tokens=sum(one.cached_tokens for one in details.values()),
        completion_tokens=sum(one.completion_tokens for one in details.values()),
    )
