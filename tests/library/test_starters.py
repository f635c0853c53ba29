"""Starters: what new files begin with."""

from __future__ import annotations

from typing import get_args

import pytest

from panel.library.shelves import shelf
from panel.library.starters import Starter, starter


def test_every_starter_has_a_name_and_every_name_a_starter() -> None:
    assert {path.name for path in shelf("starting").iterdir()} == set(get_args(Starter))


def test_values_are_filled_in_as_they_are() -> None:
    text = starter("tool.md", name='"$url {{x}} %s"', url="")
    assert 'name: "$url {{x}} %s"\n' in text


@pytest.mark.parametrize("name", ["gitignore", "example.md"])
def test_a_starter_without_values_stands_as_it_is(name: Starter) -> None:
    assert starter(name) == (shelf("starting") / name).read_text("utf-8")
