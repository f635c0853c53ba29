"""Matching: which sentence of a dossier answers which criterion, and how.

A sentence's strength for a criterion is the sum of
    2 for each different sign of the criterion's topic in it, three at most,
    3 when it stands in a part of the dossier that the topic is about, such as the licence,
    1 for each further word that it shares with the criterion's question, two at most,
    1 when it has a source and the topic is one that decides by itself,
    less 2 for each word of praise.
It answers from a strength of 2 on, and only when a sign, the place or two shared words say so. Strongest pairs are
settled first; a sentence serves two criteria at most, and earlier criteria and sentences win ties. A sentence in which
the makers give the tool up answers whether they did, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from panel.domain.frozen import Frozen
from panel.wire.offline.lexicon import Topic, Weighing, asks_for_absence, common, gives_up, praise, topic_of
from panel.wire.offline.passages import Passage, quote
from panel.wire.offline.reading import CriterionText
from panel.wire.offline.words import Wording, denial, hidden, stems, wording

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
        return self.met != "unknown" and _speaks_for(self.criterion, is_yes=self.met == "yes")

    @property
    def speaks_against(self) -> bool:
        """Whether the answer counts against the tool."""
        return self.met != "unknown" and not self.speaks_for


class _Match(NamedTuple):
    """A sentence that answers a criterion; sorts strongest first, then by criterion and sentence."""

    weakness: int
    criterion: int
    passage: int
    is_yes: bool
    places: tuple[int, ...]


def answers(
    criteria: Sequence[CriterionText], stated: Sequence[Passage], tool_name: str, *, is_strict: bool
) -> tuple[Answered, ...]:
    """Every criterion in order with its answer; when strict, what follows planted words may not speak for the tool."""
    matches = [
        match
        for place, criterion in enumerate(criteria)
        for index, passage in enumerate(stated)
        if (match := _match(criterion, passage, tool_name, (place, index)))
    ]
    settled: dict[int, Answered] = {}
    served = Counter[int]()
    for match in sorted(matches):
        criterion, passage = criteria[match.criterion], stated[match.passage]
        if match.criterion in settled or served[match.passage] == SERVES_AT_MOST:
            continue
        if is_strict and passage.is_tainted and _speaks_for(criterion, is_yes=match.is_yes):
            continue
        settled[match.criterion] = _answered(criterion, passage, match)
        served[match.passage] += 1
    return tuple(
        settled.get(place, Answered(criterion=criterion, met="unknown")) for place, criterion in enumerate(criteria)
    )


def _answered(criterion: CriterionText, passage: Passage, match: _Match) -> Answered:
    return Answered(
        criterion=criterion,
        met="yes" if match.is_yes else "no",
        quote=quote(passage.text, match.places),
        place=passage.place,
        is_sourced=passage.is_sourced,
    )


def _speaks_for(criterion: CriterionText, *, is_yes: bool) -> bool:
    return is_yes == (criterion.yes_is == "ship")


def _match(criterion: CriterionText, passage: Passage, tool_name: str, places: tuple[int, int]) -> _Match | None:
    topic, among = topic_of(criterion), wording(hidden(passage.text, tool_name))
    weighing = topic.weigh(passage.place, among) if topic else Weighing(0, 0, ())
    shared = among.stems & _asked(criterion, topic) - frozenset(stems(tool_name))
    is_at_home = topic is not None and passage.place in topic.places
    strength = 2 * min(weighing.signs, _MOST_SIGNS) + 3 * is_at_home + min(len(shared), _MOST_SHARED)
    strength += topic is not None and topic.is_decisive and passage.is_sourced
    strength -= 2 * sum(token.stem in praise() for token in among.tokens)
    leaning = _leaning(weighing, among, shared, is_at_home=is_at_home)
    if strength < ENOUGH or not leaning:
        return None
    is_absence = topic is not None and asks_for_absence(criterion, topic)
    if gives_up(passage.place, among) and not (topic and topic.is_decisive):
        return None
    starts = weighing.places or tuple(token.start for token in among.tokens if token.stem in shared)
    return _Match(-strength, *places, (leaning > 0) != is_absence, starts)


def _leaning(weighing: Weighing, among: Wording, shared: frozenset[str], *, is_at_home: bool) -> int:
    """Above zero for yes, below for no; zero when the sentence does not say."""
    if weighing.signs:
        return weighing.leaning
    if is_at_home:
        return 1
    if len(shared) < ENOUGH:
        return 0
    spots = [index for index, token in enumerate(among.tokens) if token.stem in shared]
    return -1 if any(denial(among, spot, 1) for spot in spots) else 1


def _asked(criterion: CriterionText, topic: Topic | None) -> frozenset[str]:
    """The stems of a criterion beside common words and its topic's own vocabulary."""
    asked = frozenset(stems(f"{criterion.id.replace('_', ' ')} {criterion.ask}"))
    return asked - common() - (topic.vocabulary if topic else frozenset())
