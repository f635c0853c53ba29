"""Words: stems that meet, phrases that are found, and denials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.wire.offline.words import denial, found, hidden, stems, word_count, wording


@pytest.mark.parametrize(
    ("one", "other"),
    [("export", "exported"), ("exports", "exporting"), ("licence", "licenses"), ("price", "pricing"), ("key", "keys")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_a_hyphen_parts_words() -> None:
    assert found(stems("open weight"), wording("An open-weight model")) == [1]


def test_a_number_in_a_phrase_stands_for_any() -> None:
    assert found(stems("under <number> gb"), wording("It stays under 4GB of memory.")) == [2]


def test_the_tools_name_is_one_token_that_no_word_matches() -> None:
    among = wording(hidden("Open Source Kit is small.", "Open Source Kit"))
    assert found(stems("open source"), among) == []
    assert found(stems("<tool> is"), among) == [0]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("It needs no account.", "account"),
        ("It runs without any cloud.", "cloud"),
        ("Export is not supported.", "export"),
        ("It doesn't export.", "export"),
        ("Export is unavailable today.", "export"),
    ],
)
def test_a_denial_in_the_same_clause_is_seen(text: str, phrase: str) -> None:
    among = wording(text)
    assert denial(among, found(stems(phrase), among)[0], 1) is not None


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Not a toy: it exports.", "exports"),
        ("There is no server, only an account.", "account"),
        ("Experimental or not yet there.", "experimental"),
    ],
)
def test_a_denial_of_something_else_is_not(text: str, phrase: str) -> None:
    among = wording(text)
    assert denial(among, found(stems(phrase), among)[0], 1) is None


def test_counts_two_letters_as_a_word_where_a_script_has_no_spaces() -> None:
    assert word_count("two words 日本語の説明") == 2 + 6 // 2


@given(st.text())
def test_every_token_stands_where_it_says(text: str) -> None:
    among = wording(text)
    assert all(0 <= token.start < token.end <= len(text) for token in among.tokens)
    assert [token.start for token in among.tokens] == sorted(token.start for token in among.tokens)


@given(st.text(), st.text())
def test_hiding_a_name_moves_nothing(text: str, name: str) -> None:
    assert len(hidden(text, name)) == len(text)
