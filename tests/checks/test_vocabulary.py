"""How a text is spelt for a first look, and when needs are met."""

from __future__ import annotations

import string
import sys

import regex
from hypothesis import given
from hypothesis import strategies as st

from panel.checks.vocabulary import Needs, Vocabulary, spelt


def test_whatever_a_pattern_takes_for_a_plain_letter_is_spelt_as_one() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    for letter in string.ascii_letters + string.digits + "_":
        taken = regex.findall(letter, everything, regex.IGNORECASE)
        assert {spelt(mark) for mark in taken} == {letter.lower()}


@given(st.text())
def test_every_character_keeps_its_place(text: str) -> None:
    assert spelt(text) == "".join(map(spelt, text))
    assert len(spelt(text)) == len(text)


def test_marks_and_letters_of_other_alphabets_are_spaces() -> None:
    assert spelt("It’s naïve, 2_x!") == "it s na ve  2_x "


def test_one_word_of_every_set_meets_a_need() -> None:
    needs = Needs(((frozenset({"after"}), frozenset({"week", "month"})),), first=frozenset({"used"}))
    assert needs.met_by(Vocabulary.of("after a week"))
    assert needs.met_by(Vocabulary.of("used twice"))
    assert not needs.met_by(Vocabulary.of("after that"))
    assert not needs.met_by(Vocabulary.of("it is used"))
    assert not needs.met_by(Vocabulary.of(""))
