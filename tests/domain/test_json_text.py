"""Strict JSON."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.json_text import parse_json
from panel.errors import Mistake


def test_plain_json_is_read() -> None:
    assert parse_json('{"a": [1, "two", null]}', "d.json") == {"a": [1, "two", None]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{\n"a": }', "d.json:2: not valid JSON"),
        ('{"a": 1, "a": 2}', "'a' stands twice"),
        ('{"a": NaN}', "NaN is not a JSON number"),
        ('{"a": -Infinity}', "-Infinity is not a JSON number"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 5_000, "not valid JSON"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, says: str) -> None:
    with pytest.raises(Mistake) as refused:
        parse_json(text, "d.json")
    assert says in str(refused.value)


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_a_mistake(text: str) -> None:
    with contextlib.suppress(Mistake):
        parse_json(text, "d.json")
