"""Tool files: Markdown with front matter, or JSON with the same names, read into a Tool.

Whatever is wrong with a file is a Mistake that begins with its path, and its line where it has one.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from panel.domain.json_text import parse_json
from panel.domain.tool import Tool
from panel.domain.yaml_text import parse_yaml
from panel.errors import Mistake
from panel.intake.tool_fields import Path as FieldPath
from panel.intake.tool_fields import Where, dotted
from panel.intake.tools import clean_tool

SIZE_LIMIT = 2 * 1024 * 1024

_Fields = tuple[Mapping[str, object], Where]

_SUFFIXES = (".md", ".markdown", ".json")
_FRONT_MATTER = re.compile(r"\A\s*^---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_EXAMPLE = "start it with a line of ---, then name: …, then another line of ---, then the description"


class ToolFile(NamedTuple):
    """The tool in a file; ``is_slug_given`` when the file names its slug instead of leaving it to be made."""

    tool: Tool
    is_slug_given: bool


def read_tool(path: Path) -> Tool:
    """Read one tool file. Raises Mistake, a line for each thing that is wrong, with file and line."""
    return read_tool_file(path).tool


def read_tool_file(path: Path) -> ToolFile:
    """The same, with what the file itself says of the slug."""
    text = _text(path)
    read = _from_json if path.suffix.lower() == ".json" else _from_markdown
    fields, where = read(text, str(path))
    return ToolFile(clean_tool(fields, where), is_slug_given=fields.get("slug") is not None)


def tool_from(fields: Mapping[str, object], place: str) -> Tool:
    """The tool in one record of a document or feed. Raises Mistake; ``place`` begins the path of what is wrong."""
    return clean_tool(fields, lambda path: f"{place}.{dotted(path)}" if path else place)


def _from_markdown(text: str, name: str) -> _Fields:
    match = _FRONT_MATTER.match(text)
    if match is None:
        is_open = text.lstrip().startswith("---")
        fix = "the front matter is not closed; end it with a line of ---" if is_open else f"no front matter; {_EXAMPLE}"
        raise Mistake(f"{name}:1: {fix}")
    first_line = text.count("\n", 0, match.start(1)) + 1
    located = parse_yaml(match[1], name, first_line=first_line)
    fields, body = dict(located.value), text[match.end() :].strip("\n")
    if body.strip():
        if fields.get("description") is not None:
            at = located.at(("description",))
            raise Mistake(f"{at}: description: it stands here and below the front matter; keep one of the two")
        fields["description"] = body
    body_line = text.count("\n", 0, match.end()) + 1

    def where(path: FieldPath) -> str:
        is_body = path[:1] == ("description",) and "description" not in located.value
        at = f"{name}:{body_line}" if is_body else located.at(path)
        return f"{at}: {dotted(path)}" if path else at

    return fields, where


def _from_json(text: str, name: str) -> _Fields:
    fields = parse_json(text, name)
    if not isinstance(fields, dict):
        raise Mistake(f'{name}: expected one tool, {{"name": …}}; found a {type(fields).__name__}')
    if "tools" in fields and "name" not in fields:
        raise Mistake(f"{name}: a document of tools and takes; store it with `panel import {name}`")
    return fields, lambda path: f"{name}: {dotted(path)}" if path else name


def _text(path: Path) -> str:
    """The text of a regular file, with Unix line ends and no byte order mark."""
    try:
        content = _content(path)
    except FileNotFoundError:
        raise Mistake(f"{path}: no such file; {close_names(path)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Mistake(f"{path}: cannot be read ({reason}); check the path and its permissions") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Mistake(f"{path}:{line}: not UTF-8 text; name a Markdown or JSON tool file, saved as UTF-8") from None
    if "\0" in text:
        raise Mistake(f"{path}: a binary file; name a Markdown or JSON tool file")
    if not text.strip():
        raise Mistake(f"{path}: empty; {_EXAMPLE}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _content(path: Path) -> bytes:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise Mistake(f"{path}: a folder; {_names_inside(path)}")
    if not stat.S_ISREG(mode):
        raise Mistake(f"{path}: not a regular file; name a Markdown or JSON tool file")
    with path.open("rb") as file:
        content = file.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise Mistake(f"{path}: over {SIZE_LIMIT // 2**20} MB; shorten the description")
    return content


def _names_inside(folder: Path) -> str:
    files = sorted(entry.name for entry in os.scandir(folder) if entry.name.lower().endswith(_SUFFIXES))
    return f"name a file in it, such as {folder / files[0]}" if files else "name a tool file; there is none in it"


def close_names(path: Path) -> str:
    """What to do about a path where there is no file: the names beside it that are nearly its own, if there are any."""
    try:
        names = sorted(entry.name for entry in os.scandir(path.parent))
    except OSError:
        return f"there is no folder {path.parent} either"
    close = difflib.get_close_matches(path.name, names, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(str(path.parent / name) for name in close)}?" if close else "check the path"
