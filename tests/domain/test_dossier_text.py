"""Which words a dossier holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.dossier_text import DossierText
from panel.domain.spelling import comparable
from tests.builders import a_tool

FACT = {
    "text": "Starts in 2–3 seconds.",
    "quote": "it's “instant”",
    "source": "https://example.org/a",
    "retrieved_at": "2026-01-02",
}
DOSSIER = DossierText.of(a_tool(facts=[FACT], pricing_model="one_time", published="2025", best_for="Poets").dossier)


@pytest.mark.parametrize(
    "quote",
    [
        "Alpha",
        "Keeps notes in plain files",
        "Developer Tools",
        "Free",
        "one_time",
        "MIT",
        "2025",
        "needs no account",
        "Starts in 2-3 seconds",
        'it’s "instant"',
        "https://example.org/a",
        "2026-01-02",
        "plain\nMarkdown  files",
    ],
)
def test_holds_what_stands_in_one_of_its_fields(quote: str) -> None:
    assert DOSSIER.holds(quote)


@pytest.mark.parametrize(
    "quote", ["", " ", "keeps notes in plain files", "Alpha Keeps notes", "files. Developer", "Poets", "not stated"]
)
def test_holds_nothing_else(quote: str) -> None:
    assert not DOSSIER.holds(quote)


def test_an_unknown_pricing_model_is_not_stated() -> None:
    assert not DossierText.of(a_tool(pricing_model="unknown").dossier).holds("unknown")


def test_a_quotation_may_end_with_a_mark_of_the_sentence_around_it() -> None:
    assert DOSSIER.holds_quotation("needs no account,")
    assert not DOSSIER.holds("needs no account,")
    assert not DOSSIER.holds_quotation("…")


def test_capitals_count_only_where_asked() -> None:
    assert DOSSIER.holds_in_any_case("Runs OFFLINE and needs no account.")
    assert not DOSSIER.holds_quotation("Runs OFFLINE and needs no account.")


def test_a_word_is_known_whole_and_in_any_case() -> None:
    assert DOSSIER.has_word("Offline")
    assert not DOSSIER.has_word("off")


def test_the_text_of_a_dossier_is_made_once() -> None:
    assert DossierText.of(a_tool(name="Once").dossier) is DossierText.of(a_tool(name="Once").dossier)
    assert DossierText.of(a_tool(name="Twice").dossier) is not DossierText.of(a_tool(name="Once").dossier)


@given(st.text(alphabet="Keeps notin _*\n-–’e\u0301."), st.integers(0, 60), st.integers(0, 20))
def test_a_quote_is_held_as_spelling_counts_however_it_is_looked_for(text: str, start: int, length: int) -> None:
    dossier = DossierText.of(a_tool(description=f"Keeps *notes* in _plain_ snake_case files, {text}").dossier)
    for quote in (text, "\n".join(dossier.fields)[start:][:length]):
        wanted = comparable(quote)
        assert dossier.holds(quote) == (bool(wanted) and any(wanted in field for field in dossier.fields))
