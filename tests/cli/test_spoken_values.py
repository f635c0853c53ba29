"""Flags that are written in a form of their own."""

from __future__ import annotations

import click
import pytest

from panel.cli.spoken_values import columns

CONTEXT = click.Context(click.Command("batch"))
FLAG = click.Option(["--flag"])


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
