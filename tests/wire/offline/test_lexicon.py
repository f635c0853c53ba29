"""The lexicon: whole, and matched by every criterion of the bundled personas."""

from __future__ import annotations

import pytest

from panel.wire.offline.lexicon import asks_for_absence, lexicon, topic_of
from panel.wire.offline.reading import CriterionText
from panel.wire.offline.words import stems, wording
from tests.wire.offline.asking import LOCAL, PERSONAS, request


def a_criterion(name: str, ask: str) -> CriterionText:
    return CriterionText(id=name, ask=ask, yes_is="ship")


def topic_name(name: str, ask: str) -> str | None:
    topic = topic_of(a_criterion(name, ask))
    return topic.name if topic else None


def test_no_two_topics_share_a_name_or_a_label() -> None:
    topics = lexicon().topic
    assert len({topic.name for topic in topics}) == len({topic.label for topic in topics}) == len(topics)


def test_every_sign_holds_a_word() -> None:
    assert all(stems(sign.rpartition(":")[2]) for topic in lexicon().topic for sign in (*topic.yes, *topic.no))


@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_every_criterion_of_a_bundled_persona_puts_a_topic_of_its_own(persona: str) -> None:
    names = [topic.name for one in request(LOCAL, PERSONAS[persona]).seat.criteria if (topic := topic_of(one))]
    assert len(set(names)) == len(PERSONAS[persona].criteria)


@pytest.mark.parametrize(
    ("name", "ask", "topic"),
    [
        ("fair_price", "Is the price stated?", "price"),
        ("screen_readers", "Does it work with screen readers?", "reach"),
        ("pupil_privacy", "Does personal data leave the machine?", "privacy"),
        ("zebra", "Does it have stripes?", None),
    ],
)
def test_criteria_that_no_bundled_persona_has_find_their_topic(name: str, ask: str, topic: str | None) -> None:
    assert topic_name(name, ask) == topic


def test_a_criterion_may_ask_for_the_absence_of_its_topic() -> None:
    leaves = a_criterion("pupil_privacy", "Does personal data leave the machine?")
    stays = a_criterion("pupil_privacy", "Is personal data kept private?")
    topic = topic_of(leaves)
    assert topic is not None
    assert asks_for_absence(leaves, topic)
    assert not asks_for_absence(stays, topic)


def test_denied_signs_lean_the_other_way() -> None:
    topic = next(topic for topic in lexicon().topic if topic.name == "account")
    assert topic.weigh("description", wording("It needs an account.")).leaning > 0
    assert topic.weigh("description", wording("It needs no account.")).leaning < 0
    assert topic.weigh("description", wording("It is blue.")).signs == 0


def test_a_sign_with_a_place_counts_there_alone() -> None:
    topic = next(topic for topic in lexicon().topic if topic.name == "exit")
    assert topic.weigh("licence", wording("MIT")).signs == 1
    assert topic.weigh("description", wording("Tee mit Milch")).signs == 0
