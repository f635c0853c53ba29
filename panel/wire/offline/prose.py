"""Prose: the take as text, from the marks.

It says what the dossier states on the lens, what speaks against the tool, what is left open and asked next, and on
what the decision rests. It holds nothing beside quotes, the tool's name and the phrases of the lexicon and the frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from panel.wire.offline.citing import Citations, Form, phrase
from panel.wire.offline.lens import lens_of, pick
from panel.wire.offline.lexicon import is_alarm, topic_of
from panel.wire.offline.matching import Answered
from panel.wire.offline.reading import Request
from panel.wire.offline.rubric import Judgement

_FIRM = 80
_SECOND_LOOK = 40
_MOST_LABELS = 3
_ONLY_IF_SHORT = 20
_LAST_RESORT = 40
_BARE_WORDS = frozenset({"pricing model", "published"})
"""Places whose values say little when they are quoted by themselves."""


class _Part(NamedTuple):
    """A sentence, cut where a quote goes in; ``rank`` says how soon it is let in, the lowest first."""

    rank: int
    head: str
    cited: Answered | None = None
    form: Form = "said"
    tail: str = ""

    @property
    def words(self) -> int:
        """How many words it has, the quote's among them."""
        quoted = phrase(self.cited, self.form, "[e1]") if self.cited else ""
        return len(f"{self.head}{quoted}{self.tail}".split())


def text(request: Request, judgement: Judgement, citations: Citations) -> str:
    """The take: whole sentences within the seat's length, as nearly as what is known allows."""
    if judgement.reason == "off_lens":
        return f"Nothing that is stated about {request.dossier.name} shows {request.seat.needs}."
    if judgement.reason == "thin_dossier":
        missing = _joined([one for one in judgement.answered if one.met == "unknown"])
        return f"Too little was found in what is stated about {request.dossier.name} to judge {missing}."
    parts = _within(_Writer(request, judgement).parts(), request.seat.shortest, request.seat.longest)
    return " ".join(f"{part.head}{citations.cite(part.cited, part.form)}{part.tail}" for part in parts)


class _Writer:
    """Writes the sentences of one take in reading order."""

    def __init__(self, request: Request, judgement: Judgement) -> None:
        self._seat = request.seat.id
        self._tool = request.dossier.name
        self._lens = lens_of(request.seat)
        self._judgement = judgement
        self._for = [one for one in judgement.answered if one.speaks_for]
        against = [one for one in judgement.answered if one.speaks_against]
        self._against = sorted(against, key=lambda one: not is_alarm(one.criterion))
        unknown = [one for one in judgement.answered if one.met == "unknown"]
        self._open = sorted(unknown, key=lambda one: one.criterion.yes_is == "skip")
        self._quoted: set[str] = set()

    def parts(self) -> list[_Part]:
        """All there is to say; which of it is kept depends on the length."""
        return [*self._strengths(), *self._weaknesses(), *self._gaps(), self._ground()]

    def _strengths(self) -> list[_Part]:
        if not self._for:
            return [self._sentence(1, "bare")]
        doubled = {one.quote for one in self._against}
        first = min(self._for, key=lambda one: (one.quote in doubled, one.place in _BARE_WORDS))
        parts = [self._sentence(1, "opening", cited=first)]
        for one in self._for:
            if one.quote not in self._quoted | doubled:
                rank = _ONLY_IF_SHORT if one.place in _BARE_WORDS else 3 + 5 * (len(parts) - 1)
                parts.append(self._sentence(rank, "second", label=_label(one), cited=one, form="quote"))
        return parts

    def _weaknesses(self) -> list[_Part]:
        if not self._against:
            return [self._sentence(7, "clear")]
        first, *others = self._against
        if first.quote in self._quoted:
            parts = [self._sentence(2, "both", label=_label(first), cited=first, form="marker")]
        else:
            parts = [self._sentence(2, "against", cited=first)]
        for one in others:
            if one.quote not in self._quoted:
                rank = 4 + 4 * len(parts)
                parts.append(self._sentence(rank, "further", label=_label(one), cited=one, form="quote"))
        return parts

    def _gaps(self) -> list[_Part]:
        if not self._open:
            return []
        first, *others = self._open
        listed = [self._sentence(6, "open", labels=_joined(self._open))] if others else []
        extra = [_Part(_LAST_RESORT + place, _ask(one)) for place, one in enumerate(others)]
        return [*listed, self._sentence(5, "ask", ask=_ask(first)[:1].lower() + _ask(first)[1:]), *extra]

    def _ground(self) -> _Part:
        score = self._judgement.score or 0
        if self._judgement.decision == "ship":
            slot = "firm" if score >= _FIRM and self._for else "ship"
        else:
            slot = "look" if score >= _SECOND_LOOK else "skip"
        wanting = (self._against or self._open or self._for)[0]
        return self._sentence(0, slot, condition=self._condition(), label=_label(wanting), labels=_joined(self._for))

    def _condition(self) -> str:
        """What would have to change, or, when nothing counts against the tool, be stated."""
        if self._against:
            topic = topic_of(self._against[0].criterion)
            return topic.mend if topic else f"its makers do better on {_label(self._against[0])}"
        if not self._open:
            return "what is stated holds in use"
        topic = topic_of(self._open[0].criterion)
        return topic.settle if topic else f"its makers settle the question of {_label(self._open[0])}"

    def _sentence(
        self, rank: int, slot: str, *, cited: Answered | None = None, form: Form = "said", **values: str
    ) -> _Part:
        """A frame of the lens, filled in but for the quote."""
        salt = values.get("label", "") if cited else ""
        frame = pick(getattr(self._lens, slot), self._seat, self._tool, slot, salt)
        head, _, tail = frame.partition(f"{{{form}}}") if cited else (frame, "", "")
        if cited:
            self._quoted.add(cited.quote)
        values["tool"] = self._tool
        return _Part(rank, head.format(**values), cited, form, tail.format(**values))


def _label(one: Answered) -> str:
    topic = topic_of(one.criterion)
    return topic.label if topic else f"“{one.criterion.id.replace('_', ' ').replace('-', ' ')}”"


def _ask(one: Answered) -> str:
    topic = topic_of(one.criterion)
    return topic.ask if topic else one.criterion.ask


def _joined(marks: Sequence[Answered]) -> str:
    """The first labels as a list in words."""
    labels = list(dict.fromkeys(map(_label, marks)))[:_MOST_LABELS]
    *most, last = labels or ["what little is stated"]
    return f"{', '.join(most)} and {last}" if most else last


def _within(parts: Sequence[_Part], shortest: int, longest: int) -> list[_Part]:
    """The parts in reading order: the weightiest that fit, the last ones only where the text would be too short."""
    kept: set[int] = set()
    count = 0
    for place in sorted(range(len(parts)), key=lambda place: parts[place].rank):
        part = parts[place]
        is_wanted = part.rank < _ONLY_IF_SHORT or count < shortest
        if is_wanted and part.words and (not kept or count + part.words <= longest):
            kept.add(place)
            count += part.words
    return [parts[place] for place in sorted(kept)]
