"""Lexicon: the topics that reviews turn on, and which of them a criterion puts.

The words themselves stand in ``lexicon.toml`` beside this module.
"""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from panel.domain.frozen import Frozen
from panel.wire.offline.reading import CriterionText
from panel.wire.offline.words import Phrase, Wording, denial, found, stems, wording

_ID_WEIGHT = 3


class Sign(NamedTuple):
    """A phrase that stands for a topic; with a ``place``, only there."""

    phrase: Phrase
    place: str


class Weighing(NamedTuple):
    """The signs that a text holds.

    ``leaning`` is above zero when they say yes and below when they say no; ``places`` are where they begin, and
    the words that deny them.
    """

    signs: int
    leaning: int
    places: tuple[int, ...]


class Topic(Frozen):
    """One thing that reviews turn on, as ``lexicon.toml`` describes its fields."""

    name: str
    label: str
    evokes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    settle: str
    mend: str
    ask: str

    @cached_property
    def evoking(self) -> frozenset[Phrase]:
        """The phrases of a criterion that put the topic; the commonest words put none."""
        return frozenset(map(stems, self.evokes)) | {
            sign.phrase for sign in self._yes_signs if not common().issuperset(sign.phrase)
        }

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every stem of its phrases."""
        phrases = self.evoking | {sign.phrase for sign in self._no_signs}
        return frozenset(stem for phrase in phrases for stem in phrase)

    def weigh(self, place: str, among: Wording) -> Weighing:
        """Which of its signs a text holds, and which way they point together."""
        signs, leaning, places = 0, 0, set[int]()
        for direction, listed in ((1, self._yes_signs), (-1, self._no_signs)):
            for sign in listed:
                starts = found(sign.phrase, among) if sign.place in ("", place) else []
                signs += bool(starts)
                for start in starts:
                    denying = denial(among, start, len(sign.phrase))
                    leaning += -direction if denying else direction
                    places.update(token.start for token in (among.tokens[start], denying) if token)
        return Weighing(signs, leaning, tuple(sorted(places)))

    @cached_property
    def _yes_signs(self) -> tuple[Sign, ...]:
        return tuple(dict.fromkeys(map(_sign, self.yes)))

    @cached_property
    def _no_signs(self) -> tuple[Sign, ...]:
        return tuple(dict.fromkeys(map(_sign, self.no)))


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
    """The topic whose words a criterion holds most of: three points for each in its id, one in its question."""
    name, ask = wording(criterion.id.replace("_", " ")), wording(criterion.ask)

    def points(topic: Topic) -> int:
        return sum(_ID_WEIGHT * bool(found(phrase, name)) + bool(found(phrase, ask)) for phrase in topic.evoking)

    best = max(lexicon().topic, key=points)
    return best if points(best) else None


@cache
def asks_for_absence(criterion: CriterionText, topic: Topic) -> bool:
    """Whether a criterion's yes means that the topic's thing is not there."""
    return topic.weigh("", wording(criterion.ask)).leaning < 0


def _sign(text: str) -> Sign:
    place, _, phrase = text.rpartition(":")
    return Sign(stems(phrase), place)
