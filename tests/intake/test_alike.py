"""Names of rows that give one address: which mean one tool, and which mean two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.alike import are_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Loom", "loom"),
        ("Loom AI", "loom-ai"),
        ("Loom", "Loom 2.0"),
        ("AI Loom", "Loom AI"),
        ("R", "R Studio"),
        ("Loom", "getloom"),
        ("飞书", "飞书文档"),
        # 10 and 9 letters: 1 - 1 / 19 = 0.947
        ("Notekeeper", "Notekeepr"),
        # 7 letters, one of them another: 1 - 2 / 14 = 0.857
        ("Bellows", "Bellons"),
        ("⚡️", "⚡️"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Atlas", "Bellows"),
        ("Acme Search", "Acme Mail"),
        ("Tool 1", "Tool 12"),
        ("Mistral 7B", "Mistral 8B"),
        ("AI", "Cairn"),
        ("C", "C#"),
        # 5 letters, one of them another: 1 - 2 / 10 = 0.8
        ("Tool A", "Tool B"),
        ("飞书", "钉钉"),
        ("⚡️", "🔥"),
        ("⚡️", "Loom"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not are_alike(one, other)
    assert not are_alike(other, one)


@given(st.text(max_size=30), st.text(max_size=30))
def test_which_of_the_two_comes_first_does_not_count(one: str, other: str) -> None:
    assert are_alike(one, one)
    assert are_alike(one, other) == are_alike(other, one)
