"""YAML text to plain values, with the line of each, so that an error can say where it is.

Only the safe subset is read: no tags that make objects, no repeated keys, a cap on size, depth and aliases.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from panel.domain.field_path import dotted
from panel.errors import Mistake

SIZE_CAP = 256 * 1024
DEPTH_CAP = 20
ALIAS_CAP = 20
NODE_CAP = 20_000
"""Keys and items in all, each alias counted in full, so that aliases of aliases cannot multiply."""

_PROBLEMS_SHOWN = 20

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """A value and the file it is from; ``lines`` has the line of every key and item, counted from 1."""

    name: str
    value: dict[str, Any]
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of a key or item, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Path) -> str:
        """``FILE:LINE`` of a key or item."""
        return f"{self.name}:{self.line_of(path)}"


class _Loader(yaml.SafeLoader):
    """A safe loader that refuses repeated keys and reads as text whatever is not plainly something else.

    Dates, ``no``, ``0x1F`` and ``1:30`` stay the text they were written as. What passes a cap is refused before a node
    is made of it.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = self._aliases = 0

    def get_event(self) -> yaml.Event:
        """Give the next event to whoever makes nodes of them, unless it is refused."""
        event: yaml.Event = super().get_event()  # type: ignore[no-untyped-call]  # PyYAML has no types here
        self._depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        self._aliases += isinstance(event, yaml.AliasEvent)
        if self._depth > DEPTH_CAP:
            raise _refused(event, f"nested over {DEPTH_CAP} deep; flatten it")
        if self._aliases > ALIAS_CAP:
            raise _refused(event, f"more than {ALIAS_CAP} aliases; write the values out")
        if getattr(event, "tag", None):
            raise _refused(event, "a tag stands before a value; take it out")
        return event

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _refused(key_node, f"the key {str(key)[:40]!r} is not text; put it in quotes")
            if key in seen:
                raise _refused(key_node, f"the key {key[:40]!r} stands twice; keep one")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"(?:~|null)?", ["~", "n", ""]),
    ("bool", r"(?:true|false)", ["t", "f"]),
    ("int", r"-?[0-9]{1,15}", list("-0123456789")),
    ("float", r"-?[0-9]{1,15}\.[0-9]{1,15}", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^{_pattern}\Z"), _first)


def parse_yaml(text: str, name: str, *, first_line: int = 1) -> Located:
    """Read a mapping; ``name`` and ``first_line`` place it in its file. Raises Mistake with file and line."""
    if len(text) > SIZE_CAP:
        raise Mistake(f"{name}: over {SIZE_CAP // 1024} KB of YAML; shorten it")
    try:
        node = _composed(text)
        lines = {(): first_line} | {path: line + first_line for path, line in _lines(node)}
        value = _Loader("").construct_document(node)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        raise Mistake(f"{name}:{line}: not text: the character U+{int(error.character):04X} stands in it") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise Mistake(f"{name}:{line}: not valid YAML: {_in_words(error)}") from None
    except (ValueError, OverflowError):
        raise Mistake(f"{name}:{first_line}: not valid YAML: an escape names no character") from None
    return Located(name, value, lines)


def quoted(text: str) -> str:
    """The text as YAML in double quotes, on one line, with escapes for whatever a reader could not see."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _in_words(error: yaml.MarkedYAMLError) -> str:
    """What the reader stumbled over, and the fix where it is plain."""
    if error.problem == "mapping values are not allowed here":
        return "a colon and a space inside a value; put the value in quotes"
    return str(error.problem or error.context)


def explain(error: ValidationError, located: Located) -> str:
    """Every problem of a validation, a line each: ``FILE:LINE: field: what is wrong``."""
    problems = error.errors(include_url=False, include_context=False)
    lines = [f"{located.at(one['loc'])}: {_field(one['loc'])}{_wrong(one)}" for one in problems[:_PROBLEMS_SHOWN]]
    if len(problems) > _PROBLEMS_SHOWN:
        lines.append(f"{located.name}: and {len(problems) - _PROBLEMS_SHOWN} more")
    return "\n".join(lines)


def _escaped(mark: str) -> str:
    if mark in '"\\':
        return f"\\{mark}"
    # Joiners and variation selectors are parts of emoji and of some scripts.
    if mark in "\u200c\u200d \xa0" or mark.isprintable():
        return mark
    return f"\\x{ord(mark):02x}" if mark <= "\xff" else f"\\U{ord(mark):08x}"


def _field(path: Path) -> str:
    return f"{dotted(path)}: " if path else ""


def _composed(text: str) -> yaml.MappingNode:
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    if isinstance(node, yaml.MappingNode):
        return node
    raise _refused(node, "it needs keys and values, like `name: …`")


def _lines(root: yaml.Node) -> Iterator[tuple[Path, int]]:
    for count, (path, node) in enumerate(_inside(root, ())):
        if count == NODE_CAP:
            raise _refused(node, f"more than {NODE_CAP:,} values; write fewer, without aliases")
        yield path, node.start_mark.line


def _inside(node: yaml.Node, path: Path) -> Iterator[tuple[Path, yaml.Node]]:
    """Every key and item under a node; an alias to something around itself has no end and is refused."""
    if len(path) > DEPTH_CAP * 2:
        raise _refused(node, "an alias stands inside what it names; write the value out")
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key
            yield from _inside(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item
            yield from _inside(item, (*path, index))


def _refused(where: yaml.Node | yaml.Event | None, problem: str) -> yaml.MarkedYAMLError:
    mark: Any = where.start_mark if where else None
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _wrong(problem: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    kind, message = problem["type"], str(problem["msg"]).removeprefix("Value error, ")
    if kind == "missing":
        return "missing; add it"
    if kind == "extra_forbidden":
        return "no such field; take it out or mend its spelling"
    if kind == "string_type":
        return f"expected text, found {reprlib.repr(problem['input'])}; put it in quotes"
    return message[:1].lower() + message[1:]
