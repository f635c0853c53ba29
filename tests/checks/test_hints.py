"""Where a sentence meets needs, the whole text hints at them: hints spare work and hide nothing."""

from __future__ import annotations

import random

import pytest

from panel.checks.claim_needs import PERSON_NEEDS, STAY_NEEDS, TEST_NEEDS, TOUCH_NEEDS
from panel.checks.claim_patterns import PERSON, STAY, TEST, TOUCH
from panel.checks.experience import claims
from panel.checks.hints import Hints
from panel.checks.vocabulary import Needs, Vocabulary, spelt
from panel.checks.voice import Voice
from panel.domain.dossier_text import DossierText
from tests.checks.sayings import disguised, saying
from tests.checks.sentences import CLAIMS, NO_CLAIMS

NEEDS = [PERSON_NEEDS, STAY_NEEDS, TEST_NEEDS, TOUCH_NEEDS]
HINTS = Hints(NEEDS)
FRAMES = ("{}", "It runs. {}. So what?", "Why? {}! It runs", "It runs.\n{}\nIt was used.", '"So it is." {}', "({}) x.")


def met_by(sentence: str) -> set[int]:
    """The numbers of the needs that the sentence meets."""
    vocabulary = Vocabulary.of(spelt(sentence))
    return {number for number, needs in enumerate(NEEDS) if needs.met_by(vocabulary)}


def missed(sentence: str, frame: str) -> set[int]:
    """What the sentence meets and a text with it does not hint at."""
    return met_by(sentence) - HINTS.in_voice(Voice(frame.format(sentence), "Alpha"))


@pytest.mark.parametrize("frame", FRAMES)
def test_a_known_sentence_is_hinted_at_wherever_it_stands(frame: str) -> None:
    sentences = [*CLAIMS, *NO_CLAIMS]
    assert sum(bool(met_by(one)) for one in sentences) > len(CLAIMS) // 2
    assert [one for one in sentences if missed(one, frame)] == []


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("pattern", [PERSON, STAY, TEST, TOUCH], ids=["person", "stay", "test", "touch"])
def test_a_sentence_made_from_a_pattern_is_hinted_at_wherever_it_stands(pattern: str, frame: str) -> None:
    dice = random.Random(pattern)  # noqa: S311 - the same sentences in every run
    plain = [saying(pattern, dice) for _ in range(150)]
    made = [*plain, *(disguised(one, dice) for one in plain)]
    assert sum(bool(met_by(one)) for one in made) > len(made) // 4
    assert [one for one in made if missed(one, frame)] == []


def test_words_far_from_each_other_hint_at_nothing() -> None:
    needs = Needs(((frozenset({"week"}), frozenset({"after"})),))
    assert Hints([needs]).in_voice(Voice("It comes after that. It takes a week. Or so.", "Alpha")) == set()
    assert Hints([needs]).in_voice(Voice("It takes a week. Then, after a week, it ends.", "Alpha")) == {0}


def test_a_first_word_hints_only_where_a_sentence_may_begin() -> None:
    hints = Hints([Needs((), first=frozenset({"used"}))])
    assert hints.in_voice(Voice("It can be used offline.", "Alpha")) == set()
    assert [hints.in_voice(Voice(text, "Alpha")) for text in ("Used twice.", "So! Used twice.", "“Used”")] == [{0}] * 3


def test_a_shape_is_asked_of_a_stretch_that_is_one_sentence() -> None:
    far = "It ends after the trial, which nobody who reads the page can overlook, within a week."
    assert HINTS.in_voice(Voice(far, "Alpha")) == set()
    assert HINTS.in_voice(Voice("It ends after a week of testing.", "Alpha")) != set()


def test_claims_are_found_among_other_sentences() -> None:
    voice = Voice("It can be used offline. After two weeks with it, the seams show. It ends there.", "Alpha")
    assert [voice.said(span) for span in claims(voice, DossierText(()))] == ["After two weeks with it"]
