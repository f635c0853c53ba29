"""Columns: rows of short texts as plain lines, never cut and never wrapped, so that they can be searched and piped."""

from __future__ import annotations

from collections.abc import Sequence

from panel.report.printable import one_line

_GAP = "  "


def columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> str:
    """The rows with every column as wide as its widest text; the last one is left as it is."""
    safe = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*safe, strict=True)]
    lines = (_GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in safe)
    return "".join(f"{indent}{line.rstrip()}\n" for line in lines)
