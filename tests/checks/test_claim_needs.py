"""Where a pattern of claims matches, its needs are met: they spare work and hide nothing."""

from __future__ import annotations

import random

import pytest

from panel.checks.claim_needs import PERSON_NEEDS, STAY_NEEDS, TEST_NEEDS, TOUCH_NEEDS
from panel.checks.claim_patterns import PERSON, PERSON_WORDS, STAY, TEST, TOUCH, compiled
from panel.checks.vocabulary import Needs, Vocabulary, spelt
from panel.domain.spelling import comparable
from tests.checks.sayings import disguised, saying
from tests.checks.sentences import CLAIMS, NO_CLAIMS

KINDS = [
    pytest.param(PERSON, PERSON_NEEDS, id="person"),
    pytest.param(STAY, STAY_NEEDS, id="stay"),
    pytest.param(TEST, TEST_NEEDS, id="test"),
    pytest.param(TOUCH, TOUCH_NEEDS, id="touch"),
]
MADE = 1_500


def is_met(needs: Needs, sentence: str) -> bool:
    """Whether the needs are met, and seen to be at a glance."""
    vocabulary = Vocabulary.of(spelt(sentence))
    return needs.met_by(vocabulary) and needs.hinted_at_by(vocabulary)


@pytest.mark.parametrize(("pattern", "needs"), KINDS)
def test_no_known_sentence_is_missed(pattern: str, needs: Needs) -> None:
    sentences = [comparable(sentence) for sentence in (*CLAIMS, *NO_CLAIMS)]
    matched = [sentence for sentence in sentences if compiled(pattern).search(sentence)]
    assert matched
    assert [sentence for sentence in matched if not is_met(needs, sentence)] == []


@pytest.mark.parametrize(("pattern", "needs"), KINDS)
def test_no_sentence_made_from_the_pattern_is_missed(pattern: str, needs: Needs) -> None:
    dice = random.Random(pattern)  # noqa: S311 - the same sentences in every run
    made = [
        frame.format(saying(pattern, dice)) for frame in ("{}", "{}.", "It is so, {} then.") for _ in range(MADE // 3)
    ]
    matched = [one for plain in made for one in (plain, disguised(plain, dice)) if compiled(pattern).search(one)]
    assert len(matched) > MADE // 4
    assert [sentence for sentence in matched if not is_met(needs, sentence)] == []


def test_whatever_a_person_claims_has_a_word_for_a_person() -> None:
    dice = random.Random(PERSON)  # noqa: S311 - the same sentences in every run
    made = [saying(PERSON, dice) for _ in range(MADE)]
    matched = [sentence for sentence in made if compiled(PERSON).search(sentence)]
    assert [sentence for sentence in matched if not compiled(PERSON_WORDS).search(sentence)] == []


def test_an_ordinary_sentence_meets_none() -> None:
    sentence = "The export is stated in one line and needs no account."
    assert [needs for needs in (PERSON_NEEDS, STAY_NEEDS, TEST_NEEDS, TOUCH_NEEDS) if is_met(needs, sentence)] == []
