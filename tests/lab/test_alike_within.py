"""Personas whose shown takes on one tool are nearly the same."""

from __future__ import annotations

from panel.lab.alike_within import TakesWithin
from panel.lab.words import stretches_of
from tests.lab.panels import words_named


def test_all_pairs_of_a_panel_are_compared_in_full() -> None:
    takes = TakesWithin()
    one, two = (stretches_of(words_named(text).split()) for text in ("one", "two"))
    (pair,) = takes.add("alpha", {"builder": one, "skeptic": two, "creator": one})
    assert (pair.tool, pair.a, pair.b, pair.similarity) == ("alpha", "builder", "creator", 1)
    found = takes.figures()
    assert (found.alike.count, found.alike.n, found.examples) == (1, 3, (pair,))


def test_twenty_pairs_are_named_and_all_are_counted() -> None:
    takes, one = TakesWithin(), stretches_of(words_named("one").split())
    for number in range(25):
        takes.add(f"t{number}", {"builder": one, "skeptic": one})
    found = takes.figures()
    assert (found.alike.count, len(found.examples), found.examples[-1].tool) == (25, 20, "t19")


def test_of_a_very_large_panel_twelve_personas_are_compared() -> None:
    takes, one = TakesWithin(), stretches_of(words_named("one").split())
    takes.add("alpha", {f"p{number}": one for number in range(1_000)})
    assert takes.figures().alike.n == 66  # 12·11/2
