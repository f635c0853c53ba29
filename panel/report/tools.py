"""Tools as text: a line for each stored one, one of them whole, or what the panel would read of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel.domain.listed import CheckedTool, CheckedTools, Judge, ListedTool, ListedTools, ShownTool
from panel.domain.tool import DOSSIER_LIMIT, Fact, Removal, Tool
from panel.report.columns import columns
from panel.report.figures import counted, moment
from panel.report.view import UNKNOWN

_LABELLED = (
    "slug",
    "tagline",
    "category",
    "pricing",
    "pricing_model",
    "license",
    "best_for",
    "published",
    "url",
    "links",
    "aliases",
)
_CUT = 160
"""Characters that are shown of something that cleaning took out; the file holds the rest."""


def listed_tools_text(listed: ListedTools) -> str:
    """A line for each tool."""
    rows = [
        (one.slug, one.name, str(one.versions), str(one.takes), _verdict(one), _reviewed(one)) for one in listed.tools
    ]
    return columns([("SLUG", "NAME", "VERSIONS", "TAKES", "VERDICT", "LAST REVIEWED"), *rows])


def shown_tool_text(shown: ShownTool) -> str:
    """One tool: its fields, what the panel reads, its facts, what cleaning removed, and who judged it."""
    tool, listed = shown.tool, shown.listed
    fields = [(name, _value(tool, name)) for name in _LABELLED]
    fields += [
        ("dossier", _dossier_length(shown.dossier_length)),
        ("stored", f"{counted(listed.versions, 'version')}, {counted(listed.takes, 'take')}"),
        ("verdict", _verdict(listed)),
        ("reviewed", _reviewed(listed)),
    ]
    return (
        columns([(tool.name,)])
        + columns(fields, indent="  ")
        + _part("Description", [(line,) for line in (tool.description or "").splitlines() if line.strip()])
        + _part("Facts", _facts(tool.facts))
        + _part("Removed by cleaning", _removals(tool.removed))
        + _part("Judged by", _judges(shown.judges))
        + _part("Held and released", [(moment(one.at), one.persona, one.action, one.reason) for one in shown.holds])
    )


def checked_tools_text(checked: CheckedTools) -> str:
    """A block for each file that can be read."""
    return "".join(_checked(file) for file in checked.files if file.problem is None)


def _checked(file: CheckedTool) -> str:
    description = counted(file.description_words, "word") if file.description_words else "none"
    facts = [
        ("dossier", f"{_dossier_length(file.dossier_length or 0)}; description: {description}; facts: {file.facts}"),
        ("not given", ", ".join(file.missing) or "nothing that a page has a place for"),
        ("unsourced", f"{len(file.unsourced)} of {counted(file.facts, 'fact')}"),
        ("removed", counted(len(file.removed), "thing") if file.removed else "nothing"),
    ]
    return (
        columns([(f"{file.file}: {file.name} ({file.slug})",)])
        + columns(facts, indent="  ")
        + _part("  Without a source", [(text,) for text in file.unsourced], indent="    ")
        + _part("  Removed by cleaning", _removals(file.removed), indent="    ")
    )


def _part(title: str, rows: Sequence[Sequence[str]], indent: str = "  ") -> str:
    return f"{title}\n{columns(rows, indent=indent)}" if rows else ""


def _value(tool: Tool, name: str) -> str:
    value = getattr(tool, name)
    text = ", ".join(value) if isinstance(value, tuple) else str(value or "")
    return text or UNKNOWN


def _dossier_length(length: int) -> str:
    return f"{length:,} of {DOSSIER_LIMIT:,} characters"


def _verdict(listed: ListedTool) -> str:
    if not listed.takes:
        return "not reviewed"
    return f"{listed.verdict.label} · {listed.ship} ship / {listed.skip} skip"


def _reviewed(listed: ListedTool) -> str:
    return UNKNOWN if listed.last_reviewed_at is None else moment(listed.last_reviewed_at)


def _facts(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    return [(fact.source or "no source", fact.text) for fact in facts]


def _removals(removed: Iterable[Removal]) -> list[tuple[str, str, str]]:
    return [(one.place, one.kind, one.text if len(one.text) <= _CUT else f"{one.text[:_CUT]}…") for one in removed]


def _judges(judges: Iterable[Judge]) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"{one.endpoint}:{one.model}" if one.endpoint else one.model,
            counted(one.takes, "take"),
            moment(one.last_at),
            ", ".join(one.personas),
        )
        for one in judges
    ]
