"""Event streams: bodies that came as events, and what else begins as they do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.testing.replies import chunk, says, streamed
from panel.wire.event_stream import gathered


def message(body: bytes) -> dict[str, Any]:
    found = gathered(body)["choices"][0]["message"]
    assert isinstance(found, dict)
    return found


def test_the_text_of_a_stream_is_joined_in_order() -> None:
    body = streamed(chunk("a"), chunk("b"), chunk("c", finish_reason="stop")).body
    assert message(body)["content"] == "abc"


def test_a_stream_keeps_who_served_it_why_it_ended_and_its_bill() -> None:
    body = streamed(chunk("a", finish_reason="length"), {"choices": [], "usage": {"completion_tokens": 1}}).body
    found = gathered(body)
    assert (found["id"], found["model"], found["usage"]) == ("gen-1", "served/model", {"completion_tokens": 1})
    assert found["choices"][0]["finish_reason"] == "length"


def test_a_stream_without_an_end_has_no_choice() -> None:
    assert "choices" not in gathered(streamed(chunk("a"), is_done=False).body)


def test_a_whole_completion_as_one_event_is_that_completion() -> None:
    body = b"event: message\ndata: " + says("Hello.").body + b"\n\ndata: [DONE]\n\n"
    assert message(body)["content"] == "Hello."


@pytest.mark.parametrize("comment", [b": OPENROUTER PROCESSING\n\n", b"\n: a\r\n\r\n: b\n"])
def test_comments_before_a_plain_body_are_shed(comment: bytes) -> None:
    assert message(comment + says("Hello.").body)["content"] == "Hello."


@pytest.mark.parametrize("body", [b"", b"{}", b"data", b"<html>", says("data: x").body])
def test_what_does_not_begin_as_a_stream_is_none(body: bytes) -> None:
    assert gathered(body) == {}


@given(st.lists(st.sampled_from([b"data:", b":", b"{", b'{"choices":[{"delta":1}]}', b"[DONE]", b"\n", b"event: x"])))
def test_any_events_are_read(parts: list[bytes]) -> None:
    assert isinstance(gathered(b"".join(parts)), dict)


def test_any_number_of_comments_before_an_answer_is_passed_over_at_once() -> None:
    assert gathered(b": OPENROUTER PROCESSING\n\n" * 40_000 + b'{"id": "gen-1"}') == {"id": "gen-1"}


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "é"])
def test_no_mark_that_json_may_hold_breaks_a_line(mark: str) -> None:
    parts = ['{"score": 7', f'0, "x":"a{mark}b"', "}"]
    body = b"".join(b'data: {"choices":[{"delta":{"content":%s}}]}\n\n' % _raw(part) for part in parts)
    assert message(body + b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}')["content"] == "".join(parts)


@pytest.mark.parametrize("mark", ["\u2028", "\r", "\x85"])
def test_a_plain_body_behind_comments_is_left_as_it_is(mark: str) -> None:
    assert gathered(b': x\n\n{"id": %s}' % _raw(f"a{mark}b")) == {"id": f"a{mark}b"}


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_a_line_ends_as_the_standard_says(end: bytes) -> None:
    body = streamed(chunk("a"), chunk("b", finish_reason="stop")).body
    assert message(body.replace(b"\n", end))["content"] == "ab"


@pytest.mark.parametrize(
    "damaged", [b'data: {"choices":[{"del', b"data: 5", b"data: [1]", b"data: [DO", b'ata: {"choices":[]}', b'"}']
)
def test_a_stream_with_a_part_that_cannot_be_read_has_no_choice_but_keeps_its_bill(damaged: bytes) -> None:
    end = {**chunk("b", finish_reason="stop"), "usage": {"completion_tokens": 9}}
    body = streamed(chunk("a"), end).body.replace(b"\n\ndata", b"\n\n" + damaged + b"\n\ndata", 2)
    found = gathered(body)
    assert "choices" not in found
    assert (found["id"], found["usage"]) == ("gen-1", {"completion_tokens": 9})


@pytest.mark.parametrize("harmless", [b"data:", b"data: ", b"data", b": x", b"event: x", b"id", b"retry: 3", b"  "])
def test_lines_that_hold_nothing_are_passed_over(harmless: bytes) -> None:
    body = streamed(chunk("a"), chunk("b", finish_reason="stop")).body
    assert message(body.replace(b"\n\ndata", b"\n\n" + harmless + b"\n\ndata"))["content"] == "ab"


def test_a_mark_of_the_byte_order_before_a_stream_is_no_part_of_it() -> None:
    assert message(b"\xef\xbb\xbf" + streamed(chunk("a", finish_reason="stop")).body)["content"] == "a"


def _raw(text: str) -> bytes:
    """The text as JSON that escapes nothing but what ends it."""
    return ('"' + text.replace('"', '\\"') + '"').encode()
