"""A take's text as its writer's own words."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from panel.checks.voice import TOOL, Span, Voice, own_words
from panel.domain.dossier_text import DossierText
from panel.domain.spelling import tidy
from tests.builders import a_tool

DOSSIER = DossierText.of(a_tool().dossier)


def test_markers_emphasis_and_quotes_of_the_dossier_are_not_the_writers() -> None:
    voice = own_words("It *says* “Runs offline.” [e1] and “runs online” [e2].", "Zeta", DOSSIER)
    assert voice.words == "It says “…”. and “runs online” ."


def test_without_a_dossier_every_quotation_is_taken_for_one() -> None:
    assert own_words("It says “runs online” here.", "Zeta", None).words == "It says “…” here."


def test_the_tools_name_is_masked_as_a_whole_word_alone() -> None:
    voice = own_words("Alpha's notes; Alphabet; alpha.", "Alpha", DOSSIER)
    assert voice.words == f"{TOOL}'s notes; Alphabet; alpha."
    assert voice.said(Span(0, 7)) == "Alpha's not"


def test_a_mask_in_the_text_itself_is_dropped() -> None:
    assert own_words(f"a{TOOL}b", "Alpha", DOSSIER).words == "ab"


def test_what_was_dealt_with_can_be_left_out() -> None:
    assert Voice("I tested it, we ran it.", "Alpha").without((Span(0, 8), Span(13, 19))).words == " …  it,  …  it."


@pytest.mark.parametrize(
    ("one", "other", "together"), [((0, 3), (3, 5), False), ((0, 3), (2, 5), True), ((1, 2), (0, 9), True)]
)
def test_spans_overlap_where_they_share_a_character(
    one: tuple[int, int], other: tuple[int, int], *, together: bool
) -> None:
    assert Span(*one).overlaps(Span(*other)) is together


@given(st.text("ab_ß. éC+", max_size=30), st.text("ab_ß. éC+", min_size=3, max_size=4))
def test_the_tools_name_is_left_out_wherever_it_stands_as_words_of_its_own(text: str, name: str) -> None:
    words = tidy(text)
    expected = regex.sub(rf"(?<!\w){regex.escape(tidy(name))}(?!\w)", TOOL, words) if len(tidy(name)) > 2 else words
    assert own_words(text, name, None).words == expected
