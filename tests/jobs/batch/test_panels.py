"""A batch's tools with what stands for their cells: in the order asked for, a hold respected, and whole or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from panel.domain.hold import Hold
from panel.domain.panel import Panel
from panel.domain.take import Status
from panel.jobs.batch.panels import panels
from panel.jobs.options import workshop
from tests.builders import NOON, a_tool
from tests.jobs.batch.test_scanning import GONE, REFUSED, Desk, tools

STOPPED = {**GONE, "reason": "stopped: the run was stopped before an answer"}
OVER = {**GONE, "reason": "budget_reached: the budget of $1 is reached"}
ASIDE = {**GONE, "status": "abstained", "reason": "off_lens"}


@pytest.fixture
def desk(bare_folder: Path) -> Iterator[Desk]:
    """A desk for the five bundled personas and one model."""
    with workshop(model=["simulated/model"], folder=bare_folder) as shop:
        yield Desk(shop)


def found(desk: Desk, *numbers: int) -> list[Panel]:
    return [*panels(desk.shop, numbers, since=None)]


def test_panels_come_in_the_order_asked_for_with_takes_in_the_cells_order(desk: Desk) -> None:
    one, two = tools(2)
    rows = desk.put(one, two)
    desk.asked(*reversed([*desk.cells(one), *desk.cells(two)]))
    second, first = found(desk, rows[1], rows[0])
    assert (second.tool.slug, first.tool.slug) == ("t1", "t0")
    assert [take.persona for take in first.takes] == [cell.persona.id for cell in desk.cells(one)]
    assert (first.is_whole, first.seats, first.verdict.tool) == (True, 5, "t0")


def test_a_tool_is_whole_when_every_seat_was_asked_whatever_it_said(desk: Desk) -> None:
    (tool,) = tools(1)
    rows = desk.put(tool)
    ok, refused, gone, aside, last = desk.cells(tool)
    desk.asked(ok)
    for cell, fields in ((refused, REFUSED), (gone, GONE), (aside, ASIDE)):
        desk.asked(cell, **fields)
    assert [(panel.is_whole, len(panel.takes)) for panel in found(desk, *rows)] == [(False, 4)]
    desk.asked(last)
    assert [(panel.is_whole, len(panel.takes)) for panel in found(desk, *rows)] == [(True, 5)]


@pytest.mark.parametrize("fields", [STOPPED, OVER])
def test_a_seat_that_a_stop_or_the_budget_ended_was_not_asked(desk: Desk, fields: dict[str, object]) -> None:
    (tool,) = tools(1)
    rows = desk.put(tool)
    last, *others = desk.cells(tool)
    desk.asked(*others)
    desk.asked(last, **fields)
    (panel,) = found(desk, *rows)
    assert (panel.is_whole, len(panel.takes)) == (False, 4)


def test_a_seat_that_was_stopped_after_it_had_an_answer_has_that(desk: Desk) -> None:
    (tool,) = tools(1)
    rows = desk.put(tool)
    desk.asked(*desk.cells(tool))
    desk.asked(desk.cells(tool)[0], **STOPPED)
    (panel,) = found(desk, *rows)
    assert (panel.is_whole, {take.status for take in panel.takes}) == (True, {Status.OK})


def test_takes_of_another_dossier_or_from_before_are_not_this_batchs(desk: Desk) -> None:
    old, new = a_tool(), a_tool(description="It weaves cloth.")
    desk.put(old)
    desk.asked(*desk.cells(old))
    rows = desk.put(new)
    assert [len(panel.takes) for panel in found(desk, *rows)] == [0]
    desk.asked(*desk.cells(new))
    late = [*panels(desk.shop, rows, since=NOON + timedelta(minutes=1))]
    assert ([len(panel.takes) for panel in found(desk, *rows)], [len(panel.takes) for panel in late]) == ([5], [0])


def test_a_take_that_an_editor_holds_is_withheld_and_its_tool_is_whole_all_the_same(desk: Desk) -> None:
    (tool,) = tools(1)
    rows = desk.put(tool)
    desk.asked(*desk.cells(tool))
    desk.shop.store.put_hold(Hold(tool="t0", persona="skeptic", action="hold", reason="off", at=NOON))
    (panel,) = found(desk, *rows)
    statuses = {take.persona: take.status for take in panel.takes}
    assert (statuses.pop("skeptic"), set(statuses.values())) == (Status.WITHHELD, {Status.OK})
    assert panel.is_whole


def test_more_tools_than_are_read_together_all_come(desk: Desk) -> None:
    rows = desk.put(*tools(450))
    assert [panel.tool.slug for panel in found(desk, *rows)] == [f"t{number}" for number in range(450)]
