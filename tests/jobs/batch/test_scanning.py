"""What a batch finds before it sends anything: what is stored, what is missing, and why stored takes do not stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from panel.assembly import Workshop
from panel.domain.cell import Cell
from panel.domain.finished import Finished
from panel.domain.run import Tally
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.intake.clean import CLEANING
from panel.jobs.batch.scanning import LEAST_VOID, Scan, Scanner, Why, require_leave, scan
from panel.jobs.options import workshop
from panel.library.shelves import shelf
from tests.builders import NOON, a_take, a_tool
from tests.store.building import a_run, imported, run_sql

REFUSED = {"status": "failed", "reason": "refusal: no", "score": None, "decision": None, "text": None}
GONE = {**REFUSED, "reason": "unreachable: nobody listens"}


class Desk:
    """A workshop with some tools in its store, and takes as an earlier batch left them."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop

    def put(self, *tools: Tool) -> list[int]:
        """Keep tools; gives the rows of their newest versions, in their order."""
        self.shop.store.put_tools(tools)
        rows = dict(run_sql(self.shop.store, "select slug, max(id) from tools group by slug"))
        return [rows[tool.slug] for tool in tools]

    def cells(self, *tools: Tool) -> list[Cell]:
        """The cells of some tools as they are now."""
        return self.shop.cells(tools)

    def asked(self, *cells: Cell, **changed: Any) -> None:  # noqa: ANN401 - any field of a Take
        """Keep a take for each cell, as it was asked, or with something else that it was asked with."""
        self.shop.store.record([Finished(take=take_of(cell, **changed)) for cell in cells])

    def found(self, numbers: list[int], **options: Any) -> Scan:  # noqa: ANN401 - any option
        """What a scan finds."""
        return scan(self.shop, numbers, **{"since": None, "asks_failed_again": False, **options})


def take_of(cell: Cell, **changed: Any) -> Any:  # noqa: ANN401 - any field of a Take
    """The take that is asked for by a cell, but for what is changed; with that goes its key."""
    fields = {
        "tool": cell.tool.slug,
        "persona": cell.persona.id,
        "model": cell.model.id,
        "endpoint": cell.model.endpoint,
        "sample": cell.sample,
        "persona_hash": cell.persona.fingerprint,
        "prompt_hash": cell.prompt_hash,
        "dossier_hash": cell.tool.dossier.fingerprint,
        "key": cell.key if set(changed) <= {*REFUSED, "created_at"} else "another key",
        "run": "r1",
    }
    return a_take(**{**fields, **changed})


@pytest.fixture
def desk(bare_folder: Path) -> Iterator[Desk]:
    """A desk for the five bundled personas and one model."""
    with workshop(model=["simulated/model"], folder=bare_folder) as shop:
        yield Desk(shop)


def tools(count: int) -> list[Tool]:
    return [a_tool(slug=f"t{number}", name=f"T{number}") for number in range(count)]


def test_what_is_stored_and_what_is_missing_is_counted_and_tools_keep_their_order(desk: Desk) -> None:
    one, two, three = tools(3)
    rows = desk.put(one, two, three)
    desk.asked(*desk.cells(two), *desk.cells(three)[:2])
    found = desk.found([rows[2], rows[1], rows[0]])
    assert (found.cells, found.stored, found.missing, found.tools) == (15, 7, 8, ["t2", "t0"])
    assert {str(model): count for model, count in found.to_ask.items()} == {"openrouter:simulated/model": 8}
    assert len(found.sample) == 8
    assert found.void == Counter()


def test_as_many_cells_stand_for_the_price_as_are_enough(desk: Desk) -> None:
    found = desk.found(desk.put(*tools(250)))
    assert (found.cells, found.missing, len(found.sample)) == (1_250, 1_250, 100)


def test_a_failure_counts_as_the_options_say(desk: Desk) -> None:
    (tool,) = tools(1)
    rows = desk.put(tool)
    refused, gone, *_ = desk.cells(tool)
    desk.asked(refused, **REFUSED)
    desk.asked(gone, **GONE)
    assert desk.found(rows).stored == 1
    assert desk.found(rows, asks_failed_again=True).stored == 0
    assert desk.found(rows, asks_failed_again=True).void == Counter()


def test_takes_from_before_count_for_nothing(desk: Desk) -> None:
    (tool,) = tools(1)
    rows = desk.put(tool)
    desk.asked(*desk.cells(tool))
    assert desk.found(rows, since=NOON + timedelta(minutes=1)).stored == 0
    assert desk.found(rows, since=NOON).stored == 5


def test_a_changed_dossier_voids_its_takes(desk: Desk) -> None:
    old, new = a_tool(cleaning=CLEANING), a_tool(cleaning=CLEANING, description="It weaves cloth.")
    desk.put(old)
    desk.asked(*desk.cells(old))
    assert desk.found(desk.put(new)).void == {Why.DOSSIER: 5}


def test_a_dossier_that_another_cleaning_made_is_void_for_our_reasons(desk: Desk) -> None:
    old, new = a_tool(cleaning=CLEANING - 1), a_tool(cleaning=CLEANING, description="It weaves cloth.")
    desk.put(old)
    desk.asked(*desk.cells(old))
    assert desk.found(desk.put(new)).void == {Why.CLEANING: 5}


def test_a_take_on_a_dossier_that_is_not_known_is_the_users(desk: Desk) -> None:
    tool = a_tool()
    rows = desk.put(tool)
    desk.asked(desk.cells(tool)[0], dossier_hash="unknown")
    assert desk.found(rows).void == {Why.DOSSIER: 1}


def test_a_persona_that_came_with_the_panel_is_ours_and_one_of_the_projects_the_users(
    bare_folder: Path,
) -> None:
    own = bare_folder / "personas"
    own.mkdir()
    text = (shelf("personas") / "builder.yaml").read_text("utf-8")
    (own / "builder.yaml").write_text(text.replace("motto:", "motto: Ship it. #", 1), "utf-8")
    with workshop(model=["simulated/model"], folder=bare_folder) as shop:
        desk, tool = Desk(shop), a_tool()
        rows = desk.put(tool)
        desk.asked(*desk.cells(tool), persona_hash="earlier")
        assert desk.found(rows).void == {Why.BUNDLED_PERSONA: 4, Why.PERSONA: 1}


def test_a_persona_that_is_copied_into_the_project_as_it_came_is_still_ours(bare_folder: Path) -> None:
    own = bare_folder / "personas"
    own.mkdir()
    (own / "builder.yaml").write_bytes((shelf("personas") / "builder.yaml").read_bytes())
    with workshop(model=["simulated/model"], folder=bare_folder) as shop:
        desk, tool = Desk(shop), a_tool()
        rows = desk.put(tool)
        desk.asked(*desk.cells(tool), persona_hash="earlier")
        assert desk.found(rows).void == {Why.BUNDLED_PERSONA: 5}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"templates": "earlier"}, Why.TEMPLATE),
        ({"contract": "earlier"}, Why.CONTRACT),
        ({"templates": "earlier", "contract": "earlier"}, Why.TEMPLATE),
        ({"templates": None, "contract": None}, Why.TEMPLATE_OR_CONTRACT),
    ],
)
def test_what_the_run_was_made_with_tells_a_template_from_the_contract(
    desk: Desk, changed: dict[str, str | None], why: Why
) -> None:
    tool = a_tool()
    rows = desk.put(tool)
    desk.shop.store.start_run(a_run(**{**desk.shop.cell_hashes, **changed}))
    desk.asked(*desk.cells(tool), prompt_hash="earlier")
    assert desk.found(rows).void == {why: 5}


def test_of_a_run_that_is_not_known_it_is_one_of_the_two(desk: Desk) -> None:
    tool = a_tool()
    rows = desk.put(tool)
    desk.asked(*desk.cells(tool), prompt_hash="earlier")
    assert desk.found(rows).void == {Why.TEMPLATE_OR_CONTRACT: 5}


def test_what_else_a_cell_is_made_of_is_the_models(desk: Desk) -> None:
    tool = a_tool()
    rows = desk.put(tool)
    desk.asked(*desk.cells(tool), key="asked at another temperature")
    assert desk.found(rows).void == {Why.MODEL: 5}


def test_the_first_thing_that_changed_is_told(desk: Desk) -> None:
    tool = a_tool()
    rows = desk.put(tool)
    dossier, persona, *_ = desk.cells(tool)
    desk.asked(dossier, dossier_hash="earlier", persona_hash="earlier", prompt_hash="earlier")
    desk.asked(persona, persona_hash="earlier", prompt_hash="earlier")
    found = desk.found(rows)
    assert found.void == {Why.DOSSIER: 1, Why.BUNDLED_PERSONA: 1}
    assert found.voided == (Tally(what="dossier", count=1), Tally(what="bundled persona", count=1))


def test_seats_that_never_had_an_answer_are_new_and_not_void(desk: Desk) -> None:
    tool = a_tool()
    rows = desk.put(tool)
    one, two, three, four, _ = desk.cells(tool)
    desk.asked(one, key="earlier", **GONE)
    desk.asked(two, key="earlier", sample=2)
    desk.asked(three, key="earlier", model="another/model")
    desk.asked(four, key="earlier", endpoint="another")
    imported(desk.shop.store, take_of(one, key="earlier", run=None, is_imported=True))
    assert desk.found(rows).void == Counter()


def test_only_the_newest_take_of_a_seat_is_looked_at(desk: Desk) -> None:
    tool = a_tool()
    rows = desk.put(tool)
    cell = desk.cells(tool)[0]
    desk.asked(cell, dossier_hash="older")
    desk.asked(cell, key="newer")
    assert desk.found(rows).void == {Why.MODEL: 1}


@pytest.mark.parametrize(
    ("why", "is_ours"),
    [
        (Why.DOSSIER, False),
        (Why.CLEANING, True),
        (Why.PERSONA, False),
        (Why.BUNDLED_PERSONA, True),
        (Why.TEMPLATE, True),
        (Why.CONTRACT, True),
        (Why.TEMPLATE_OR_CONTRACT, True),
        (Why.MODEL, False),
    ],
)
def test_more_than_a_hundred_takes_that_are_void_for_our_reasons_need_leave(why: Why, is_ours: bool) -> None:  # noqa: FBT001 - a table's column
    require_leave(Scan(void=Counter({why: LEAST_VOID})), reask=False)
    many = Scan(void=Counter({why: LEAST_VOID + 1}))
    require_leave(many, reask=True)
    if not is_ours:
        require_leave(many, reask=False)
        return
    with pytest.raises(Mistake, match=rf"^101 stored takes .*\(101 {why.value}\); allow that with --reask"):
        require_leave(many, reask=False)


def test_our_reasons_are_counted_together_and_the_users_are_not() -> None:
    void = Counter({Why.TEMPLATE: 60, Why.CLEANING: 41, Why.MODEL: 5_000})
    with pytest.raises(Mistake, match=r"^101 stored takes .*\(60 template, 41 cleaning\)"):
        require_leave(Scan(void=void), reask=False)


def test_without_a_store_all_is_missing_and_none_is_made(bare_folder: Path) -> None:
    with workshop(model=["simulated/model"], folder=bare_folder) as shop:
        scanner = Scanner(shop, since=None, asks_failed_again=False)
        scanner.look(tools(2))
        assert (scanner.found.cells, scanner.found.stored, scanner.found.void) == (10, 0, Counter())
    assert not (bare_folder / "runs").exists()
