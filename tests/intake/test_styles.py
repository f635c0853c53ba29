"""Style declarations that hide, and those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.styles import declarations, declared, hides, sheet


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : None !important",
        "color:red; display:/* x */none",
        r"displ\61y:none",
        "visibility:hidden",
        "visibility: collapse",
        "content-visibility:hidden",
        "opacity:0",
        "opacity: 0.01",
        "opacity:0%",
        "filter:opacity(0)",
        "font-size:0",
        "font-size:1px",
        "font-size:.05em",
        "font-size:0%",
        "font:0/0 a",
        "font: bold 0px serif",
        "position:absolute;left:-9999px",
        "position:fixed;top:-100vh",
        "text-indent:-999em",
        "margin-left:-100%",
        "margin:0 0 0 -5000px",
        "transform:translateX(-9999px)",
        "transform:scale(0)",
        "scale:0",
        "clip:rect(0,0,0,0)",
        "clip: rect(1px, 1px, 1px, 1px)",
        "clip-path:inset(100%)",
        "clip-path:inset(50%)",
        "clip-path:circle(0)",
        "height:0;overflow:hidden",
        "width:1px;height:1px;overflow:hidden",
    ],
)
def test_a_style_that_shows_nothing_hides(style: str) -> None:
    assert hides(declarations(style))


@pytest.mark.parametrize(
    "style",
    [
        "",
        "display:block",
        "visibility:visible",
        "opacity:0.6",
        "opacity:60%",
        "font-size:12px",
        "font-size:80%",
        "font:700 14px/1.5 serif",
        "left:-10px",
        "text-indent:-1em",
        "margin:0",
        "margin-left:auto",
        "transform:translate(-50%, -50%)",
        "transform:scale(0.9)",
        "clip-path:inset(5%)",
        "height:0",
        "overflow:hidden",
        "width:100%;overflow:hidden",
        "nonsense",
        "font-size:large",
    ],
)
def test_an_ordinary_style_hides_nothing(style: str) -> None:
    assert not hides(declarations(style))


def test_rules_are_read_by_plain_selectors() -> None:
    rules = sheet("/* x */ @import 'a'; .a, p.b , #c { Display: None } .d .e{color:red} ::after{color:red}")

    assert rules == {".a": {"display": "none"}, "p.b": {"display": "none"}, "#c": {"display": "none"}}


def test_rules_under_a_condition_are_left_out() -> None:
    assert sheet("@media print { .a { display:none } } .b{color:red}") == {".b": {"color": "red"}}


def test_an_elements_own_style_stands_over_attributes_and_rules() -> None:
    rules = sheet("p{color:red} .x{opacity:0} #y{left:1px}")
    attributes = {"class": "q X", "id": "y", "bgcolor": "White", "color": "blue", "style": "color:green"}

    assert declared("p", attributes, rules) == {
        "color": "green",
        "opacity": "0",
        "left": "1px",
        "background-color": "white",
    }


@given(st.text(st.sampled_from("a:;{}@/*\\ 0.-px%()font-size,opacityleft\n")))
def test_no_style_breaks_reading(style: str) -> None:
    hides(declarations(style))
    sheet(style)
