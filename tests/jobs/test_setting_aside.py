"""Values set aside come back in their order, from disk when they are many."""

from __future__ import annotations

from panel.domain.take import Take
from panel.jobs.setting_aside import IN_MEMORY, Aside
from tests.builders import a_take


def test_values_come_back_in_their_order() -> None:
    takes = [a_take(score=score, text="One.\nTwo.\u2028") for score in range(3)]
    with Aside(Take) as aside:
        for take in takes:
            aside.put(take)
        assert [*aside] == takes


def test_more_than_memory_is_to_hold_comes_back_too() -> None:
    text = "x" * (IN_MEMORY // 2)
    with Aside(Take) as aside:
        for score in range(4):
            aside.put(a_take(score=score, text=text))
        assert [take.score for take in aside] == [0, 1, 2, 3]


def test_nothing_set_aside_is_nothing() -> None:
    with Aside(Take) as aside:
        assert [*aside] == []
