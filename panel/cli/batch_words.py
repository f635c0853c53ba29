"""How far a batch is, in words for a person: one line, or a few short ones."""

from __future__ import annotations

from panel.cli.batch_figures import ModelSeen, Seen
from panel.domain.waiting import Waiting
from panel.engine.progress import Planned
from panel.report.figures import counted, dollars, span
from panel.report.printable import one_line

MODELS = 12
"""Models that get a line of their own on a terminal, or a part of a plain one."""


def first_line(plan: Planned) -> str:
    """What is about to be done."""
    tools = f"{counted(plan.tools, 'tool')}, " if plan.tools else ""
    return f"{tools}{counted(plan.cells, 'cell')}: {plan.stored:,} stored, {plan.cells - plan.stored:,} to ask"


def line(seen: Seen) -> str:
    """Everything in one line."""
    models = (", ".join(words) for words in _models(seen))
    return "; ".join([done(seen), *_rest(seen), *models, *map(_waits, seen.waiting)])


def lines_below(seen: Seen) -> list[str]:
    """The rest in short lines, for below a bar that has what is ``done`` beside it."""
    more = len(seen.models) - MODELS
    lines = [" · ".join(_rest(seen))]
    for name, *wish in _models(seen):
        lines += [f"  {name}", *(f"    {words}" for words in wish)]
    if more > 0:
        lines.append(f"  and {counted(more, 'more model')}")
    return [*lines, *(f"  {_waits(one)}" for one in seen.waiting)]


def done(seen: Seen) -> str:
    """How much is done, how fast, and how long it takes still."""
    on_average = " on average" if seen.is_over or seen.done == seen.cells else ""
    speed = f", {_rate(seen.rate)}{on_average}" if seen.asked else ""
    return f"{seen.done:,} of {counted(seen.cells, 'cell')} ({_percent(seen.share)}){speed}{_left(seen)}"


def _rest(seen: Seen) -> list[str]:
    """What is said of all models together, in parts."""
    parts = [
        f"{seen.tools_done:,} of {counted(seen.tools, 'tool')}" if seen.tools else "",
        f"{seen.failed:,} failed in this run",
        f"{seen.in_flight:,} on the way" if seen.in_flight else "",
        f"{seen.re_asked:,} asked again" if seen.re_asked else "",
        _money(seen),
        "waiting for money of the budget that other cells hold" if seen.is_short_of_money else "",
        f"{counted(seen.held_elsewhere, 'tool')} with another run" if seen.held_elsewhere else "",
        "stopping" if seen.is_stopping else "",
    ]
    return [part for part in parts if part]


def _left(seen: Seen) -> str:
    if _is_ending(seen):
        return ""
    return ", time left unknown" if seen.seconds_left is None else f", {span(seen.seconds_left)} left"


def _money(seen: Seen) -> str:
    if not seen.projected_usd:
        return ""
    spent = f"{dollars(seen.spent_usd)} spent in this run"
    return spent if _is_ending(seen) else f"{spent}, about {dollars(seen.projected_usd)} by its end"


def _is_ending(seen: Seen) -> bool:
    """Whether nothing more is asked, so that no time and no money goes to it."""
    return seen.is_stopping or seen.is_over or seen.done >= seen.cells


def _models(seen: Seen) -> list[list[str]]:
    """Those that are told of; of a single one the rate is that of all."""
    return [_model(one, has_others=len(seen.models) > 1) for one in seen.models[:MODELS]]


def _model(one: ModelSeen, *, has_others: bool) -> list[str]:
    """How far a model is and how fast, and what it waits for if it does."""
    speed = f", {_rate(one.rate)}" if has_others and 0 < one.asked < one.to_ask else ""
    failed = f", {one.failed:,} failed" if one.failed else ""
    words = [f"{one.model} {one.asked:,} of {one.to_ask:,}{speed}{failed}", _wish(one.waiting) if one.waiting else ""]
    return [one_line(part) for part in words if part]


def _waits(one: Waiting) -> str:
    return one_line(f"{one.whom} {_wish(one)}")


def _wish(waiting: Waiting) -> str:
    """What a limited model or endpoint wants, and what is done about it."""
    if waiting.until is not None and waiting.is_too_long:
        return f"not asked any more, wants nothing until {waiting.until:%Y-%m-%d %H:%M} UTC: {waiting.why}"
    if waiting.until is not None:
        return f"waits until {waiting.until:%H:%M:%S} UTC: {waiting.why}"
    return f"limited to {'fewer at once' if waiting.rate is None else _rate(waiting.rate)}: {waiting.why}"


def _rate(rate: float) -> str:
    """So many a second, or one in so many seconds."""
    return f"{rate:,.3g} a second" if rate >= 1 or not rate else f"one in {span(1 / rate)}"


def _percent(share: float) -> str:
    """Never all of it before it is."""
    return f"{min(int(share * 100), 99) if share < 1 else 100}%"
