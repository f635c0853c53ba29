"""Lexicon: the topics that reviews turn on, and which of them a criterion puts.

The words themselves stand in ``lexicon.toml`` beside this module.
"""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files

from panel.domain.frozen import Frozen
from panel.wire.offline.reading import CriterionText
from panel.wire.offline.words import found, is_negated, stems, tokens

_ID_WEIGHT = 3


class Sign(Frozen):
    """A phrase that stands for a topic; with a ``place``, only there."""

    phrase: tuple[str, ...]
    place: str | None = None


class Topic(Frozen):
    """One thing that reviews turn on, as ``lexicon.toml`` describes its fields."""

    name: str
    label: str
    evokes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    gain: tuple[str, ...]
    cost: tuple[str, ...]
    settle: str
    mend: str
    ask: str

    @cached_property
    def yes_signs(self) -> frozenset[Sign]:
        """The phrases that say it is there."""
        return frozenset(map(_sign, self.yes))

    @cached_property
    def no_signs(self) -> frozenset[Sign]:
        """The phrases that say it is not there."""
        return frozenset(map(_sign, self.no))

    @cached_property
    def evoking(self) -> frozenset[Sign]:
        """The phrases of a criterion that put the topic."""
        return frozenset(map(_sign, self.evokes)) | self.yes_signs

    def weigh(self, place: str, text: str) -> Weighing:
        """Which of its signs a text holds, and which way they point together."""
        among = tokens(text)
        hits, leaning = set[Sign](), 0
        for direction, signs in ((1, self.yes_signs), (-1, self.no_signs)):
            for sign in signs:
                if sign.place not in (None, place):
                    continue
                for start in found(sign.phrase, among):
                    hits.add(sign)
                    leaning += -direction if is_negated(text, among, start, len(sign.phrase)) else direction
        return Weighing(signs=frozenset(hits), leaning=leaning)


class Weighing(Frozen):
    """The signs that a text holds; ``leaning`` is above zero when they say yes, below when they say no."""

    signs: frozenset[Sign]
    leaning: int


class Lexicon(Frozen):
    """All of ``lexicon.toml``."""

    praise: tuple[str, ...]
    common: tuple[str, ...]
    topic: tuple[Topic, ...]


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    return Lexicon.model_validate(tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8")))


@cache
def praise() -> frozenset[str]:
    """The stems of words that praise."""
    return frozenset(stems(" ".join(lexicon().praise)))


@cache
def common() -> frozenset[str]:
    """The stems of words that tie a sentence to no question in particular."""
    return frozenset(stems(" ".join(lexicon().common)))


@cache
def topic_of(criterion: CriterionText) -> Topic | None:
    """The topic whose words a criterion holds most of: three points in its id, one in its question."""
    id_tokens, ask_tokens = tokens(criterion.id.replace("_", " ")), tokens(criterion.ask)

    def points(topic: Topic) -> int:
        return sum(
            _ID_WEIGHT * bool(found(sign.phrase, id_tokens)) + bool(found(sign.phrase, ask_tokens))
            for sign in topic.evoking
        )

    best = max(lexicon().topic, key=points)
    return best if points(best) else None


@cache
def asks_for_absence(criterion: CriterionText, topic: Topic) -> bool:
    """Whether a criterion's yes means that the topic's thing is not there."""
    return topic.weigh("", criterion.ask).leaning < 0


def _sign(text: str) -> Sign:
    place, _, phrase = text.rpartition(":")
    return Sign(phrase=stems(phrase), place=place or None)
