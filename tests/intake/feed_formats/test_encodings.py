"""Which encoding a feed is taken to be in."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.feed_formats.encodings import Utf8, encoding_of, text_start
from panel.intake.feed_formats.feed_bytes import FeedBytes
from panel.intake.feed_formats.record import Remarks

TEXT = "name,description\nCafé,A “smart” tool — naïve résumé for €5\n"


def as_utf8(content: bytes, encoding: str) -> str:
    return io.BufferedReader(Utf8(FeedBytes(io.BytesIO(content)), encoding, Remarks())).read().decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_or_plain_utf_8_is_believed_without_a_remark(encoding: str) -> None:
    content = TEXT.encode(encoding)
    found = encoding_of(content, "text/csv; charset=koi8-r")

    assert (found.name, found.remark) == (encoding, "")
    assert as_utf8(content, found.name) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zeros(encoding: str) -> None:
    assert encoding_of(TEXT.encode(encoding), None).name == encoding


def test_a_label_is_believed_where_the_bytes_are_not_utf_8() -> None:
    found = encoding_of("Żółw".encode("cp1250"), "text/csv; charset=windows-1250")

    assert (found.name, found.remark) == ("windows-1250", "")


@pytest.mark.parametrize("label", ["unicode_escape", "rot13", "zlib", "idna", "utf-7", "nonsense", "hex"])
def test_a_codec_that_is_no_text_encoding_is_not_used_whatever_the_label(label: str) -> None:
    found = encoding_of(TEXT.encode("cp1252"), f"text/csv; charset={label}")

    assert found.name == "cp1252"
    assert found.remark.startswith("the encoding is a guess: it is not utf-8 and says nothing")


def test_a_character_cut_in_two_at_the_end_of_the_head_does_not_make_it_another_encoding() -> None:
    content = "é".encode() * 40_000
    head = content[: 64 * 1024 - 1]

    assert encoding_of(head, None).name == "utf-8"
    assert text_start(head, "utf-8").startswith("éé")


def test_bytes_that_do_not_fit_do_not_end_the_reading() -> None:
    content = b"a" * 100_000 + b"\xe9\x80" + "é".encode() + b"\xff"

    # \xe9 and \xff are letters in windows-1252, \x80 the euro sign.
    assert as_utf8(content, "utf-8") == "a" * 100_000 + "é€éÿ"


@given(st.binary(max_size=300), st.sampled_from(["utf-8", "utf-16-le", "utf-32-be", "shift_jis", "cp1252", "gb18030"]))
def test_any_bytes_become_utf_8_whatever_they_are_taken_for(content: bytes, encoding: str) -> None:
    assert isinstance(as_utf8(content, encoding), str)


@given(st.binary(max_size=300))
def test_some_encoding_that_exists_is_always_found(content: bytes) -> None:
    assert codecs.lookup(encoding_of(content, None).name)


@given(st.binary(max_size=40), st.sampled_from(["utf-16", "utf-32", "utf-8", "big5", "shift_jis", "iso-8859-7"]))
def test_a_wrong_label_does_not_keep_a_feed_from_being_read(content: bytes, label: str) -> None:
    found = encoding_of(content, f"text/csv; charset={label}")

    assert isinstance(as_utf8(content, found.name), str)
