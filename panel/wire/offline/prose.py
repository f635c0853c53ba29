"""Prose: the take as text, from the marks.

It says what the dossier states on the lens, what speaks against the tool, what is left open and asked next, and on
what the decision rests. It holds nothing beside quotes, the tool's name and the phrases of the lexicon and the frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from panel.wire.offline.citing import Citations
from panel.wire.offline.lens import lens_of, pick
from panel.wire.offline.lexicon import topic_of
from panel.wire.offline.matching import Answered
from panel.wire.offline.reading import CriterionText, Request
from panel.wire.offline.rubric import Judgement

_FIRM = 80
_SECOND_LOOK = 40
_MOST_LABELS = 3


class _Sentence(NamedTuple):
    """A sentence of the take; the lowest rank is the last to be left out, and only the plain ones are kept at all."""

    text: str
    rank: int
    is_extra: bool = False


def text(request: Request, judgement: Judgement, citations: Citations) -> str:
    """The take: whole sentences within the seat's length as nearly as what is known allows."""
    if judgement.reason == "off_lens":
        return f"Nothing in what is stated about {request.dossier.name} shows what this seat judges by."
    if judgement.reason == "thin_dossier":
        return f"Too little is stated about {request.dossier.name} to judge it from this seat."
    sentences = _Writer(request, judgement, citations).sentences()
    return _within(sentences, request.seat.shortest, request.seat.longest)


class _Writer:
    """Writes the sentences of one take in reading order."""

    def __init__(self, request: Request, judgement: Judgement, citations: Citations) -> None:
        self._request = request
        self._judgement = judgement
        self._citations = citations
        self._lens = lens_of(request.seat)
        self._for = [one for one in judgement.answered if one.speaks_for]
        self._against = [one for one in judgement.answered if one.speaks_against]
        self._open = [one for one in judgement.answered if one.met == "unknown"]
        self._turn = len(pick(("", " ", "  "), request.seat.id, request.dossier.name))

    def sentences(self) -> list[_Sentence]:
        """All there is to say; which of it is kept depends on the length."""
        return [*self._strengths(), *self._weaknesses(), *self._gaps(), _Sentence(self._ground(), 0)]

    def _strengths(self) -> list[_Sentence]:
        if not self._for:
            return [_Sentence(self._frame("bare"), 1)]
        first, *others = self._for
        sentences = [_Sentence(self._frame("opening", said=self._said(first)), 1), *self._remark(first, "gain", 4)]
        for place, one in enumerate(others):
            framed = self._frame("second", str(place), label=_label(one.criterion), said=self._said(one))
            sentences += [_Sentence(framed, 5 + 3 * place, is_extra=place > 0), *self._remark(one, "gain", 9 + place)]
        return sentences

    def _weaknesses(self) -> list[_Sentence]:
        if not self._against:
            return [_Sentence(self._frame("clear"), 7)]
        first, *others = self._against
        sentences = [_Sentence(self._frame("against", said=self._said(first)), 2), *self._remark(first, "cost", 3)]
        for place, one in enumerate(others):
            framed = f"On {_label(one.criterion)}, {self._said(one)}."
            sentences += [_Sentence(framed, 6 + 3 * place), *self._remark(one, "cost", 10 + place)]
        return sentences

    def _gaps(self) -> list[_Sentence]:
        if not self._open:
            return []
        sentences = [_Sentence(self._frame("open", labels=_joined(self._open)), 6)]
        first, *others = self._open
        sentences.append(_Sentence(self._frame("ask", ask=_ask(first.criterion)), 5))
        extras = [_Sentence(_ask(one.criterion), 12 + place, is_extra=True) for place, one in enumerate(others)]
        return sentences + extras

    def _ground(self) -> str:
        score = self._judgement.score or 0
        wanting = (self._against or self._open or self._for)[0]
        values = {"condition": self._condition(), "label": _label(wanting.criterion), "labels": _joined(self._for)}
        if self._judgement.decision == "ship":
            return self._frame("firm" if score >= _FIRM and self._for else "ship", **values)
        return self._frame("look" if score >= _SECOND_LOOK else "skip", **values)

    def _condition(self) -> str:
        """What would have to change, or, when nothing counts against the tool, be stated."""
        if self._against:
            topic = topic_of(self._against[0].criterion)
            return topic.mend if topic else f"its makers do better on {_label(self._against[0].criterion)}"
        if not self._open:
            return "what is stated holds in use"
        last = self._open[-1].criterion
        topic = topic_of(last)
        return topic.settle if topic else f"its makers settle the question of {_label(last)}"

    def _said(self, one: Answered) -> str:
        self._turn += 1
        return self._citations.said(one, self._turn)

    def _remark(self, one: Answered, kind: str, rank: int) -> list[_Sentence]:
        topic = topic_of(one.criterion)
        if topic is None:
            return []
        variants = topic.gain if kind == "gain" else topic.cost
        seat, tool = self._request.seat.id, self._request.dossier.name
        return [_Sentence(f"{pick(variants, seat, tool, topic.name)}.", rank)]

    def _frame(self, slot: str, salt: str = "", **values: str) -> str:
        seat, tool = self._request.seat.id, self._request.dossier.name
        frame = pick(getattr(self._lens, slot), seat, tool, slot + salt)
        filled = frame.format(tool=tool, **values)
        return filled[0].upper() + filled[1:]


def _label(criterion: CriterionText) -> str:
    topic = topic_of(criterion)
    return topic.label if topic else criterion.id.replace("_", " ").replace("-", " ")


def _ask(criterion: CriterionText) -> str:
    topic = topic_of(criterion)
    return topic.ask if topic else criterion.ask


def _joined(marks: Sequence[Answered]) -> str:
    """The first labels as a list in words."""
    labels = list(dict.fromkeys(_label(one.criterion) for one in marks))[:_MOST_LABELS]
    *most, last = labels or ["nothing that is stated"]
    return f"{', '.join(most)} and {last}" if most else last


def _within(sentences: Sequence[_Sentence], shortest: int, longest: int) -> str:
    """The sentences in reading order: the weightiest that fit, and further ones only where the text is too short."""
    kept: set[int] = set()
    count = 0
    for place in sorted(range(len(sentences)), key=lambda place: (sentences[place].is_extra, sentences[place].rank)):
        words = len(sentences[place].text.split())
        if sentences[place].is_extra and count >= shortest:
            break
        if not kept or count + words <= longest:
            kept.add(place)
            count += words
    return " ".join(sentences[place].text for place in sorted(kept))
