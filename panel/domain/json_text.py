"""JSON text to plain values, strictly: no repeated keys, no NaN or Infinity, and a Mistake that says where."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from panel.errors import Mistake


def parse_json(text: str, name: str) -> Any:  # noqa: ANN401 - foreign JSON
    """Read a JSON text; ``name`` begins every message. Raises Mistake."""
    try:
        return json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Mistake(f"{name}:{error.lineno}: not valid JSON: {error.msg}") from None
    except RecursionError:
        raise Mistake(f"{name}: nested too deeply; flatten it") from None
    except ValueError as error:
        raise Mistake(f"{name}: not valid JSON: {str(error)[:120]}") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"the key {name[:40]!r} stands twice; keep one")
        fields[name] = value
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
