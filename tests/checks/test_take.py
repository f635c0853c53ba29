"""All checks on one take."""

from __future__ import annotations

import pytest

from panel.checks.take import findings_on
from panel.domain.persona import Ban, Length, Persona
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from tests.builders import a_persona, a_take, a_tool

EVERYTHING = (
    "# Verdict\nI tested it, and it’s seamless: “runs online and needs accounts” is at https://example.org/a.\n"
    "Ask ana@example.org."
)
PERSONA = a_persona(ban=Ban(phrases=("seamless", "tested"), patterns=(r"\bit's\b",)))
STRANGE = [{"id": "e1", "quote": "needs an account"}]


def codes(take: Take, *, tool: Tool | None = None, persona: Persona | None = PERSONA) -> list[tuple[str, str]]:
    """What is found, hard or soft."""
    return [(finding.code, finding.severity) for finding in findings_on(take, tool or a_tool(), persona)]


def test_a_models_take_is_checked_for_everything() -> None:
    assert codes(a_take(text=EVERYTHING, evidence=STRANGE)) == [
        ("experience", "hard"),
        ("banned_phrase", "soft"),
        ("quote_not_in_dossier", "soft"),
        ("quotation_not_in_dossier", "soft"),
        ("links", "soft"),
        ("markup", "soft"),
        ("length", "soft"),
    ]


def test_rules_are_checked_like_any_model() -> None:
    take = a_take(model="offline/rubric", endpoint="offline", text="I tested it.")
    assert codes(take) == [("experience", "hard"), ("length", "soft")]


@pytest.mark.parametrize("model", ["human", "human/Ana"])
def test_a_persons_take_is_checked_for_quotes_and_markup_alone(model: str) -> None:
    assert codes(a_take(model=model, endpoint=None, text=EVERYTHING, evidence=STRANGE)) == [
        ("quote_not_in_dossier", "soft"),
        ("quotation_not_in_dossier", "soft"),
        ("links", "soft"),
        ("markup", "soft"),
    ]


def test_what_is_a_claim_of_experience_is_not_named_as_banned_too() -> None:
    (finding,) = (one for one in findings_on(a_take(text=EVERYTHING), a_tool(), PERSONA) if one.code == "banned_phrase")
    assert finding.detail == "seamless, it’s"


@pytest.mark.parametrize("text", [None, "", " \n "])
def test_a_take_without_a_text_is_not_checked(text: str | None) -> None:
    assert codes(a_take(status="failed", score=None, decision=None, text=text, evidence=STRANGE)) == []


def test_a_take_that_stands_aside_is_checked_but_for_its_length() -> None:
    aside = a_take(status="abstained", score=None, decision=None, reason="off_lens", text="I tested it.")
    assert codes(aside) == [("experience", "hard")]


def test_quotes_are_checked_on_the_dossier_that_the_take_is_on() -> None:
    tool = a_tool()
    take = a_take(text="It says “runs online and needs accounts”.", evidence=STRANGE)
    found = ["quote_not_in_dossier", "quotation_not_in_dossier"]
    for own in (None, tool.dossier.fingerprint):
        noted = codes(take.model_copy(update={"dossier_hash": own}), tool=tool, persona=None)
        assert [code for code, _ in noted] == found
    assert codes(take.model_copy(update={"dossier_hash": "another"}), tool=tool, persona=None) == []


def test_what_a_take_on_another_dossier_quotes_is_taken_for_its_makers_voice() -> None:
    take = a_take(text="It says “we tested it”.", dossier_hash="another")
    assert codes(take, persona=None) == []
    assert codes(take.model_copy(update={"text": "We tested it."}), persona=None) == [("experience", "hard")]


def test_an_unknown_persona_or_another_version_of_it_asks_for_nothing() -> None:
    take = a_take(text="It is seamless.")
    assert codes(take, persona=None) == []
    assert codes(take.model_copy(update={"persona_hash": "another"})) == []
    own = take.model_copy(update={"persona_hash": PERSONA.fingerprint})
    assert codes(own) == [("banned_phrase", "soft"), ("length", "soft")]


def test_a_take_in_which_nothing_is_odd_has_no_finding() -> None:
    persona = a_persona(length=Length(min=20, max=60))
    text = (
        "Alpha keeps its word small: it “keeps notes in plain Markdown files” [e1], which any editor opens. What stands"
        " against it is that *nothing* is stated on sync, so a team that installed it would have to ask first."
    )
    take = a_take(text=text, evidence=[{"id": "e1", "quote": "keeps notes in plain Markdown files"}])
    assert codes(take, persona=persona) == []


@pytest.mark.parametrize("persona", load_personas(shelf("personas")), ids=lambda persona: persona.id)
def test_the_bundled_bans_find_claims_once(persona: Persona) -> None:
    found = codes(a_take(text="I tried it, in my testing it held, and our team tested it."), persona=persona)
    assert found == [("experience", "hard"), ("length", "soft")]
