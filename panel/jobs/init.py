"""Init: a folder made into a project, with its settings, an example and what git should leave alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from panel.assembly import settings_text
from panel.errors import Mistake, OutputUnusable
from panel.jobs.new_files import NewFile, write_new
from panel.library.starters import starter

EXAMPLE = Path("tools") / "example.md"
PAGES = "pages"
"""The folder of a new project's pages: a fixed place, so that edits in it are noticed and kept."""

_OTHERWISE = "move what is there, or name another folder: panel init DIR"


@dataclass(frozen=True, slots=True)
class Project:
    """A folder that is a project now, the files that made it one, and the lines that its own .gitignore still needs."""

    folder: Path
    written: tuple[Path, ...]
    to_ignore: tuple[str, ...] = ()


def init_project(folder: str | Path) -> Project:
    """Make a project in a folder, which is made if it is not there; what else is in it stays as it is.

    A .gitignore that is there already stays too. Raises Mistake, with nothing written, where another file of the same
    name is there, and OutputUnusable.
    """
    if not str(folder).strip():
        raise Mistake("the folder's name is empty; name a folder, or leave it out for the one you are in")
    root = Path(folder)
    for place in (root, root / EXAMPLE.parent):
        if os.path.lexists(place) and not place.is_dir():
            raise OutputUnusable(f"{place}: not a folder; nothing was written; {_OTHERWISE}")
    ignored, has_own = starter("gitignore"), os.path.isfile(root / ".gitignore")  # noqa: PTH113 - never raises
    # The settings make it a project, so they come last.
    files = (
        *(() if has_own else (NewFile(root / ".gitignore", ignored),)),
        NewFile(root / EXAMPLE, starter("example.md")),
        NewFile(root / "panel.toml", starter("panel.toml", settings=settings_text(out=PAGES))),
    )
    write_new(files, otherwise=_OTHERWISE)
    to_ignore = _lacking(root / ".gitignore", ignored) if has_own else ()
    return Project(folder=root, written=tuple(file.path for file in files), to_ignore=to_ignore)


def _lacking(path: Path, wanted: str) -> tuple[str, ...]:
    """The wanted lines that a file does not have; all of them where it cannot be read."""
    try:
        there = set(path.read_text("utf-8").split())
    except (OSError, UnicodeDecodeError):
        there = set()
    return tuple(line for line in wanted.splitlines() if line and not line.startswith("#") and line not in there)
