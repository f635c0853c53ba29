"""The notes under a page: what the panels rest on, sources, who wrote the takes and when, and who is speaking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial

from panel.domain.frozen import Frozen
from panel.domain.persona import Persona, in_row_order
from panel.domain.take import Take
from panel.domain.verdict import Comparison, Verdict
from panel.report.view import NO_TAKE, PairView, ToolView, persona_name

DRAFT = "Draft: a check found something in a take that an editor has to settle before this page is published"

_OF_A_PANEL = {
    "older_dossier": "Older dossier: some takes are on an earlier version of what this page shows",
    "older_persona": "Older persona: some takes were made under another version of their persona than today's",
    "older_prompt": "Older prompt: some takes were asked for in other words than today's",
    "mixed_personas": "Mixed versions: takes of one reviewer were made under different versions of its persona",
    "mixed_prompts": "Mixed versions: takes of one reviewer were asked for in different words",
    "people_and_models": "Mixed authors: people's takes and models' takes are counted together",
    "human_contradiction": "Contradiction: a person's decision is against the score they gave",
    "hard_findings": DRAFT,
}
_OF_A_PAIR = {
    "different_models": "Different models: the two panels were not written by the same ones.",
    "people_and_models": "Mixed authors: the two panels were not written by the same kinds, people or models.",
    "mixed_personas": "Mixed versions: a shared reviewer judged the two tools under different versions of its persona.",
    "mixed_prompts": "Mixed versions: the takes on the two tools were asked for in different words.",
}

_NameOf = Callable[[str], str]


class Section(Frozen):
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


def notes_on_tool(view: ToolView, personas: Sequence[Persona]) -> tuple[Section, ...]:
    """The notes under one tool's page."""
    name_of = partial(persona_name, personas=personas)
    return _sections([view], [noise([view]), *_panel_lines([view], name_of)])


def notes_on_pair(view: PairView, personas: Sequence[Persona]) -> tuple[Section, ...]:
    """The notes under a comparison: they state the paired gap and name no winner."""
    views = [view.a, view.b]
    name_of = partial(persona_name, personas=personas)
    basis = [
        _gap(view, name_of),
        noise(views),
        _juries(view, name_of),
        *(sentence for flag, sentence in _OF_A_PAIR.items() if flag in view.comparison.flags),
        *_panel_lines(views, name_of),
    ]
    return _sections(views, basis)


def has_hard_findings(views: Sequence[ToolView]) -> bool:
    """Whether a check found something in a take that counts, which an editor has to settle."""
    return any("hard_findings" in view.verdict.flags for view in views)


def why_draft(views: Sequence[ToolView]) -> str | None:
    """What keeps a page with these tools from being published, as a sentence without its stop; None if nothing does."""
    if has_hard_findings(views):
        return DRAFT
    empty = [view.tool.name for view in views if not view.verdict.counted]
    return f"Draft: no take on {' or '.join(empty)} counts yet" if empty else None


def is_by_people(views: Sequence[ToolView]) -> bool:
    """Whether every take that counts on a page is a person's, so that no persona speaks there."""
    takes = [take for view in views for take in view.verdict.counted]
    return bool(takes) and all(take.is_human for take in takes)


def _sections(views: Sequence[ToolView], basis: Sequence[str]) -> tuple[Section, ...]:
    sections = {
        "What this rests on": [line for line in basis if line],
        "Sources": [f"{view.tool.name}: {source}" for view in views for source in _sources(view)],
        "Models": [f"{view.tool.name}: {authors(view.verdict)}" for view in views],
        "Dates": [f"{view.tool.name}: {_days(view.verdict)}" for view in views],
        "Disclosure": _disclosure(views),
    }
    return tuple(Section(title=title, lines=tuple(lines)) for title, lines in sections.items() if lines)


def _gap(view: PairView, name_of: _NameOf) -> str:
    comparison = view.comparison
    if comparison.paired_gap is None or comparison.widest is None:
        return "The two panels share no reviewer with a score, so their scores cannot be set side by side."
    names = ", ".join(name_of(one) for one in comparison.shared)
    widest = comparison.widest
    return (
        f"Shared reviewers: {names}. Paired gap on them, {view.a.tool.name} less {view.b.tool.name}: "
        f"{comparison.paired_gap:+} points; widest on {name_of(widest.persona)}, {widest.gap:+}."
    )


def noise(views: Sequence[ToolView]) -> str:
    """What is known of how far the scores would move on another run; empty without takes."""
    takes = [take for view in views for take in view.verdict.counted]
    single = [view.tool.name for view in views if "single_run" in view.verdict.flags and view.verdict.counted]
    close = "" if len(views) == 1 else ", and no winner is named"
    if not takes:
        return ""
    if single:
        of = "" if len(single) == len(views) else f" on {single[0]}"
        return f"Single run{of}: one take a seat, so how far scores move from run to run is unknown{close}."
    if all(take.is_human for take in takes):
        return f"People's takes: each is one person's, once{close}."
    if all(take.is_by_rules for take in takes):
        return f"Fixed rules give the same scores on every run: no noise, but no judgement either{close}."
    samples = max(view.verdict.samples for view in views)
    return f"Several takes a seat (at most {samples}): scores are their means, no interval is claimed{close}."


def _juries(view: PairView, name_of: _NameOf) -> str:
    comparison: Comparison = view.comparison
    if "different_juries" not in comparison.flags:
        return ""
    sides = [(view.a, comparison.a.seated - comparison.b.seated), (view.b, comparison.b.seated - comparison.a.seated)]
    alone = [
        f"only {side.tool.name} has {', '.join(name_of(one) for one in in_row_order(own))}"
        for side, own in sides
        if own
    ]
    return f"Different juries: {'; '.join(alone)}. The two shares are not like for like."


def _panel_lines(views: Sequence[ToolView], name_of: _NameOf) -> list[str]:
    """What should be known of one panel at a time: gaps in it, ties, several takes, and its flags."""
    lines = []
    for view in views:
        of = "" if len(views) == 1 else f" on {view.tool.name}"
        if view.verdict.missing:
            lines.append(f"{NO_TAKE}{of}: {', '.join(map(name_of, view.verdict.missing))}.")
        split = [name_of(row.persona) for row in view.verdict.personas if row.decision == "split"]
        if split:
            lines.append(f"Split{of}, counted on neither side: {', '.join(split)}.")
    if any(row.others for view in views for row in view.verdict.personas):
        lines.append("A reviewer with several takes scores their mean; the text is the one nearest to it.")
    for flag, sentence in _OF_A_PANEL.items():
        names = [view.tool.name for view in views if flag in view.verdict.flags]
        if names:
            lines.append(f"{sentence}." if len(views) == 1 else f"{sentence} ({', '.join(names)}).")
    return lines


def _sources(view: ToolView) -> list[str]:
    found = dict.fromkeys(fact.source for fact in view.tool.facts if fact.source)
    return list(found) or ["none given"]


def authors(verdict: Verdict) -> str:
    """Who wrote the takes, in the order of their first."""
    groups: dict[tuple[str, str | None], list[Take]] = {}
    for take in sorted(verdict.counted, key=lambda take: verdict.models.index(take.model)):
        groups.setdefault((take.model, take.endpoint), []).append(take)
    ids = [model for model, _ in groups]
    names = {
        (model, endpoint): f"{endpoint}:{model}" if endpoint and ids.count(model) > 1 else model
        for model, endpoint in groups
    }
    return ", ".join(_author(names[seat], takes) for seat, takes in groups.items()) or "no takes"


def _author(name: str, takes: Sequence[Take]) -> str:
    model = takes[0].model
    if takes[0].is_human:
        person = model.partition("/")[2]
        return f"{person} (a person)" if person else "a person"
    said = ["rules, not a language model"] if any(take.is_by_rules for take in takes) else []
    served = dict.fromkeys(take.served_model for take in takes if take.served_model not in (None, "", model))
    said += [f"served as {one}" for one in served]
    if any(take.is_imported for take in takes):
        said.append("as imported")
    return f"{name} ({'; '.join(said)})" if said else name


def _days(verdict: Verdict) -> str:
    days = sorted(take.created_at.astimezone(UTC).date().isoformat() for take in verdict.counted)
    if not days:
        return "no takes"
    span = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return f"takes of {span} (UTC)"


def _disclosure(views: Sequence[ToolView]) -> list[str]:
    """Who is speaking and what they did not do; the first line can stand alone."""
    takes = [take for view in views for take in view.verdict.counted]
    tools = "tool" if len(views) == 1 else "tools"
    if is_by_people(views):
        own = f"Takes by people are their own; the panel does not know whether they used the {tools}."
        return [f"No AI personas speak here. {own}"]
    if any(take.is_human for take in takes):
        used = f"used the {tools}"
        mixed = f"Some reviewers are AI personas, not people: they judge a dossier, and none of them {used}."
        lines = [f"{mixed} Others are people, and the panel does not know whether they {used}."]
    else:
        lines = [f"The reviewers are AI personas, not people. They judge a dossier; nobody used the {tools}."]
    if any(take.is_by_rules for take in takes):
        lines.append("Takes by rules are put together from the dossier's own words; no language model wrote them.")
    return lines
