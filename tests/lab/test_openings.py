"""First words that takes repeat."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from panel.lab.openings import Openings, opening_of


def test_an_opening_is_four_words() -> None:
    assert opening_of(["the", "primitive", "here", "is", "a", "queue"]) == "the primitive here is"
    assert opening_of(["too", "few", "words"]) is None


def test_a_very_long_word_does_not_make_it_long() -> None:
    assert len(opening_of(["x" * 10_000, "a", "b", "c"]) or "") == 80


def test_the_most_repeated_come_first_and_those_met_once_do_not_come() -> None:
    openings = Openings()
    for words in ["b"] * 12 + ["a"] * 12 + ["c"] * 15 + ["d"] * 2 + ["once"]:
        openings.add(words)
    found = openings.figures()
    assert [(opening.words, opening.uses.count) for opening in found] == [("c", 15), ("a", 12), ("b", 12)]
    assert found[0].uses.share == 0.3571  # 15 of 42


def test_few_takes_are_counted_but_have_no_share() -> None:
    openings = Openings()
    for _ in range(3):
        openings.add("the same four words")
    (found,) = openings.figures()
    assert (found.uses.count, found.uses.n, found.uses.share) == (3, 3, None)


@given(st.lists(st.sampled_from("abcdefgh"), max_size=200))
def test_a_count_is_short_by_no_more_than_it_says(met: list[str]) -> None:
    openings, truth = Openings(width=10), Counter(met)
    for words in met:
        openings.add(words)
    for found in openings.figures():
        assert found.uses.count <= truth[found.words] <= found.uses.count + found.short_by
        assert found.short_by <= len(met) / 10


@given(st.lists(st.sampled_from("abcdefgh"), max_size=200))
def test_what_is_met_more_often_than_once_in_a_width_is_not_lost(met: list[str]) -> None:
    openings = Openings(width=5)
    for words in met:
        openings.add(words)
    frequent = [words for words, count in Counter(met).most_common(1) if count > len(met) / 5 + 1]
    assert set(frequent) <= {found.words for found in openings.figures()} or len(openings.figures()) == 3
