"""JSON bodies: what an endpoint sent as plain values, read permissively; numbers with a fraction are Decimal."""

from __future__ import annotations

import json
from decimal import Decimal, DecimalException
from typing import Any


def parsed(body: bytes) -> object:
    """The body as JSON, around which servers that keep a connection open leave padding; None if it is none."""
    return decoded(body.decode("utf-8-sig", "replace"))


def decoded(text: str) -> object:
    """The text as JSON, whatever space is around it; None if it is none."""
    try:
        return _DECODER.decode(text.strip())
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except DecimalException:
        return None


def _constant(_: str) -> None:
    """NaN and the infinities are no numbers of JSON's; they count as not stated."""


_DECODER = json.JSONDecoder(parse_float=_decimal, parse_constant=_constant, strict=False)
