"""The bottom line: what the panel says, what that rests on and what would change it; it names no winner."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from panel.domain.frozen import Frozen
from panel.domain.verdict import Outcome, Verdict
from panel.report.notes import authors, noise
from panel.report.view import House, PairView, ToolView, persona_name

QUESTIONS = 5
"""Open questions that a page lists for a tool."""

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class BottomLine(Frozen):
    """Three statements in plain sentences."""

    says: str
    rests_on: str
    would_change: str


class Question(Frozen):
    """A criterion that a persona could not mark from the dossier."""

    persona: str
    ask: str


def bottom_line_of_tool(view: ToolView, house: House) -> BottomLine:
    """The bottom line of one tool's page."""
    return BottomLine(
        says=_says(view), rests_on=_sentences(_rests_on([view]), noise([view])), would_change=_would_change(view, house)
    )


def bottom_line_of_pair(view: PairView, house: House) -> BottomLine:
    """The bottom line of a comparison: both verdicts and the gap on the reviewers that judged both."""
    views = [view.a, view.b]
    return BottomLine(
        says=_sentences(_says_of_both(view.a, view.b), _gap(view)),
        rests_on=_sentences(_rests_on(views), noise(views)),
        would_change=_sentences(*(_would_change(one, house) for one in views)),
    )


def open_questions(view: ToolView, house: House) -> tuple[Question, ...]:
    """What the reviewers looked for and did not find in the dossier: one each in turn, until there are enough."""
    asks = {(persona.id, one.id): one.ask for persona in house.personas for one in persona.criteria}
    columns = [
        [
            Question(persona=persona_name(row.persona, house.personas), ask=asks[row.persona, mark.criterion])
            for mark in (row.take.marks if row.take else ())
            if mark.met == "unknown" and (row.persona, mark.criterion) in asks
        ]
        for row in view.verdict.personas
    ]
    longest = max(map(len, columns), default=0)
    return tuple(column[turn] for turn in range(longest) for column in columns if turn < len(column))[:QUESTIONS]


def _says(view: ToolView) -> str:
    verdict, name = view.verdict, view.tool.name
    both = verdict.ship + verdict.skip
    scores = f"; scores run from {verdict.low} to {verdict.high}" if verdict.low != verdict.high else ""
    match verdict.outcome:
        case Outcome.SHIP:
            return f"Ship. {_of(verdict.ship, both)} would ship {name}{scores}.{_aside(view)}"
        case Outcome.SKIP:
            return f"Skip. {_of(verdict.skip, both)} would skip {name}{scores}.{_aside(view)}"
        case Outcome.SPLIT:
            each = f"{_number(verdict.ship)} each{scores}"
            return f"Split. As many reviewers would ship {name} as would skip it, {each}.{_aside(view)}"
    decided = "no reviewer has" if not both else f"only {_number(both)} reviewer{_s(both)} {_has(both)}"
    return f"No verdict on {name}: {decided} a decision."


def _aside(view: ToolView) -> str:
    """The reviewers who are on neither side."""
    split = sum(row.decision == "split" for row in view.verdict.personas)
    return f" {_number(split).capitalize()} {'is' if split == 1 else 'are'} split." if split else ""


def _says_of_both(a: ToolView, b: ToolView) -> str:
    outcomes = {a.verdict.outcome, b.verdict.outcome}
    counts = {view.tool.slug: f"{view.verdict.ship} ship / {view.verdict.skip} skip" for view in (a, b)}
    one, other = f"{a.tool.name} ({counts[a.tool.slug]})", f"{b.tool.name} ({counts[b.tool.slug]})"
    if outcomes == {Outcome.SHIP}:
        return f"The panel would ship both, {one} and {other}."
    if outcomes == {Outcome.SKIP}:
        return f"The panel would skip both, {one} and {other}."
    if outcomes == {Outcome.SHIP, Outcome.SKIP}:
        shipped, skipped = (one, other) if a.verdict.outcome is Outcome.SHIP else (other, one)
        return f"The panel would ship {shipped} and skip {skipped}."
    return f"{a.badge} on {one}; {b.badge[:1].lower()}{b.badge[1:]} on {other}."


def _gap(view: PairView) -> str:
    comparison = view.comparison
    if comparison.paired_gap is None:
        return "No reviewer scored both, so the scores cannot be set side by side."
    shared = len(comparison.shared)
    who = (
        f"Among the {_number(shared)} reviewers who scored both"
        if shared > 1
        else "For the one reviewer who scored both"
    )
    gap = comparison.paired_gap
    if not gap:
        return f"{who}, the two are level."
    higher, lower = (view.a, view.b) if gap > 0 else (view.b, view.a)
    return f"{who}, {higher.tool.name} stands {_points(abs(gap))} above {lower.tool.name} on average."


def _rests_on(views: Sequence[ToolView]) -> str:
    parts = []
    for view in views:
        facts = view.tool.facts
        sourced = sum(fact.source is not None for fact in facts)
        takes = len(view.verdict.counted)
        by = f" by {authors(view.verdict)}" if takes else ""
        sources = _number(sourced) if sourced else "none"
        grounds = f"{len(facts)} fact{_s(len(facts))}, {sources} with a source" if facts else "no listed facts"
        of = "" if len(views) == 1 else f"{view.tool.name}: "
        parts.append(f"{of}{takes} take{_s(takes)}{by}, on a dossier with {grounds}")
    return "; ".join(parts) + "."


def _would_change(view: ToolView, house: House) -> str:
    """How many minds the verdict hangs on."""
    verdict, name = view.verdict, view.tool.name
    if verdict.outcome is Outcome.TOO_FEW:
        without = ", ".join(persona_name(one, house.personas) for one in verdict.missing)
        missing = f" {without} {_has(len(verdict.missing))} none." if without else ""
        return f"{name} would get a verdict from decisions of more reviewers.{missing}"
    if verdict.outcome is Outcome.SPLIT:
        return f"{name} would get a verdict if one reviewer changed sides."
    kind, majority = verdict.outcome.value, max(verdict.ship, verdict.skip)
    many = f"{_number(_to_turn(verdict))} of the {_number(majority)} who {kind} it"
    who = many if majority > 1 else f"the one who {kind}s it"
    return f"{view.tool.name} would stop being a {kind} if {who} changed sides."


def _to_turn(verdict: Verdict) -> int:
    """Reviewers of the majority that have to change sides until there is none: half of its lead, rounded up."""
    return (abs(verdict.ship - verdict.skip) + 1) // 2


def _of(count: int, whole: int) -> str:
    """How many of the reviewers with a decision, as a sentence begins."""
    if whole == 1:
        return "The one reviewer with a decision"
    share = f"all {_number(whole)}" if count == whole else f"{_number(count)} of {_number(whole)}"
    return f"{share[:1].upper()}{share[1:]} reviewers with a decision"


def _points(gap: Decimal) -> str:
    """A gap without idle zeros."""
    return f"{gap.normalize():f} point{'' if gap == 1 else 's'}"


def _number(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else str(count)


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _has(count: int) -> str:
    return "has" if count == 1 else "have"


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
