"""Takes kept small."""

from __future__ import annotations

from panel.lab.remembered import Remembered
from panel.lab.signature import signature_of
from panel.lab.words import stretches_of
from tests.lab.panels import named, words_named


def put(takes: Remembered, tool: str, text: str, **of: object) -> int:
    """Remember a text on a tool."""
    stretches = stretches_of(words_named(text).split())
    return takes.add(named(tool, **of), signature_of(stretches), stretches)  # type: ignore[arg-type]  # of a name


def test_a_take_is_known_by_its_number() -> None:
    takes = Remembered()
    first, second = put(takes, "alpha", "one"), put(takes, "beta", "two", persona="skeptic", model="x", sample=3)
    assert (takes.name(first), takes.name(second)) == (named("alpha"), named("beta", "skeptic", "x", 3))
    assert takes.tool(second) == "beta"


def test_its_stretches_come_back_as_they_were() -> None:
    takes = Remembered()
    assert takes.stretches(put(takes, "alpha", "one")) == stretches_of(words_named("one").split())


def test_stretches_are_at_hand_for_two_thousand_takes_or_for_good() -> None:
    takes = Remembered()
    kept, let_go = put(takes, "alpha", "one"), put(takes, "beta", "two")
    takes.keep(kept)
    for number in range(2_000):
        put(takes, f"t{number}", f"text{number}")
    assert takes.stretches(kept) is not None
    assert takes.stretches(let_go) is None
    assert len(takes.signature(let_go)) == 32


def test_candidates_share_a_band_and_of_as_good_ones_the_earliest_come_first() -> None:
    takes = Remembered()
    for text in ("one", "two", "one"):
        put(takes, text, text)
    # The later take has taken over the places of the first, which has the same bands.
    assert takes.candidates(signature_of(stretches_of(words_named("one").split()))) == [2]
    assert takes.candidates(signature_of(stretches_of(words_named("three").split()))) == []


def test_it_is_full_at_the_most() -> None:
    takes = Remembered(most=1)
    assert not takes.is_full
    put(takes, "alpha", "one")
    assert takes.is_full
