"""Tools are taken up one after another, each when it is this run's, and with what is stored of it by then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from panel.domain.cell import Cell
from panel.engine.claims import Claims
from panel.engine.opening import AGAIN_AFTER, AT_ONCE, Opened, Opener, Work
from panel.engine.progress import Event, HeldElsewhere
from panel.engine.recorder import Recorder
from tests.builders import a_cell, a_persona, a_take, a_tool
from tests.fakes.engine import FakeStore, noon

BUILDER, SKEPTIC = a_persona(), a_persona(id="skeptic")
FAILED = {"status": "failed", "score": None, "decision": None, "text": None}


def cells_of(*slugs: str) -> list[Cell]:
    """Two seats for each tool."""
    return [a_cell(tool=a_tool(slug=slug), persona=persona) for slug in slugs for persona in (BUILDER, SKEPTIC)]


class Bystander:
    """Others who use the store while a run waits: ``acts`` are done one after another, one in each wait."""

    def __init__(self, *acts: Callable[[], object]) -> None:
        self._acts = [*acts]
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Let the next one act."""
        self.waits.append(seconds)
        assert self._acts, "waits for ever"
        self._acts.pop(0)()


async def opened_all(
    work: Work, store: FakeStore, *acts: Callable[[], object]
) -> tuple[list[Opened], list[Event], list[float]]:
    """What is opened in all, what is told meanwhile, and how it waited."""
    seen: list[Event] = []
    others = Bystander(*acts)
    async with Recorder(store) as recorder:
        opener = Opener(work, store, recorder, Claims(store, "r", noon), seen.append, sleep=others.sleep)
        opened = [one async for one in opener.opened() if one is not None]
        assert opener.left == []
    return opened, seen, others.waits


def tools(opened: Sequence[Opened]) -> list[str]:
    return [one.tool for one in opened]


async def test_tools_come_in_their_order_with_their_cells_and_are_claimed() -> None:
    store = FakeStore()
    slugs = [f"t{number}" for number in range(2 * AT_ONCE + 1)]
    opened, seen, waits = await opened_all(Work.on(cells_of(*slugs)), store)
    assert tools(opened) == slugs
    assert [[cell.persona.id for cell in one.to_ask] for one in opened] == [["builder", "skeptic"]] * len(slugs)
    assert store.claimed == dict.fromkeys(slugs, "r")
    assert (seen, waits) == ([], [])


async def test_what_is_stored_is_told_and_not_asked() -> None:
    builder, skeptic = cells_of("a")
    opened, _, _ = await opened_all(Work.on([builder, skeptic]), FakeStore(a_take(key=skeptic.key, score=81)))
    assert [cell.key for cell in opened[0].to_ask] == [builder.key]
    assert [(cell.key, take.score) for cell, take in opened[0].stored] == [(skeptic.key, 81)]


async def test_a_failed_take_stands_unless_it_is_to_be_asked_for_again() -> None:
    (cell, _) = cells_of("a")
    store = FakeStore(a_take(key=cell.key, reason="refusal: no", **FAILED))
    (kept,), _, _ = await opened_all(Work.on([cell]), store)
    (again,), _, _ = await opened_all(Work.on([cell], asks_failed_again=True), store)
    assert (len(kept.to_ask), len(again.to_ask)) == (0, 1)


async def test_tools_of_another_run_come_last_and_when_they_are_released() -> None:
    store = FakeStore()
    store.claimed.update(a="another", c="another")
    release_a = lambda: store.release("another", ["a"])  # noqa: E731 - an act in one line
    release_c = lambda: store.release("another", ["c"])  # noqa: E731
    opened, seen, waits = await opened_all(Work.on(cells_of("a", "b", "c")), store, release_a, release_c)
    assert tools(opened) == ["b", "a", "c"]
    assert seen == [HeldElsewhere(2), HeldElsewhere(1), HeldElsewhere(0)]
    assert waits == [AGAIN_AFTER] * 2


async def test_how_many_others_have_is_told_once_for_each_change() -> None:
    store = FakeStore()
    store.claimed.update(a="another")
    nothing = lambda: None  # noqa: E731
    opened, seen, waits = await opened_all(
        Work.on(cells_of("a")), store, nothing, nothing, lambda: store.release("another", ["a"])
    )
    assert tools(opened) == ["a"]
    assert seen == [HeldElsewhere(1), HeldElsewhere(0)]
    assert len(waits) == 3


async def test_what_another_run_stored_meanwhile_is_not_asked_again() -> None:
    store = FakeStore()
    store.claimed["a"] = "another"
    builder, skeptic = cells_of("a")

    def finish_the_other() -> None:
        store.takes.append(a_take(key=builder.key, run="another"))
        store.release("another", ["a"])

    (opened,), _, _ = await opened_all(Work.on([builder, skeptic]), store, finish_the_other)
    assert ([cell.key for cell, _ in opened.stored], [cell.key for cell in opened.to_ask]) == (
        [builder.key],
        [skeptic.key],
    )


async def test_cells_are_made_of_claimed_tools_alone_a_few_at_a_time() -> None:
    store = FakeStore()
    slugs = [f"t{number}" for number in range(AT_ONCE + 2)]
    store.claimed[slugs[0]] = "another"
    made: list[list[str]] = []

    def cells(some: Sequence[str]) -> list[Cell]:
        made.append([*some])
        return cells_of(*some)

    await opened_all(Work(slugs, cells), store, lambda: store.release("another", [slugs[0]]))
    assert made == [slugs[1:AT_ONCE], slugs[AT_ONCE:], [slugs[0]]]


async def test_what_is_left_is_what_was_not_given_out() -> None:
    store = FakeStore()
    store.claimed["b"] = "another"
    async with Recorder(store) as recorder:
        work = Work.on(cells_of("a", "b", "c", "d"))
        opener = Opener(work, store, recorder, Claims(store, "r", noon), lambda _: None)
        assert opener.left == ["a", "b", "c", "d"]
        opened = opener.opened()
        await anext(opened)
        assert sorted(opener.left) == ["b", "c", "d"]
        await opened.aclose()
