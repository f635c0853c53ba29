"""The derived strings of a page."""

from __future__ import annotations

import pytest

from panel.domain.tool import PricingModel
from panel.report.view import decision_table, persona_name, score_line, scorecard, shown_text
from tests.builders import a_persona, a_take, a_tool
from tests.report.panels import PANEL, a_view, takes_of


@pytest.mark.parametrize(
    ("name", "monogram"),
    [
        ("mistral", "M"),
        ("  .NET", "N"),
        ("7zip", "7"),
        ("🚀 rocket", "R"),
        ("e\u0301clair", "E\u0301"),
        ("שלום", "ש"),
        ("ßtool", "SS"),
        ("½ price", "½"),
        ("<b>x", "B"),
        ("\x1b[31mred", "3"),
        ("★ ★", "?"),
        ("👩‍👩‍👧", "?"),
    ],
)
def test_the_monogram_is_the_first_grapheme_with_a_letter_or_number(name: str, monogram: str) -> None:
    assert a_view(a_tool(name=name)).monogram == monogram


@pytest.mark.parametrize(
    ("model", "word"),
    [
        (PricingModel.FREE, "Free"),
        (PricingModel.FREEMIUM, "Free tier"),
        (PricingModel.USAGE, "Paid"),
        (PricingModel.SUBSCRIPTION, "Paid"),
        (PricingModel.ONE_TIME, "Paid"),
        (PricingModel.CONTACT, "Contact"),
        (PricingModel.UNKNOWN, "—"),
    ],
)
def test_the_entry_is_a_word_for_the_pricing_model(model: PricingModel, word: str) -> None:
    assert a_view(a_tool(pricing_model=model)).entry == word


def test_every_pricing_model_has_an_entry() -> None:
    assert all(a_view(a_tool(pricing_model=model)).entry for model in PricingModel)


def test_what_is_not_known_is_a_dash() -> None:
    view = a_view(a_tool(tagline=None, category=None, pricing=None, description=None, facts=()))
    assert (view.tagline, view.category, view.pricing, view.best_for, view.description) == ("—",) * 5


def test_best_for_falls_back_to_the_tagline() -> None:
    assert a_view(a_tool(tagline="Notes in files")).best_for == "Notes in files"
    assert a_view(a_tool(tagline="Notes in files", best_for="Tidy people")).best_for == "Tidy people"


def test_a_tool_without_a_description_is_described_by_its_facts() -> None:
    view = a_view(a_tool(description=None, facts=[{"text": "It is small."}, {"text": "It is blue."}]))
    assert view.description == "- It is small.\n- It is blue."


def test_the_panels_verdict_shows_both_counts() -> None:
    view = a_view(takes=takes_of([80, 80, 80, 40]))
    assert (view.badge, view.panel_ship, view.panel_verdict) == ("Ship", "75%", "Ship · 3 ship / 1 skip")


def test_too_few_takes_are_named_so() -> None:
    view = a_view(takes=takes_of([80, 80]))
    assert view.panel_verdict == "Too few takes · 2 ship / 0 skip"


def test_a_panel_without_decisions_has_a_dash_for_its_share() -> None:
    assert a_view().panel_ship == "—"


@pytest.mark.parametrize(
    ("votes", "share", "verdict"),
    [
        (None, None, "No community votes yet"),
        ((0, 0), None, "No community votes yet"),
        ((2, 1), "67%", "Ship · 2 ship / 1 skip"),
        ((1, 2), "33%", "Skip · 1 ship / 2 skip"),
        ((5, 5), "50%", "Split · 5 ship / 5 skip"),
        ((0, 1), "0%", "Skip · 0 ship / 1 skip"),
        ((999, 1), "99%", "Ship · 999 ship / 1 skip"),
    ],
)
def test_the_community_is_counted_by_itself(votes: tuple[int, int] | None, share: str | None, verdict: str) -> None:
    view = a_view(votes=votes)
    assert (view.community_ship, view.community_verdict) == (share, verdict)


def test_the_table_has_its_rows_in_order() -> None:
    rows = decision_table([a_view()])
    assert [row.label for row in rows] == ["Decision", "Panel verdict", "Community", "Pricing", "Best for", "Category"]


def test_the_scorecard_has_a_row_for_every_persona_with_a_take_on_either_side() -> None:
    left = a_view(takes=[a_take(persona="creator"), a_take(persona="skeptic")])
    right = a_view(a_tool(slug="beta"), [a_take(tool="beta", persona="archivist")])
    rows = scorecard([left, right], PANEL)
    assert [row.persona for row in rows] == ["Skeptic", "Creator", "Archivist"]
    assert [[cell is not None for cell in row.cells] for row in rows] == [[True, False], [True, False], [False, True]]


def test_a_persona_without_an_ok_take_has_no_row() -> None:
    nothing = a_take(status="abstained", score=None, decision=None, text=None)
    assert scorecard([a_view(takes=[nothing])], PANEL) == ()


def test_a_persona_is_named_as_its_file_says() -> None:
    assert persona_name("builder", [a_persona(name="The Builder")]) == "The Builder"


def test_an_unknown_persona_is_named_by_its_id() -> None:
    assert persona_name("night_editor", PANEL) == "Night editor"


def test_a_split_persona_is_printed_with_a_capital() -> None:
    view = a_view(takes=[a_take(score=80), a_take(model="c/d", score=41, decision="skip")])
    assert score_line(view.verdict.personas[0]) == "61/100 · Split"  # 60.5


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It starts fast [e1].", "It starts fast."),
        ("It starts fast [e1, e2] and ends.", "It starts fast and ends."),
        ("It starts fast[e12].", "It starts fast."),
        ("Both [e1] [e2], and [e3][e4] too.", "Both, and too."),
        ("[e1] It starts.", "It starts."),
        ("One.\n[e1] Two.", "One.\nTwo."),
        ("Semicolons [e1; e2].", "Semicolons."),
        ("Upper [E1].", "Upper."),
        ("A list [1], a key [esc], an [edge].", "A list [1], a key [esc], an [edge]."),
        ("Write `rows [e1]` [e2] as it is.", "Write `rows [e1]` as it is."),
        (" spaces around ", "spaces around"),
        (None, ""),
    ],
)
def test_evidence_markers_go_with_the_space_before_them(text: str | None, shown: str) -> None:
    assert shown_text(a_take(text=text)) == shown
