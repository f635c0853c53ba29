"""New: a tool file to fill in, with every field explained and only what is known given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from panel.assembly import lone_workshop
from panel.domain.yaml_text import quoted
from panel.errors import Mistake
from panel.intake.tool_fields import Path as FieldPath
from panel.intake.tools import clean_tool
from panel.jobs.new_files import NewFile, write_new
from panel.library.starters import starter

_STAND_IN = "A fact that only makes the rest complete."


@dataclass(frozen=True, slots=True)
class NewTool:
    """A tool file that was written, and the name that the panel reads in it."""

    path: Path
    slug: str
    name: str


def new_tool_file(
    name: str, *, url: str | None = None, out: str | Path | None = None, folder: Path | None = None
) -> NewTool:
    """Write ``SLUG.md`` into ``out``, else into ``tools/`` of the project around ``folder``, else into ``folder``.

    ``folder`` is the current one unless it is given. Raises Mistake for a name or address that no tool can have, or a
    file that is there already, and OutputUnusable where it cannot be written.
    """
    typed = name.encode("utf-8", "ignore").decode("utf-8")
    given = {"name": typed, "url": url, "facts": [_STAND_IN]}
    tool = clean_tool(given, _where)
    path = _place(out, (folder or Path.cwd()).absolute()) / f"{tool.slug}.md"
    text = starter("tool.md", name=quoted(typed), url=quoted(url.strip()) if url else "")
    lines = [line.rstrip() for line in text.splitlines()]
    write_new([NewFile(path, "\n".join(lines) + "\n")], otherwise="name another folder by --out")
    return NewTool(path=path, slug=tool.slug, name=tool.name)


def _where(path: FieldPath) -> str:
    return {"name": "NAME", "url": "--url"}.get(str(path[0]) if path else "", "NAME")


def _place(out: str | Path | None, folder: Path) -> Path:
    if out is not None:
        if not str(out).strip():
            raise Mistake("--out: empty; name a folder")
        return Path(out)
    tools = lone_workshop(flags={}, folder=folder, announce=lambda _: None).root / "tools"
    return tools if tools.is_dir() else folder
