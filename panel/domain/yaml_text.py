"""YAML text to plain values, with the line of each, so that an error can say where it is.

Only the safe subset is read: no tags that make objects, no repeated keys, a cap on size, depth and aliases.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from panel.errors import Mistake

SIZE_CAP = 256 * 1024
DEPTH_CAP = 20
ALIAS_CAP = 20

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
    """A safe loader that refuses repeated keys and leaves dates as the text they were written as."""

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


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str, name: str, *, first_line: int = 1) -> Located:
    """Read a mapping; ``name`` and ``first_line`` place it in its file. Raises Mistake with file and line."""
    if len(text) > SIZE_CAP:
        raise Mistake(f"{name}: over {SIZE_CAP // 1024} KB of YAML; shorten it")
    offset = first_line - 1
    try:
        node = _composed(text)
        if node is None:
            raise Mistake(f"{name}:{first_line}: empty; it needs keys and values")
        if not isinstance(node, yaml.MappingNode):
            raise Mistake(f"{name}:{node.start_mark.line + first_line}: expected keys and values, like `name: …`")
        lines: dict[Path, int] = {(): first_line}
        for path, line in _lines(node, (), 1):
            lines[path] = line + offset
        loader = _Loader("")
        value = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise Mistake(f"{name}:{line}: not valid YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise Mistake(f"{name}:{first_line}: not valid YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise Mistake(f"{name}:{first_line}: nested too deeply; flatten it") from None
    return Located(name, value, lines)


def explain(error: ValidationError, located: Located) -> str:
    """Every problem of a validation, a line each: ``FILE:LINE: field: what is wrong``."""
    return "\n".join(
        f"{located.at(tuple(problem['loc']))}: {_dotted(problem['loc'])}{_wrong(problem)}"
        for problem in error.errors(include_url=False, include_context=False)
    )


def _composed(text: str) -> yaml.Node | None:
    aliases = depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        aliases += isinstance(event, yaml.AliasEvent)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if aliases > ALIAS_CAP:
            raise _refused(event, f"more than {ALIAS_CAP} aliases; write the values out")
        if depth > DEPTH_CAP:
            raise _refused(event, f"nested over {DEPTH_CAP} deep; flatten it")
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return node


def _lines(node: yaml.Node, path: Path, depth: int) -> Iterator[tuple[Path, int]]:
    if depth > DEPTH_CAP * 2:
        raise RecursionError
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            yield inner, key.start_mark.line + 1
            yield from _lines(value, inner, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item.start_mark.line + 1
            yield from _lines(item, (*path, index), depth + 1)


def _refused(where: yaml.Node | yaml.Event, problem: str) -> yaml.MarkedYAMLError:
    mark: Any = where.start_mark
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _dotted(location: tuple[str | int, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")
    return f"{text}: " if text else ""


def _wrong(problem: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    kind, message = problem["type"], str(problem["msg"]).removeprefix("Value error, ")
    if kind == "missing":
        return "missing; add it"
    if kind == "extra_forbidden":
        return "no such field; take it out or mend its spelling"
    if kind == "string_type":
        return f"expected text, found {str(problem['input'])[:60]!r}; put it in quotes"
    return message[:1].lower() + message[1:]
