"""Front matter reads back as it was, whoever reads it."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from panel.report.front_matter import front_matter

LIKE_SOMETHING_ELSE = [
    "no",
    "null",
    "~",
    "0o17",
    "3e5",
    "18:30",
    "2026-01-02",
    "1_000",
    "true",
    "",
    " x ",
    "- a",
    "a: b",
]


def read(text: str) -> object:
    assert text.startswith("---\n")
    assert text.endswith("\n---\n")
    return yaml.safe_load(text.removeprefix("---\n").removesuffix("---\n"))


@pytest.mark.parametrize("text", LIKE_SOMETHING_ELSE)
def test_a_string_stays_a_string(text: str) -> None:
    assert read(front_matter({"title": text})) == {"title": text}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_string_reads_back_on_one_line_of_double_quotes(text: str) -> None:
    made = front_matter({"title": text, "inner": {"list": [text]}})
    assert read(made) == {"title": text, "inner": {"list": [text]}}
    assert re.fullmatch(r'---\ntitle: ".*"\ninner:\n  list:\n  - ".*"\n---\n', made)


def test_numbers_and_truth_values_stay_what_they_are_and_keys_keep_their_order() -> None:
    assert front_matter({"b": 1, "a": True, "c": None}) == "---\nb: 1\na: true\nc: null\n---\n"


def test_an_equal_value_twice_is_written_twice() -> None:
    shared = ["x"]
    assert "&" not in front_matter({"a": shared, "b": shared})
