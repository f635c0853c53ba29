"""Matching: which sentence of a dossier answers which criterion, and how.

A sentence's strength for a criterion is the sum of
    2 for each different sign of the criterion's topic in it, three at most,
    3 when it stands in a part of the dossier that the topic is about, such as the licence,
    1 for each further word that it shares with the criterion's question, two at most,
    less 1 for each word of praise.
It answers from a strength of 2 on, and only when a sign, the place or two shared words say so. Strongest pairs are
settled first; a sentence serves two criteria at most, and earlier criteria and sentences win ties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from panel.domain.frozen import Frozen
from panel.wire.offline.lexicon import Topic, Weighing, asks_for_absence, common, praise, topic_of
from panel.wire.offline.passages import Passage, quote
from panel.wire.offline.reading import CriterionText
from panel.wire.offline.words import Token, found, is_negated, stems, tokens

ENOUGH = 2
SERVES_AT_MOST = 2
_MOST_SIGNS = 3
_MOST_SHARED = 2

class Answered(Frozen):
    """A criterion, how the dossier answers it, and the words that do, with their place; ``unknown`` has none."""

    criterion: CriterionText
    met: Literal["yes", "no", "unknown"]
    quote: str = ""
    place: str = ""
    is_sourced: bool = False

    @property
    def speaks_for(self) -> bool:
        """Whether the answer counts for the tool."""
        return self.met != "unknown" and (self.met == "yes") == (self.criterion.yes_is == "ship")

    @property
    def speaks_against(self) -> bool:
        """Whether the answer counts against the tool."""
        return self.met != "unknown" and not self.speaks_for


class _Pair(Frozen):
    strength: int
    criterion: int
    passage: int
    answer: Answered


def answers(
    criteria: Sequence[CriterionText], stated: Sequence[Passage], tool_name: str, *, is_strict: bool
) -> tuple[Answered, ...]:
    """Every criterion in order with its answer; when strict, what follows planted words may not speak for the tool."""
    pairs = sorted(
        _pairs(criteria, stated, frozenset(stems(tool_name))),
        key=lambda pair: (-pair.strength, pair.criterion, pair.passage),
    )
    settled: dict[int, Answered] = {}
    served = Counter[int]()
    for pair in pairs:
        if pair.criterion in settled or served[pair.passage] == SERVES_AT_MOST:
            continue
        if is_strict and stated[pair.passage].is_tainted and pair.answer.speaks_for:
            continue
        settled[pair.criterion] = pair.answer
        served[pair.passage] += 1
    return tuple(
        settled.get(place, Answered(criterion=criterion, met="unknown")) for place, criterion in enumerate(criteria)
    )


def _pairs(criteria: Sequence[CriterionText], stated: Sequence[Passage], name: frozenset[str]) -> Iterator[_Pair]:
    for place, criterion in enumerate(criteria):
        for index, passage in enumerate(stated):
            pair = _answer(criterion, passage, name)
            if pair is not None:
                yield _Pair(strength=pair[0], criterion=place, passage=index, answer=pair[1])


def _answer(criterion: CriterionText, passage: Passage, name: frozenset[str]) -> tuple[int, Answered] | None:
    topic = topic_of(criterion)
    among = tokens(passage.text)
    weighing = topic.weigh(passage.place, passage.text) if topic else Weighing(signs=frozenset(), leaning=0)
    shared = _shared(criterion, topic, among, name)
    is_at_home = topic is not None and passage.place in topic.places
    strength = 2 * min(len(weighing.signs), _MOST_SIGNS) + 3 * is_at_home + min(len(shared), _MOST_SHARED)
    strength -= sum(token.stem in praise() for token in among)
    leaning = weighing.leaning or (1 if is_at_home and not weighing.signs else 0)
    if not weighing.signs and not is_at_home:
        leaning = _leaning(passage.text, among, shared) if len(shared) >= ENOUGH else 0
    if strength < ENOUGH or not leaning:
        return None
    is_absence = topic is not None and asks_for_absence(criterion, topic)
    met: Literal["yes", "no"] = "yes" if (leaning > 0) != is_absence else "no"
    return strength, Answered(
        criterion=criterion,
        met=met,
        quote=quote(passage.text, _first_place(among, weighing, shared)),
        place=passage.place,
        is_sourced=passage.is_sourced,
    )


def _shared(
    criterion: CriterionText, topic: Topic | None, among: Sequence[Token], name: frozenset[str]
) -> frozenset[str]:
    """Stems that a sentence shares with the question, beside common words, the tool's name and the topic's signs."""
    signs = {stem for sign in topic.evoking | topic.no_signs for stem in sign.phrase} if topic else set()
    asked = set(stems(f"{criterion.id.replace('_', ' ')} {criterion.ask}")) - common() - name - signs
    return frozenset(asked.intersection(token.stem for token in among))


def _leaning(text: str, among: Sequence[Token], shared: frozenset[str]) -> int:
    places = [index for index, token in enumerate(among) if token.stem in shared]
    return -1 if any(is_negated(text, among, place, 1) for place in places) else 1


def _first_place(among: Sequence[Token], weighing: Weighing, shared: frozenset[str]) -> int:
    """Where in the sentence the words that answer begin."""
    phrases = [sign.phrase for sign in weighing.signs] or [(stem,) for stem in shared]
    starts = [start for phrase in phrases for start in found(phrase, among)]
    return among[min(starts, default=0)].start
