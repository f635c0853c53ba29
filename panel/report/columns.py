"""Columns: rows of short texts as plain lines, never cut and never wrapped, so that they can be searched and piped."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from panel.report.printable import one_line

_GAP = "  "


def columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> str:
    """The rows with every column as wide as its widest text on a terminal; the last one is left as it is."""
    safe = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*safe, strict=True)]
    lines = (_GAP.join(map(_padded, row, widths)) for row in safe)
    return "".join(f"{indent}{line.rstrip()}\n" for line in lines)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - cell_len(cell))
