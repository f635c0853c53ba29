"""What the commands that seat a panel do alike: run the job, print its pages, say how it went and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from panel.cli import console
from panel.cli.stopping import run_until_stopped

if TYPE_CHECKING:
    from panel.domain.take import Take
    from panel.jobs.dry_run import DryRun
    from panel.jobs.options import Options
    from panel.jobs.outcome import Asked, Outcome

SHOWN = 10
"""Seats that one message names."""

Job = Callable[["Options"], Coroutine[Any, Any, "Outcome"]]
_SETTINGS = (
    "model",
    "persona",
    "samples",
    "base_url",
    "concurrency",
    "rate",
    "budget",
    "max_wait",
    "store",
    "out",
    "fresh",
    "retry_failed",
)


def options_from(flags: dict[str, Any]) -> Options:
    """The flags that a job takes, and where it may talk to."""
    chosen: Options = {"announce": console.talk}
    chosen.update({name: flags[name] for name in _SETTINGS if name in flags})  # type: ignore[typeddict-item]  # names are checked by the jobs' own test
    return chosen


def run_job(job: Job, flags: dict[str, Any], following: Callable[[Outcome], str]) -> int:
    """Run the job and print what it came to; returns the exit code."""
    from panel.cli.watching import watching
    from panel.engine.stop import Stop

    options, stop = options_from(flags), Stop()
    options["stop"] = stop
    with watching(quiet=flags["quiet"], verbose=flags.get("verbose", False)) as progress:
        options["progress"] = progress
        outcome = run_until_stopped(job(options), stop)
    for name in _formats(flags):
        if outcome.pages or name == "json":
            console.result(outcome.printed(name))
    report(outcome, following)
    return outcome.exit_code


def report(outcome: Outcome, following: Callable[[Outcome], str]) -> None:
    """Say on stderr what was asked, what failed, where the pages are and what to do next."""
    reasons: dict[str, list[str]] = {}
    for take in outcome.asked.failed:
        reasons.setdefault(str(take.reason), []).append(f"{take.tool} · {take.persona} · {take.model}")
    for reason, seats in reasons.items():
        console.complain(f"No take from {_listed(seats)}: {reason}")
    for kept in outcome.kept_edits:
        console.complain(f"{kept.edited} was edited and is left as it is; the new report is {kept.new.name} beside it")
    _report_drafts(outcome)
    _report_money(outcome.asked)
    if outcome.written:
        console.talk(f"Wrote {len(outcome.written)} files to {outcome.out}")
    for path in outcome.readable[:SHOWN]:
        console.talk(f"Page: {path}")
    if outcome.asked.is_over_budget:
        console.talk(f"Next: {_after_the_budget(outcome.asked)}")
    elif any(take.is_passing_failure for take in outcome.asked.failed) and outcome.pages:
        console.talk("Next: the same command again, which asks only the seats that failed")
    elif outcome.pages:
        console.talk(f"Next: {following(outcome)}")
    else:
        console.talk("Next: mend that, then the same command again; what was answered is not asked twice")


def _report_money(asked: Asked) -> None:
    """Say what was spent, what may have been billed beside it, and which tools the budget had no room for."""
    if asked.cost_usd:
        priced = f", ${asked.priced_usd:f} of it worked out from listed prices" if asked.priced_usd else ""
        console.talk(f"Cost ${asked.cost_usd:f} for {asked.asked} seat" + ("" if asked.asked == 1 else "s") + priced)
    if asked.held_usd:
        console.talk(f"Up to ${asked.held_usd:f} more may be billed, for calls whose outcome is not known")
    if asked.overrun_usd:
        more = "more was charged than the listed prices allow, and counts towards the budget"
        console.complain(f"${asked.overrun_usd:f} {more}")
    if asked.unasked:
        console.complain(f"Not asked: {_listed(list(asked.unasked))}. {_sentence(asked.why_unasked)}")


def _after_the_budget(asked: Asked) -> str:
    """How to go on when the budget was reached."""
    if not asked.completions:
        return "the same command with a larger --budget"
    return "the same command again asks for the rest, with a budget of its own; what was answered is not asked twice"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _report_drafts(outcome: Outcome) -> None:
    """Say what keeps the pages from being published, and what an editor holds back already."""
    if outcome.draft and not outcome.drafts:
        console.complain(f"{outcome.draft}.")
    for take in outcome.drafts:
        console.complain(f"Draft: {take.persona} on {take.tool}: {_hard(take)}")
    # A hold is of a persona on a tool, whichever models and samples its takes are of.
    for said in dict.fromkeys(f"{take.persona} on {take.tool} ({take.reason})" for take in outcome.withheld):
        console.talk(f"Withheld: {said}")


def after_a_draft(outcome: Outcome) -> str:
    """What to do about a page that is a draft."""
    if not outcome.drafts:
        return f"panel tools show {outcome.verdicts[0].tool}"
    first = outcome.drafts[0]
    page = outcome.out / f"{first.tool}.editor.html"
    return f"read {page}, then panel hold {first.tool} {first.persona} --reason TEXT"


def print_plan(plan: DryRun, *, as_json: bool) -> int:
    """Print every message that would be sent."""
    if as_json:
        import json

        console.result(json.dumps(asdict(plan), ensure_ascii=False, indent=2, default="{:f}".format))
        return 0
    from panel.report.prices import price_in_words

    for cell in plan.cells:
        state = "stored, would not be asked" if cell.is_stored else "would be asked"
        console.result(f"=== {cell.tool} · {cell.persona} · {cell.model} · sample {cell.sample}: {state}")
        for message in cell.messages:
            console.result(f"--- {message.role}\n{message.content}\n")
    price = price_in_words(plan.price, plan.why_unpriced)
    console.result(f"{len(plan.cells)} seats, {plan.to_ask} to ask, {price}; nothing was sent")
    return 0


def _hard(take: Take) -> str:
    """A take's hard findings in words."""
    from panel.report.findings import meaning

    return "; ".join(f"{meaning(one.code)} ({one.detail})" for one in take.findings if one.severity == "hard")


def _listed(seats: list[str]) -> str:
    """The seats, or the first few of many."""
    more = [f"{len(seats) - SHOWN} more"] if len(seats) > SHOWN else []
    return ", ".join([*seats[:SHOWN], *more])


def _formats(flags: dict[str, Any]) -> tuple[str, ...]:
    return ("json",) if flags.get("as_json") else flags.get("formats") or ("text",)
