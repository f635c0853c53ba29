"""Flags that are written in a form of their own."""

from __future__ import annotations

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.cli.spoken_values import columns, duration

CONTEXT = click.Context(click.Command("batch"))
FLAG = click.Option(["--flag"])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("900", 900),
        ("15m", 900),
        ("15 min", 900),
        ("1h", 3_600),
        ("1.5H", 5_400),
        ("90s", 90),
        ("1d", 86_400),
        ("0", 0),
    ],
)
def test_a_duration_is_seconds_or_has_a_unit(text: str, seconds: float) -> None:
    assert duration(CONTEXT, FLAG, text) == seconds


@pytest.mark.parametrize("text", ["", "h", "-1", "15x", "1h30m", "nan", "inf", "1e9", "31d", "9" * 400, "１５m"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="write 900, 15m or 1h") as refused:
        duration(CONTEXT, FLAG, text)
    assert len(refused.value.message) < 200


def test_without_the_flag_there_is_no_duration() -> None:
    assert duration(CONTEXT, FLAG, None) is None


def test_columns_are_read_as_fields_and_may_hold_equals_signs() -> None:
    assert columns(CONTEXT, FLAG, ("Title=name", " a=b = url ")) == {"Title": "name", "a=b": "url"}


@pytest.mark.parametrize("text", ["", "name", "=name", "Title=", " = "])
def test_a_column_without_a_field_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="write COLUMN=FIELD"):
        columns(CONTEXT, FLAG, (text,))


def test_a_column_is_one_field() -> None:
    assert columns(CONTEXT, FLAG, ("a=name", "a=name")) == {"a": "name"}
    with pytest.raises(click.BadParameter, match="two fields"):
        columns(CONTEXT, FLAG, ("a=name", "a=url"))


@given(st.text())
def test_any_text_is_seconds_or_refused(text: str) -> None:
    try:
        seconds = duration(CONTEXT, FLAG, text)
    except click.BadParameter:
        return
    assert seconds is not None
    assert 0 <= seconds <= 30 * 86_400
