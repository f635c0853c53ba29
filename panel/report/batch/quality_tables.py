"""The quality of a feed as tables: the figures with what they rest on, in words and ready to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from panel.domain.frozen import Frozen
from panel.domain.persona import Persona
from panel.domain.quality import GroupQuality, Heaping, PersonaPair, Quality, Share, TakeName
from panel.report.findings import meaning
from panel.report.view import UNKNOWN, TableRow, persona_name

_EXAMPLES = 10
_NameOf = Callable[[str], str]


class Table(Frozen):
    """A table with a heading for each column; rows have a label and the other columns' values."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


def quality_tables(quality: Quality, personas: tuple[Persona, ...]) -> tuple[Table, ...]:
    """Every table that has a row, in the order in which a reader needs them."""
    name_of = partial(persona_name, personas=personas)
    groups = [("All", quality.overall), *((name_of(one.name), one) for one in quality.personas)]
    made = [
        _groups("By reviewer", "Reviewer", groups),
        _groups("By model", "Model", [(one.name, one) for one in quality.models]),
        _pairs(quality, name_of),
        _openings([*groups[1:], *((one.name, one) for one in quality.models)]),
        _alike(quality, name_of),
        _findings(quality.overall),
    ]
    return tuple(table for table in made if table.rows)


def quality_lines(quality: Quality) -> tuple[str, ...]:
    """What is said of the whole feed in sentences."""
    contradictions, redundancy, across = quality.contradictions, quality.redundancy, quality.across_tools
    seats = (
        redundancy.undefined
        if redundancy.effective is None
        else f"{redundancy.personas} reviewers count as at least {redundancy.effective:.1f} independent ones"
    )
    lines = [
        f"Ship rate: {share(quality.overall.ships)}.",
        f"Split panels: {share(quality.margins.split)}; decided by one vote: {share(quality.margins.one_vote)}.",
        f"Nearly the same take on different tools: {share(across.alike)}, in {across.groups:,} groups.",
        f"Nearly the same take by two reviewers of one tool: {share(quality.within_tools.alike)}.",
        f"Failed as contradictions: {share(contradictions.failed)}.",
        f"In the grey band around {quality.ship_at}: {share(contradictions.in_band)}.",
        f"Against their score there: {contradictions.against:,}; outside it: {contradictions.outside:,}.",
    ]
    return (*lines, f"Independence: {seats}.") if seats else tuple(lines)


def share(one: Share) -> str:
    """A share in percent with its 95% interval and what it is of, or why there is none."""
    if one.share is None or one.low is None or one.high is None:
        counts = f"{one.count:,} of {one.n:,}"
        return f"{counts} ({one.undefined})" if one.undefined else counts
    thin = ", indicative" if one.is_indicative else ""
    return f"{_percent(one.share)} ({_percent(one.low)} to {_percent(one.high)}) of {one.n:,}{thin}"


def _groups(title: str, head: str, groups: Iterable[tuple[str, GroupQuality]]) -> Table:
    heads = (head, "Ok takes", "Ship rate", "Median score", "Multiples of 5", "Favourite", "Flagged")
    return Table(title=title, heads=heads, rows=tuple(_group_row(name, one) for name, one in groups))


def _group_row(name: str, group: GroupQuality) -> TableRow:
    flags = [flag for flag in (group.flag, group.scores.flag) if flag]
    values = (
        f"{group.ok:,}",
        share(group.ships),
        _quartiles(group.scores),
        share(group.scores.fives),
        UNKNOWN
        if group.scores.favourite is None
        else f"{group.scores.favourite}: {group.scores.favourites.count:,} times",
        "; ".join(flags) or UNKNOWN,
    )
    return TableRow(label=name, values=values)


def _quartiles(scores: Heaping) -> str:
    if scores.quartiles is None:
        return UNKNOWN
    low, middle, high = scores.quartiles
    return f"{middle}, half of them {low} to {high}"


def _pairs(quality: Quality, name_of: _NameOf) -> Table:
    """Pairs that move most alike first."""
    known = sorted(quality.redundancy.pairs, key=lambda pair: (pair.correlation is None, -(pair.correlation or 0)))
    heads = ("Reviewers", "Tools", "Correlation of scores", "Same decision", "Flagged")
    return Table(
        title="Reviewers that move as one", heads=heads, rows=tuple(_pair_row(pair, name_of) for pair in known)
    )


def _pair_row(pair: PersonaPair, name_of: _NameOf) -> TableRow:
    moves = pair.undefined or UNKNOWN
    if pair.correlation is not None:
        between = "" if pair.low is None or pair.high is None else f" ({pair.low:.2f} to {pair.high:.2f})"
        moves = f"{pair.correlation:.2f}{between}"
    values = (f"{pair.tools:,}", moves, share(pair.same), pair.flag or UNKNOWN)
    return TableRow(label=f"{name_of(pair.a)} and {name_of(pair.b)}", values=values)


def _openings(groups: Iterable[tuple[str, GroupQuality]]) -> Table:
    rows = [
        TableRow(label=name, values=(f"“{one.words}”", share(one.uses)))
        for name, group in groups
        for one in group.openings
    ]
    return Table(title="Repeated openings", heads=("Whose", "First words", "Takes"), rows=tuple(rows))


def _alike(quality: Quality, name_of: _NameOf) -> Table:
    across = [
        TableRow(
            label=_take(group.first, name_of),
            values=(f"{group.takes:,}", "; ".join(_take(one, name_of) for one in group.others[:3])),
        )
        for group in quality.across_tools.examples
    ]
    within = [
        TableRow(label=f"{one.tool}, {name_of(one.a)}", values=("2", f"{one.tool}, {name_of(one.b)}"))
        for one in quality.within_tools.examples
    ]
    rows = (*across[:_EXAMPLES], *within[:_EXAMPLES])
    return Table(title="Takes that are nearly the same", heads=("Take", "Alike", "Others"), rows=rows)


def _findings(every: GroupQuality) -> Table:
    rows = [
        TableRow(label=meaning(one.code), values=(one.severity, share(one.takes)))
        for one in sorted(every.findings, key=lambda one: (one.severity != "hard", -one.takes.count, one.code))
    ]
    return Table(title="Findings", heads=("What a check noticed", "Weight", "Takes"), rows=tuple(rows))


def _take(name: TakeName, name_of: _NameOf) -> str:
    return f"{name.tool}, {name_of(name.persona)}"


def _percent(part: float) -> str:
    """Whole percent, 0 and 100 only where it is exact."""
    return f"{part:.0%}" if part in (0, 1) else f"{min(max(round(100 * part), 1), 99)}%"
