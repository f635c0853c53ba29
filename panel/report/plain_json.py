"""What JSON has no type for, and what no JSON text of ours holds as it is: both in one way everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

from panel.report.printable import BREAKING, STEERING

_UNSAFE = re.compile(f"[{BREAKING}{STEERING}]")


def plain(value: object) -> str:
    """Money without an exponent, and times in UTC ending Z; raises TypeError for anything else."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"no JSON for {type(value).__name__}")


def escaped(text: str) -> str:
    """JSON text with the characters that would steer a terminal or end a line as escapes; it means the same."""
    return _UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
