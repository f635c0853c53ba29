"""Field paths: where in a nested value something stands, as messages write it."""

from __future__ import annotations

from collections.abc import Sequence


def dotted(path: Sequence[str | int]) -> str:
    """``facts[0].text`` for the keys and indexes on the way to a field; empty for the whole."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
