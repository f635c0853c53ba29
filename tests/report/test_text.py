"""The text report, line for line."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from panel.domain.document import Document
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.report.text import comparison_page, tool_page
from panel.report.view import ToolView
from tests.builders import a_take, a_tool
from tests.report.panels import PANEL, a_pair, a_view, takes_of

GOLDENS = Path(__file__).parent.parent / "data"


def page(view: ToolView) -> str:
    """The page of one tool."""
    return tool_page(view, PANEL)


def pair_page(a: ToolView, b: ToolView) -> str:
    """The page of two tools."""
    return comparison_page(a_pair(a, b), PANEL)


def beta(**fields: Any) -> Tool:  # noqa: ANN401 - any field of a Tool
    """Another tool."""
    return a_tool(slug="beta", name="Beta", **fields)


def scorecard_of(text: str) -> str:
    """What stands between the scorecard's heading and the notes."""
    return text.partition("\nReviewer scorecard\n\n")[2].partition("\nBottom line\n")[0]


def test_a_document_laid_out_as_the_seed_page_is_the_golden_page_byte_for_byte() -> None:
    given = Document.model_validate_json((GOLDENS / "seed_like.json").read_bytes())
    takes = [take.model_copy(update={"is_imported": True}) for take in given.takes]
    views = [a_view(tool, [take for take in takes if take.tool == tool.slug]) for tool in given.tools]
    assert pair_page(*views).encode() == (GOLDENS / "seed_like.txt").read_bytes()


def test_a_page_of_one_tool_is_the_golden_page_byte_for_byte() -> None:
    takes = [
        a_take(score=80),
        a_take(persona="skeptic", score=70),
        a_take(persona="skeptic", score=80, model="c/d"),
        a_take(persona="futurist", score=70),
        a_take(persona="futurist", score=50, decision="skip", model="c/d"),
        a_take(persona="founder", score=40, decision="skip"),
        a_take(persona="archivist", score=90),
    ]
    view = a_view(takes=takes, votes=(2, 1))
    assert page(view).encode() == (GOLDENS / "one_tool.txt").read_bytes()


def test_the_columns_stand_in_the_order_asked_for() -> None:
    text = pair_page(a_view(beta()), a_view())
    assert text.splitlines()[4] == "Beta vs Alpha"
    assert "Decision\nBeta\nAlpha\nPanel verdict\n" in text


def test_a_missing_take_on_either_side_is_said_with_no_empty_line_after_it() -> None:
    left = a_view(takes=[a_take(text="Left."), a_take(persona="founder", text="Left too.")])
    right = a_view(beta(), [a_take(tool="beta", persona="skeptic", text="Right.", score=30, decision="skip")])
    assert scorecard_of(pair_page(left, right)) == (
        "Builder\n80/100 · ship\n\nLeft.\n\nNo panel take\n"
        "Skeptic\nNo panel take\n30/100 · skip\n\nRight.\n\n"
        "Founder\n80/100 · ship\n\nLeft too.\n\nNo panel take\n"
    )


def test_a_scorecard_without_takes_says_so() -> None:
    assert scorecard_of(page(a_view())) == "No panel take\n"


def test_votes_take_a_line_on_the_side_that_has_them() -> None:
    text = pair_page(a_view(votes=(1, 3)), a_view(beta()))
    assert text.count("\nPanel ship\n\n25%\n\nCommunity\n") == 1
    assert text.count("\nPanel ship\n\nCommunity\n") == 1
    assert "Community\nSkip · 1 ship / 3 skip\nNo community votes yet\n" in text


def test_of_several_models_one_text_is_shown() -> None:
    takes = [a_take(text="First."), a_take(model="c/d", text="Second.", score=90)]
    assert scorecard_of(page(a_view(takes=takes))) == "Builder\n85/100 · ship\n\nFirst.\n"


def test_a_take_of_several_paragraphs_keeps_them() -> None:
    assert scorecard_of(page(a_view(takes=[a_take(text="One [e1].\n\nTwo.\n")]))) == (
        "Builder\n80/100 · ship\n\nOne.\n\nTwo.\n"
    )


def test_a_page_with_a_hard_finding_is_headed_as_a_draft() -> None:
    takes = [a_take(findings=[{"code": "claims_use", "severity": "hard"}])]
    assert page(a_view(takes=takes)).startswith("Draft: a check found something in a take")
    assert pair_page(a_view(), a_view(beta(), [a_take(tool="beta", findings=takes[0].findings)])).startswith("Draft: ")


def test_a_page_ends_in_one_line_break() -> None:
    assert page(a_view()).endswith("nobody used the tool.\n")


def test_a_multi_line_value_takes_one_line() -> None:
    tool = a_tool(name="Al\npha", tagline="one\u2028two", pricing="a\r\nb", category="x\n\ny", facts=())
    text = page(a_view(tool))
    assert "Decision\nAl pha\nPanel verdict\n" in text
    assert "Pricing\na b\nBest for\none two\nCategory\nx y\n" in text


def test_unusual_names_are_printed_as_they_are() -> None:
    for name in ("This vs That", "<b>Bold</b>", "🦊 Fox", "אלפא", "Cafe\u0301"):
        text = pair_page(a_view(a_tool(name=name)), a_view(beta()))
        assert text.startswith(f"Compare/{name} vs Beta\n\n")


def test_an_unknown_persona_has_its_row() -> None:
    assert scorecard_of(page(a_view(takes=[a_take(persona="night_editor")]))).startswith("Night editor\n80/100")


hostile = st.text(st.sampled_from("a\n\t \x1b\x07\x9b\r\u2028\u202e\u2066\x00é<|"), min_size=1, max_size=12)


@given(hostile, hostile, hostile)
def test_nothing_that_a_value_holds_steers_the_terminal(name: str, text: str, other: str) -> None:
    tool = a_tool(
        name=name,
        tagline=text,
        category=other,
        pricing=text,
        best_for=other,
        description=text,
        facts=[{"text": other, "source": text}],
    )
    takes = [a_take(text=text, served_model=other), a_take(persona="skeptic", model=name, text=other)]
    for shown in (page(a_view(tool, takes)), pair_page(a_view(tool, takes), a_view(beta()))):
        assert all(mark == "\n" or unicodedata.category(mark) not in ("Cc", "Cs", "Zl", "Zp") for mark in shown)
        assert not set(shown) & set("\u202e\u2066")
        assert shown.encode()


@given(hostile, hostile)
def test_no_value_of_one_line_adds_a_line(name: str, text: str) -> None:
    plain = a_view(a_tool(name="n", tagline="t", category="c", pricing="p", best_for="b", facts=()), full())
    odd = a_view(a_tool(name=name, tagline=text, category=text, pricing=name, best_for=text, facts=()), full())
    assert page(odd).count("\n") == page(plain).count("\n")


def full() -> list[Take]:
    """A take of each of the five."""
    return takes_of([80, 70, 60, 50, 40])
