"""A take's text as what is compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.lab.words import similarity, stretches_of, words_of
from tests.lab.panels import words_named


def test_case_punctuation_and_markers_do_not_count() -> None:
    assert words_of("Keeps notes, [e1] in plain FILES.", "Alpha") == ["keeps", "notes", "in", "plain", "files"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Alpha", "With alpha it works"),
        ("left-pad", "With Left pad it works"),
        ("C++ Builder", "With c builder it works"),
    ],
)
def test_the_tools_name_is_one_sign_however_many_words_it_has(name: str, text: str) -> None:
    assert words_of(text, name) == ["with", "…", "it", "works"]


def test_a_name_of_one_or_two_letters_may_be_any_word_and_stays() -> None:
    assert words_of("Go with Go", "Go") == ["go", "with", "go"]


def test_a_name_inside_a_word_stays() -> None:
    assert words_of("A starting point", "Art") == ["a", "starting", "point"]


def test_five_words_of_a_hundred_leave_83_of_113_stretches() -> None:
    # 98 stretches each; a changed word is in three: 98 - 15 in both, 98 + 15 in either
    changed = words_named("a", changed={10, 30, 50, 70, 90})
    alike = similarity(stretches_of(words_named("a").split()), stretches_of(changed.split()))
    assert alike == pytest.approx(83 / 113)


def test_texts_without_a_word_in_common_have_no_similarity() -> None:
    assert similarity(stretches_of(words_named("a").split()), stretches_of(words_named("b").split())) == 0


def test_nothing_is_like_nothing() -> None:
    assert similarity(frozenset(), frozenset()) == 0


def test_of_a_very_long_text_the_first_four_hundred_words_are_read() -> None:
    assert words_of("word " * 100_000, "Alpha") == ["word"] * 400


@given(st.text(), st.text())
def test_any_text_on_any_tool_can_be_read(text: str, name: str) -> None:
    assert all(0 <= stretch < 2**32 for stretch in stretches_of(words_of(text, name)))


def test_half_of_a_pair_that_utf_16_would_need_is_read_too() -> None:
    assert stretches_of(["a", "\ud800", "b"])
