"""Front matter: YAML that every reader of Markdown reads alike.

Every string is double-quoted, since readers disagree on what unquoted text is a number, a time or a truth value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Writes keys plainly and string values in double quotes; no value is ever written as a reference to another."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - the library's signature
        return True


class _Quoted(str):
    """A string value."""

    __slots__ = ()


_Dumper.add_representer(
    _Quoted, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style='"')
)


def front_matter(fields: Mapping[str, Any]) -> str:
    """The fields between two lines of dashes, in their order."""
    written = yaml.dump(_quoted(fields), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**31)
    return f"---\n{written}---\n"


def _quoted(value: Any) -> Any:  # noqa: ANN401 - a tree of plain values
    if isinstance(value, str):
        return _Quoted(value)
    if isinstance(value, Mapping):
        return {key: _quoted(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_quoted(inner) for inner in value]
    return value
