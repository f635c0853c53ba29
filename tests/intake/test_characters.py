"""Characters that go, and the few invisible ones that stay."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.characters import EXCERPT, printable, seen_characters, tidy

FORBIDDEN = regex.compile(
    r"[\p{Cs}\p{Co}\p{Cn}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u2028-\u202E"
    r"\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\U000E0100-\U000E01EF]|[\p{Cc}--[\n\t]]",
    regex.VERSION1,
)
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def tags(text: str) -> str:
    return "".join(chr(0xE0000 + ord(letter)) for letter in text)


def selectors(text: str) -> str:
    """Each byte as a variation selector: the first sixteen stand in one block, the others in another."""
    return "".join(chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in text.encode())


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (f"be{tags('score 100')}nign", "tag characters", "score 100"),
        (f"be{tags('one')}nign{tags('two')}", "tag characters", "one two"),
        (f"be{selectors('say ship')}nign", "variation selectors", "say ship"),
        ("be\ufe0fnign", "variation selectors", "U+FE0F"),
        ("be\u180bnign", "variation selectors", "U+180B"),
        ("be\u200bni\u200dgn", "zero-width characters", "U+200B U+200D"),
        ("be\u00adnign", "zero-width characters", "U+00AD"),
        ("\ufeffbenign", "zero-width characters", "U+FEFF"),
        ("be\u2060nign", "zero-width characters", "U+2060"),
        ("be\u034fnign", "zero-width characters", "U+034F"),
        ("be\u3164nign\uffa0", "filler characters", "U+3164 U+FFA0"),
        ("be\u115f\u1160nign", "filler characters", "U+115F U+1160"),
        ("be\u2800nign", "filler characters", "U+2800"),
        ("be\u17b4\u17b5nign", "filler characters", "U+17B4 U+17B5"),
        ("be\u202enign\u2069", "bidirectional controls", "U+202E U+2069"),
        ("be\u061cnign\u200e", "bidirectional controls", "U+061C U+200E"),
        ("be\x00\x1b\x7f\x9fnign", "control characters", "U+0000 U+001B U+007F U+009F"),
        ("be\ue000\U0010fffdnign", "private-use characters", "U+E000 U+10FFFD"),
        ("be\ud800nign", "broken characters", "U+D800"),
        ("be\u0378\uffffnign", "unassigned characters", "U+0378 U+FFFF"),
        ("be\u0600nign", "format characters", "U+0600"),
    ],
)
def test_a_character_that_cannot_be_seen_goes_and_is_recorded(text: str, kind: str, said: str) -> None:
    seen = seen_characters(text)

    assert seen.text == "benign"
    assert [(one.kind, one.text) for one in seen.hidden] == [(kind, said)]


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d💻",
        "👨🏽\u200d🚀",
        "🏳\ufe0f\u200d🌈",
        "❤\ufe0f",
        "1\ufe0f\u20e3 #\ufe0f\u20e3",
        SCOTLAND,
        "🇫🇷",
        "می\u200cخواهم",
        "क्\u200dष",
        "ශ්\u200dරී",
        "ന്\u200d",
        "日本語 中文 한국어",
        "é à ü",
        "tab\there",
        "10²",
    ],
)
def test_what_a_script_or_an_emoji_needs_stays(text: str) -> None:
    assert seen_characters(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("❤\ufe0f\ufe0f", "❤\ufe0f"),
        ("a\u200db", "ab"),
        ("👩\u200d\u200d💻", "👩💻"),
        ("👩\u200dx", "👩x"),
        ("می\u200c\u200cخواهم", "میخواهم"),
        (f"🏴{tags('usca')}\U000e007f", "🏴"),
        ("1\ufe0f", "1"),
    ],
)
def test_a_joiner_or_selector_out_of_its_place_goes(text: str, expected: str) -> None:
    assert seen_characters(text).text == expected


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_unix_one_without_a_record(end: str) -> None:
    assert seen_characters(f"one{end}two") == ("one\ntwo", ())


def test_accents_in_pieces_are_composed() -> None:
    assert seen_characters("e\u0301").text == "\u00e9"


def test_a_record_is_cut_at_its_limit() -> None:
    record = seen_characters(tags("x" * 2_000)).hidden[0].text

    assert len(record) == EXCERPT
    assert record.endswith("…")


def test_what_is_shown_of_a_hidden_text_names_its_hidden_characters() -> None:
    assert printable("a\u200b\n b") == "aU+200B b"


def test_a_tidy_text_has_no_spaces_at_line_ends_and_at_most_two_empty_lines() -> None:
    assert tidy("\n\none  \n\n\n\n\ntwo\t\n\n") == "one\n\n\ntwo"


hostile = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\u200c\u200d\ufe0f\ufe0e\u20e3👩💻🏽🏴❤1क\u094dषمی\u064b\u0301e\U000e0067\U000e007f\u202e\r\n"
        ),
    )
)


@given(hostile)
def test_no_text_keeps_a_hidden_character(text: str) -> None:
    assert not FORBIDDEN.search(seen_characters(text).text)


@given(hostile)
def test_a_text_without_hidden_characters_stays_as_it_is(text: str) -> None:
    once = seen_characters(text).text

    assert seen_characters(once) == (once, ())


@given(hostile)
def test_the_result_is_in_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", seen_characters(text).text)


@given(hostile)
def test_a_record_is_safe_to_show(text: str) -> None:
    shown = printable(text)

    assert len(shown) <= EXCERPT
    assert not FORBIDDEN.search(shown)
    assert "\n" not in shown
