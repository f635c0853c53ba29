"""The tools a command names: files that are read, or slugs that are looked up in the store."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from panel.assembly import Workshop
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.intake import identity
from panel.intake.tool_files import ToolFile, read_tool_file
from panel.jobs.hints import meant, repeated


def named_tools(workshop: Workshop, names: Sequence[str | Path]) -> tuple[Tool, ...]:
    """Read or look up every tool before anything is asked; a tool named twice is one. Raises Mistake."""
    tools: dict[str, Tool] = {}
    for name in [names] if isinstance(names, (str, Path)) else names:
        tool = _named(workshop, name, tools)
        earlier = tools.setdefault(tool.slug, tool)
        if earlier.version != tool.version:
            raise Mistake(f"{name}: says something else of {tool.slug} than another file; name one of them")
    return tuple(tools.values())


def settled_slug(workshop: Workshop, file: ToolFile, named: Mapping[str, Tool]) -> Tool:
    """The tool under the slug it is stored by: a slug made from its name gives way to a holder that is another tool.

    ``named`` are the tools that the same command has named already.
    """
    tool = file.tool
    if file.is_slug_given:
        return tool

    def holder_of(slug: str) -> Tool | None:
        return named.get(slug) or (workshop.store.tool(slug) if workshop.has_store else None)

    settled = identity.settled_slug(tool, holder_of)
    return tool if settled.slug == tool.slug else tool.known_as(settled.slug, tool.aliases)


def _named(workshop: Workshop, name: str | Path, named: Mapping[str, Tool]) -> Tool:
    if not str(name).strip():
        raise Mistake("a tool's name is empty; give the path of a tool file, or the slug of a stored tool")
    path = Path(name)
    if isinstance(name, Path) or _looks_like_a_path(name, path):
        return settled_slug(workshop, read_tool_file(path), named)
    if workshop.has_store and (stored := workshop.store.tool(str(name))) is not None:
        return stored
    known = [tool.slug for tool in workshop.store.tools()] if workshop.has_store else []
    hint = meant(str(name), known, "give the path of a tool file, or the slug of a stored tool")
    raise Mistake(f"{repeated(str(name))}: no such file, and no tool of that slug is stored; {hint}")


def _looks_like_a_path(name: str, path: Path) -> bool:
    return os.sep in name or bool(path.suffix) or os.path.exists(path)  # noqa: PTH110 - never raises, whatever the name
