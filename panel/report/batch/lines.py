"""A batch's values as JSON lines: a line each, whatever they hold.

Keys stand as the values declare them, money as a plain decimal string, times in UTC ending Z. Characters that would
steer a terminal, or end a line for some reader, are written as escapes.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

from panel.domain.source import Rejected
from panel.domain.take import Take
from panel.domain.verdict import Verdict
from panel.report.plain_json import escaped, plain

_DELETE = b"\x7f"


def take_line(take: Take) -> bytes:
    """A take as documents hold it."""
    return json_line(take.model_dump())


def verdict_line(verdict: Verdict) -> bytes:
    """A verdict without its personas and its takes, which stand in the other file."""
    return json_line(verdict_fields(verdict))


def rejected_line(rejected: Rejected) -> bytes:
    """A row that could not be read as a tool, and why."""
    return json_line(rejected.model_dump())


def verdict_fields(verdict: Verdict) -> dict[str, Any]:
    """What a batch's output says of a verdict."""
    return {
        "tool": verdict.tool,
        "verdict": verdict.outcome.value,
        "ship": verdict.ship,
        "skip": verdict.skip,
        "ship_pct": verdict.ship_pct,
        "missing": verdict.missing,
        "mean": verdict.mean,
        "low": verdict.low,
        "high": verdict.high,
        "cost_usd": verdict.cost_usd,
        "takes": verdict.takes,
    }


def json_line(value: dict[str, Any]) -> bytes:
    """A value as JSON on one line, without the line's end."""
    try:
        line = orjson.dumps(value, default=plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except TypeError:
        # Lone surrogates: the standard library lets them through, and they are escaped below.
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain)
        return escaped(text).encode()
    if line.isascii() and _DELETE not in line:
        return line
    return escaped(line.decode()).encode()
