"""Lexicon: the topics that reviews turn on, and which of them a criterion puts.

The words themselves stand in ``lexicon.toml`` beside this module.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import NamedTuple

from panel.domain.frozen import Frozen
from panel.wire.offline.reading import CriterionText
from panel.wire.offline.subject import Bearing, bearing
from panel.wire.offline.words import Phrase, Wording, denial, found, stems, wording

_ID_WEIGHT = 3


class Sign(NamedTuple):
    """A phrase that stands for a topic; with a ``place``, only there."""

    phrase: Phrase
    place: str


class Said(NamedTuple):
    """A phrase as a text says it: 1 for said, -1 for denied, 0 for said of something else; and where."""

    way: Bearing
    spots: tuple[int, ...]


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
    is_decisive: bool = False

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
        """Which of its signs a text holds, and which way they point together.

        Those of a decisive topic count only where they are said of the tool itself.
        """
        return self._sum(place, among, self._said_of_tool if self.is_decisive else self._said)

    def asks_for_absence(self, question: str) -> bool:
        """Whether a yes to a question means that the topic's thing is not there."""
        return self._sum("", wording(question), self._said).leaning < 0

    def _sum(self, place: str, among: Wording, said: Callable[[Wording, int, Phrase], Said]) -> Weighing:
        signs, leaning, places = 0, 0, set[int]()
        for direction, listed in ((1, self._yes_signs), (-1, self._no_signs)):
            for sign in listed:
                starts = found(sign.phrase, among) if sign.place in ("", place) else []
                heard = [one for start in starts if (one := said(among, start, sign.phrase)).way]
                signs += bool(heard)
                leaning += direction * sum(one.way for one in heard)
                places.update(spot for one in heard for spot in one.spots)
        return Weighing(signs, leaning, tuple(sorted(places)))

    def _said(self, among: Wording, start: int, phrase: Phrase) -> Said:
        denying = denial(among, start, len(phrase))
        spots = tuple(token.start for token in (among.tokens[start], denying) if token)
        return Said(-1 if denying else 1, spots)

    def _said_of_tool(self, among: Wording, start: int, phrase: Phrase) -> Said:
        return Said(bearing(among, start, phrase), (among.tokens[start].start,))

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
    return topic.asks_for_absence(criterion.ask)


@cache
def is_alarm(criterion: CriterionText) -> bool:
    """Whether a criterion's yes speaks for skip on a topic that decides by itself."""
    topic = topic_of(criterion)
    return topic is not None and topic.is_decisive and criterion.yes_is == "skip"


@lru_cache(maxsize=4096)
def gives_up(place: str, among: Wording) -> bool:
    """Whether a text says of the tool what a decisive topic is about."""
    return any(topic.is_decisive and topic.weigh(place, among).leaning > 0 for topic in lexicon().topic)


def _sign(text: str) -> Sign:
    place, _, phrase = text.rpartition(":")
    return Sign(stems(phrase), place)
