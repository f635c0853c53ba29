"""Ink and ground."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.paint import Paint, painted
from panel.intake.styles import declarations


def is_invisible(style: str, around: Paint = Paint()) -> bool:  # noqa: B008 - an immutable value
    return painted(around, declarations(style)).is_invisible


@pytest.mark.parametrize(
    "style",
    [
        "color:white",
        "color:#fff",
        "color:#fffffe",
        "color:rgb(255, 255, 255)",
        "color:rgb(100% 100% 100%)",
        "color:hsl(0, 0%, 100%)",
        "color:snow",
        "color:transparent",
        "color:rgba(0,0,0,0)",
        "color:#0000",
        "color:#00000000",
        "-webkit-text-fill-color:transparent",
        "background:black;color:#000",
        "background:navy none;color:#000080",
        "color:red;background-color:#f00",
    ],
)
def test_ink_in_the_colour_of_its_ground_cannot_be_seen(style: str) -> None:
    assert is_invisible(style)


@pytest.mark.parametrize(
    "style",
    [
        "",
        "color:black",
        "color:#777",
        "color:var(--ink)",
        "color:rebeccapurple",
        "background:black;color:white",
        "background:url(x.png);color:white",
        "background-image:url(x.png);color:white",
        "color:white;background:linear-gradient(red, blue)",
        "color:rgba(0,0,0,0.5)",
    ],
)
def test_ink_that_differs_from_its_ground_or_cannot_be_known_is_seen(style: str) -> None:
    assert not is_invisible(style)


def test_a_transparent_ground_shows_the_one_behind() -> None:
    dark = painted(Paint(), {"background": "#000", "color": "#fff"})

    assert is_invisible("background:transparent;color:black", dark)


def test_ink_set_again_inside_transparent_ink_is_seen() -> None:
    assert not is_invisible("color:black", painted(Paint(), {"color": "transparent"}))


@given(st.text(st.sampled_from("rgbahsl(),%#f0 9.e-")))
def test_no_colour_breaks_reading(colour: str) -> None:
    painted(Paint(), {"color": colour, "background": colour})
