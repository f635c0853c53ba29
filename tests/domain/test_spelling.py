"""What does not count when words are compared."""

from __future__ import annotations

import sys
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.spelling import comparable, has_only_words, straight, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it’s “so”", 'it\'s "so"'),
        ("20–30 % — more", "20-30 % - more"),
        ("e\u0301tude", "étude"),
        ("two  spaces\u00a0and\na line", "two spaces and a line"),
        ("plain *and* _soft_ `code`", "plain and soft code"),
        ("hid\u200bden\u00ad", "hidden"),
    ],
)
def test_these_are_spelt_alike(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [("Fast", "fast"), ("20%", "30%"), ("snake_case", "snake case")])
def test_these_are_not(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


def test_a_paragraph_is_a_line() -> None:
    assert tidy(" One line,\nthe next.\n\n \nAnother. ") == "One line, the next.\nAnother."


@given(st.text())
def test_straight_marks_keep_every_place(text: str) -> None:
    assert len(straight(text)) == len(text)


@given(st.text())
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\uFFFC]")
EMPHASIS = regex.compile(r"[*`]+|(?<!\w)_++|(?<!_)_++(?!\w)")


def test_no_character_that_is_not_seen_is_left() -> None:
    unseen = UNSEEN.findall("".join(map(chr, range(sys.maxunicode + 1))))
    assert len(unseen) > 4_000
    assert [mark for mark in unseen if tidy(f"a{mark}b") != "ab"] == []


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab_*` \n\xad\u200b\ufffc\u0301é’"))))
def test_tidy_leaves_out_what_is_not_read_aloud(text: str) -> None:
    seen = EMPHASIS.sub("", UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    assert tidy(text).split() == seen.split()


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("‘’‚‛′ʼ＇´“”„‟«»″＂‐‑‒–—―−﹘﹣－"))))
def test_straight_is_the_same_for_each_mark_alone(text: str) -> None:
    assert straight(text) == "".join(map(straight, text))


def read_aloud(text: str) -> str:
    """A line a paragraph, spelt out word by word."""
    lines = EMPHASIS.sub("", UNSEEN.sub("", unicodedata.normalize("NFC", text))).splitlines()
    paragraphs = "\n".join(" ".join(line.split()) for line in lines).split("\n\n")
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.split())


TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab_*` \n\r\x1c\x85\xa0\u2028\xad\u0301é’")))


@given(TEXTS)
def test_tidy_has_a_line_for_each_paragraph_however_its_spaces_are_written(text: str) -> None:
    assert tidy(text) == read_aloud(text)


@given(TEXTS)
def test_words_are_counted_by_what_stands_between_them_where_a_text_has_nothing_else(text: str) -> None:
    if has_only_words(text):
        assert tidy(text).split() == tidy(text).replace("\n", " ").split(" ") * bool(tidy(text))
        assert len(tidy(text).split()) == len(text.split())
