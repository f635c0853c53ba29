"""Phrases and patterns that a persona never writes."""

from __future__ import annotations

import random

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from panel.checks.banned import banned
from panel.checks.voice import Voice, own_words
from panel.domain.dossier_text import DossierText
from panel.domain.pattern import compiled
from panel.domain.persona import Ban, Persona
from panel.domain.spelling import comparable
from panel.domain.take import Finding
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from tests.builders import a_tool
from tests.checks.sayings import disguised, saying


def said(
    text: str, *, phrases: tuple[str, ...] = (), patterns: tuple[str, ...] = (), name: str = "Alpha"
) -> list[Finding]:
    """What a ban finds in a text on Alpha."""
    dossier = DossierText.of(a_tool(name=name).dossier)
    return list(banned(own_words(text, name, dossier), Ban(phrases=phrases, patterns=patterns)))


@pytest.mark.parametrize(
    "text", ["Let's be honest, it is.", "LET’S BE HONEST: no.", "So let’s\nbe  honest.", "Now *let's* be honest"]
)
def test_a_phrase_is_found_whatever_its_case_spacing_and_apostrophes(text: str) -> None:
    (finding,) = said(text, phrases=("let’s be honest",))
    assert (finding.code, finding.severity, finding.detail.casefold().replace("’", "'")) == (
        "banned_phrase",
        "soft",
        "let's be honest",
    )


@pytest.mark.parametrize("text", ["Seamlessly.", "An unseamless one.", "seam less"])
def test_a_phrase_is_whole_words(text: str) -> None:
    assert said(text, phrases=("seamless",)) == []


def test_a_phrase_is_no_pattern() -> None:
    assert said("abc", phrases=("a.c", "(", "")[:2]) == []
    assert [one.detail for one in said("C++ (now)", phrases=("c++", "(now)"))] == ["C++, (now)"]


@pytest.mark.parametrize("text", ["It isn't just fast.", "It isn’t just fast."])
def test_a_pattern_with_straight_marks_finds_curly_ones(text: str) -> None:
    (finding,) = said(text, patterns=(r"\bisn't just\b",))
    assert finding.code == "banned_phrase"


def test_a_pattern_is_read_without_case_and_may_use_what_the_engine_knows() -> None:
    assert [one.detail for one in said("Ça DELVES in.", patterns=(r"\bdelv\p{L}+",))] == ["DELVES"]


def test_everything_said_is_one_finding_and_each_thing_named_once() -> None:
    (finding,) = said("Stunning, stunning, magical.", phrases=("stunning", "magical"), patterns=("stun+ing",))
    assert finding.detail == "Stunning, stunning, magical"


def test_words_of_the_dossier_and_the_tools_name_are_not_the_writers() -> None:
    assert said("It “needs no account”.", phrases=("needs no account",)) == []
    assert said("Seamless syncs.", phrases=("seamless",), name="Seamless") == []
    assert len(said("It needs no account.", phrases=("needs no account",))) == 1


def test_a_pattern_that_never_ends_is_a_finding_of_its_own() -> None:
    (finding,) = said("x" * 60_000, patterns=(r"(x+x+)+y",))
    assert (finding.code, finding.severity) == ("pattern_unusable", "soft")
    assert finding.detail == "(x+x+)+y: took too long"


def test_after_three_slow_patterns_the_others_are_left_alone() -> None:
    slow = tuple(f"(x+x+)+{mark}" for mark in "abcdefgh")
    (finding,) = said("x" * 60_000, patterns=slow)
    assert finding.detail.count("took too long") == 3
    assert finding.detail.endswith("others were not run")


def test_what_was_found_before_a_slow_pattern_is_kept() -> None:
    findings = said("magical " + "x" * 60_000, phrases=("magical",), patterns=(r"(x+x+)+y",))
    assert [one.code for one in findings] == ["banned_phrase", "pattern_unusable"]


def test_a_pattern_that_cannot_be_read_is_a_finding() -> None:
    (finding,) = said("Fine.", patterns=("(open",))
    assert finding.code == "pattern_unusable"
    assert finding.detail.startswith("(open: not a regular expression")


def test_a_pattern_that_matches_nothing_at_all_says_nothing() -> None:
    assert said("Fine. " * 1000, patterns=("x*",)) == []


def whole(phrase: str) -> regex.Pattern[str]:
    """A phrase as whole words."""
    return regex.compile(rf"(?<!\w){regex.escape(comparable(phrase))}(?!\w)", regex.IGNORECASE)


@pytest.mark.parametrize("persona", load_personas(shelf("personas")), ids=lambda persona: persona.id)
def test_nothing_that_a_bundled_persona_bans_is_passed_over(persona: Persona) -> None:
    dice = random.Random(persona.id)  # noqa: S311 - the same texts in every run
    for phrase in persona.ban.phrases:
        said_so = [Voice(f"So it is ({disguised(phrase, dice)}).", "Alpha") for _ in range(20)]
        heard = [voice for voice in said_so if whole(phrase).search(voice.line)]
        assert heard
        assert [voice.words for voice in heard if not banned(voice, persona.ban)] == []
    for pattern in persona.ban.patterns:
        made = [f"It is {disguised(saying(pattern, dice), dice)}." for _ in range(100)]
        matched = [Voice(text, "Alpha") for text in made if compiled(pattern).search(text)]
        assert len(matched) > 25
        assert [voice.words for voice in matched if not banned(voice, persona.ban)] == []


@given(st.lists(st.sampled_from(["a-b", "(now)", "ſo", "é", "!", "in it", "İn", "C++"]), max_size=3), st.data())
def test_a_phrase_is_found_wherever_it_stands_in_whole_words(phrases: list[str], data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab-(now)so é!initC+İſ\u0301"))
    said_alone = {one.detail for phrase in phrases for one in said(text, phrases=(phrase,))}
    together = {one.detail for one in said(text, phrases=tuple(phrases))}
    assert bool(said_alone) == bool(together)
    voice = own_words(text, "Alpha", DossierText.of(a_tool().dossier))
    assert bool(together) == any(whole(phrase).search(voice.line) for phrase in phrases)
