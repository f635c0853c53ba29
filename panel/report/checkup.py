"""A checkup as text: a heading for each group, and a line for each thing that begins with its mark in words."""

from __future__ import annotations

from collections.abc import Sequence

from panel.domain.checkup import Checkup, Group, Remark
from panel.report.columns import columns


def checkup_text(checkup: Checkup) -> str:
    """Every group with its lines; a group without any is left out."""
    return "\n".join(_group(group) for group in checkup.groups if group.remarks)


def remark_lines(remarks: Sequence[Remark]) -> str:
    """The remarks alone."""
    return columns([_cells(remark) for remark in remarks]) if remarks else ""


def _group(group: Group) -> str:
    return f"{group.name}\n" + columns([_cells(remark) for remark in group.remarks], indent="  ")


def _cells(remark: Remark) -> tuple[str, str, str]:
    return remark.mark.value, remark.subject, remark.says
