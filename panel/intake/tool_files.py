"""Tool files: Markdown with YAML front matter, or JSON with the same names, to a cleaned Tool."""

from __future__ import annotations

import difflib
import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from panel.domain.tool import Tool
from panel.domain.yaml_text import Located, parse_yaml
from panel.errors import Mistake
from panel.intake.fields import Placed, tool_of

SIZE_CAP = 2 * 1024 * 1024


def read_tool(path: Path) -> Tool:
    """The tool in a file. Raises Mistake with file, line and fix for everything that is wrong with it."""
    text = _text(path)
    if path.suffix.lower() == ".json":
        return tool_from(_json(path, text), str(path), separator=": ")
    located, body, body_line = _front_matter(path, text)
    fields = dict(located.value)
    if body.strip():
        if "description" in fields:
            raise Mistake(
                f"{located.at(('description',))}: description: the text below the front matter is the description "
                f"already (line {body_line}); keep one of them"
            )
        fields["description"] = body
    return tool_of(fields, lambda place: located.at(place) + ": ")


def tool_from(fields: Mapping[str, Any], place: str, *, separator: str = ".") -> Tool:
    """The tool in a mapping from a document, feed or JSON file; errors name ``place`` and the field's path."""

    def at(path: Placed) -> str:
        return place + ("" if not path else separator) if not path or separator != "." else f"{place}."

    return tool_of(dict(fields), at)


def _text(path: Path) -> str:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Mistake(f"{path}: a folder; name a tool file in it{_example_in(path)}")
        if not stat.S_ISREG(status.st_mode):
            raise Mistake(f"{path}: not a regular file; name a Markdown or JSON file")
        if status.st_size > SIZE_CAP:
            raise Mistake(f"{path}: over {SIZE_CAP // 2**20} MB; a tool file holds one dossier, shorten it")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Mistake(f"{path}: no such file{_close_to(path)}") from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise Mistake(f"{path}: cannot be read ({said}); check its name and permissions") from None
    if b"\0" in raw[:4096]:
        raise Mistake(f"{path}: a binary file; a tool file is Markdown with front matter, or JSON")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Mistake(f"{path}:{line}: not UTF-8 text; save it as UTF-8") from None
    if not text.strip():
        raise Mistake(f"{path}: empty; it needs a name and a description or a fact")
    return text


def _front_matter(path: Path, text: str) -> tuple[Located, str, int]:
    """The front matter, the body under it, and the line the body starts on."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != "---":
        raise Mistake(f"{path}:1: a tool file starts with `---`, then `name: …`, then `---` and the description")
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        raise Mistake(f"{path}:{len(lines)}: the front matter never ends; put `---` on a line of its own after it")
    located = parse_yaml("\n".join(lines[1:end]), str(path), first_line=2)
    return located, "\n".join(lines[end + 1 :]), end + 2


def _json(path: Path, text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Mistake(f"{path}:{error.lineno}: not valid JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise Mistake(f"{path}: not valid JSON: {str(error)[:120]}") from None
    if not isinstance(fields, dict):
        raise Mistake(f"{path}: expected an object with a name; found a {type(fields).__name__}")
    return fields


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"the key {name[:40]!r} stands twice; keep one")
        fields[name] = value
    return fields


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _close_to(path: Path) -> str:
    try:
        names = [one.name for one in path.parent.iterdir() if one.is_file()]
    except OSError:
        return f"; there is no folder {path.parent} either"
    close = difflib.get_close_matches(path.name, names, n=1)
    return f"; did you mean {path.parent / close[0]}?" if close else "; check its name"


def _example_in(path: Path) -> str:
    try:
        found = sorted(one.name for one in path.iterdir() if one.suffix.lower() in (".md", ".json"))
    except OSError:
        found = []
    return f", such as {path / found[0]}" if found else ""
