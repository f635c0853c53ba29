"""Which sentences claim that their writer used the tool, and which only sound like it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from panel.checks.experience import claims, experience
from panel.checks.voice import own_words
from panel.domain.dossier_text import DossierText
from panel.domain.take import Finding
from tests.builders import a_tool
from tests.checks.sentences import CLAIMS, NO_CLAIMS


def found(text: str, **fields: object) -> Finding | None:
    """What the check says of a text on Alpha."""
    tool = a_tool(**fields)
    dossier = DossierText.of(tool.dossier)
    voice = own_words(text, tool.name, dossier)
    return experience(voice, claims(voice, dossier))


@pytest.mark.parametrize("sentence", CLAIMS)
def test_a_claim_of_experience_is_hard(sentence: str) -> None:
    finding = found(sentence)
    assert finding is not None
    assert (finding.code, finding.severity) == ("experience", "hard")


@pytest.mark.parametrize("sentence", NO_CLAIMS)
def test_what_only_sounds_like_one_is_none(sentence: str) -> None:
    assert found(sentence) is None


def test_the_finding_lists_the_words_as_written() -> None:
    finding = found("I’ve *tried* Alpha. Later our\nteam ran it, and I've tried it again.")
    assert finding is not None
    assert finding.detail == "I’ve tried, our team, I've tried"


def test_the_finding_is_bounded_however_many_claims_there_are() -> None:
    finding = found("I personally tested Alpha. " * 2000)
    assert finding is not None
    assert len(finding.detail) == 120


@pytest.mark.parametrize(
    "marks", ["“{}”", "“{}.”", '"{}"', "«{}»", "‘{}’", "'{}'", "„{}“"], ids=lambda marks: marks.format("x")
)
def test_what_is_quoted_from_the_dossier_is_the_makers_voice(marks: str) -> None:
    said = "we tested it on nine phones and it’s fast"
    tool = {"facts": [{"text": "At home we tested it on nine phones and it's fast."}]}
    assert found(f"The maker writes {marks.format(said)}.", **tool) is None
    assert found(f"The maker writes {said}.", **tool) is not None


def test_a_quotation_inside_another_is_the_makers_voice_too() -> None:
    tool = {"description": "“I tested it”, says Ana, “and we bought it”."}
    assert found("It quotes ““I tested it”, says Ana, “and we bought it””.", **tool) is None


def test_an_invented_quotation_is_the_writers_own() -> None:
    assert found("Its users say “we tested it on nine phones”.") is not None


def test_the_tools_name_is_not_the_writers_choice() -> None:
    assert found("Our Team keeps notes.", name="Our Team") is None
    assert found("Our team keeps notes.", name="Our Team") is not None


def test_a_name_that_is_a_word_of_its_own_hides_nothing() -> None:
    assert found("I tested it.", name="I") is not None


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("Testing shows fewer lost notes.", "Testing on nine phones lost no note."),
        ("In trials, it lost no note.", "Trials on nine phones lost no note."),
        ("Hands-on sessions show the format.", "The course has hands-on sessions."),
    ],
)
def test_tests_that_the_dossier_speaks_of_need_not_be_the_writers(sentence: str, fact: str) -> None:
    assert found(sentence, facts=[{"text": fact}]) is None
    assert found(sentence) is not None


def test_a_persona_of_ones_own_is_known_by_its_name() -> None:
    tool = a_tool()
    dossier = DossierText.of(tool.dossier)
    voice = own_words("The Auditor (C++) has tested it.", tool.name, dossier)
    assert claims(voice, dossier) == ()
    assert [voice.said(span) for span in claims(voice, dossier, "Auditor (C++)")] == ["The Auditor (C++) has tested"]


def test_claims_do_not_overlap() -> None:
    tool = a_tool()
    dossier = DossierText.of(tool.dossier)
    voice = own_words("In our tests our team used Alpha; I tested it on my phone for this review.", tool.name, dossier)
    spans = claims(voice, dossier)
    assert len(spans) > 1
    assert all(one.end <= other.start for one, other in pairwise(spans))
