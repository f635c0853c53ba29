"""Durations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.duration import read_seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("900", 900),
        (900, 900),
        (1_000 / 3, 1_000 / 3),
        (1e-5, 1e-5),
        ("15m", 900),
        (" 15 min ", 900),
        ("1h", 3_600),
        ("1.5H", 5_400),
        ("90s", 90),
        ("1d", 86_400),
        ("0", 0),
    ],
)
def test_a_duration_is_seconds_or_has_a_unit(text: object, seconds: float) -> None:
    assert read_seconds(text) == seconds


TEXTS = ["", "h", "-1", "15x", "1h30m", "nan", "inf", "1e9", "31d", "9" * 400, "１５m"]
OTHERS = [True, [900], None, float("nan"), float("inf"), -0.1, 31 * 86_400, 10**400]


@pytest.mark.parametrize("text", [*TEXTS, *OTHERS])
def test_what_is_no_duration_is_refused_with_an_example(text: object) -> None:
    with pytest.raises(ValueError, match="write 900, 15m or 1h") as refused:
        read_seconds(text)
    assert len(str(refused.value)) < 200


@given(st.text())
def test_any_text_is_seconds_or_refused(text: str) -> None:
    try:
        seconds = read_seconds(text)
    except ValueError:
        return
    assert 0 <= seconds <= 30 * 86_400
