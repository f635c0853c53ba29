"""Checks on takes that no run of ours has just checked: imported ones, and those stored by an earlier version."""

from __future__ import annotations

from collections.abc import Sequence

from panel.checks.take import findings_on
from panel.domain.persona import Persona
from panel.domain.take import Finding, Take
from panel.domain.tool import Tool


def checked(takes: Sequence[Take], tools: Sequence[Tool], personas: Sequence[Persona]) -> tuple[Take, ...]:
    """The takes with what the checks notice beside the findings that they carry; ``tools`` holds the tool of each."""
    by_slug = {tool.slug: tool for tool in tools}
    by_id = {persona.id: persona for persona in personas}
    return tuple(_checked(take, by_slug[take.tool], by_id.get(take.persona)) for take in takes)


def _checked(take: Take, tool: Tool, persona: Persona | None) -> Take:
    own = take.findings
    new = [finding for finding in findings_on(take, tool, persona) if not any(_covers(one, finding) for one in own)]
    codes = {finding.code for finding in new}
    return take.model_copy(update={"findings": (*(one for one in own if one.code not in codes), *new)})


def _covers(carried: Finding, found: Finding) -> bool:
    """Whether a take carries the finding already, and no more lightly."""
    return carried.code == found.code and (carried.severity == "hard" or found.severity == "soft")
