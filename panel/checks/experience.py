"""Experience: whether a take says or implies that its writer used the tool, which nobody on the panel did.

What is quoted from the dossier is the maker's voice, and what somebody would do, or others did, is no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import regex

from panel.checks.claim_needs import PERSON_NEEDS, STAY_NEEDS, TEST_NEEDS, TOUCH_NEEDS
from panel.checks.claim_patterns import PERSON, PERSON_WORDS, STAY, TEST, TOUCH, compiled, of_seat
from panel.checks.hints import Hints
from panel.checks.vocabulary import Needs, Vocabulary
from panel.checks.voice import Span, Voice
from panel.domain.dossier_text import DossierText
from panel.domain.excerpt import listed
from panel.domain.spelling import comparable
from panel.domain.take import Finding

_BEFORE = 80
_AROUND = 200
"""Characters of a sentence that are looked at for what turns a claim into something else."""

_LONGEST_NAME = 60

_SPACE = r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_CLOSES = rf"[\"')\]]*+{_SPACE}+"
_SENTENCE_ENDS = re.compile(rf"\.{_CLOSES}|!{_CLOSES}|\?{_CLOSES}|\n")
"""Spelt out mark by mark, since the engine then passes over everything else in one stride."""
_TURNED = compiled(
    r"\b(?:if|unless|whether|suppose|supposing|imagine|wish|as though|assuming|pretend\w{0,4}"
    r"|nobody|no one|none|neither|says? nothing"
    r"|not (?:that|because|to say|mean|imply|claim)|never (?:claim|say|mean|imply)s?)\b[^,;:.!?]*$"
    r"|\b(?:had|have|has|did|do|does|were|would|could|should|can|may|might|will|shall|must) $"
)
"""Before a claim: a condition, a denial, or a question's word order."""

_US = compiled(r"\b(?:i|we|me|us|my|our)\b")
_WOULD = "would could should might may must if unless until whether whoever anyone someone somebody"
_CAN = "can will"
_OTHERS = (
    "user users team teams person people developer developers buyer buyers customer customers reader readers beginner"
    " beginners founder maker designer writer editor engineer studio company shop firm department newcomer hobbyist"
    " freelancer you your those whom"
)
_MAKERS = (
    "maker makers vendor vendors dossier state states stated claim claims claimed say says said according report"
    " reports reported published listed described documented promised their"
)
_WANTED = (
    "no not without nobody never lacks need needs want wants require requires deserve deserves worth before call calls"
    " ask asks offer offers give gives only next"
)


@dataclass(frozen=True)
class _Kind:
    """Claims of one kind; ``turned_by`` says around one that it is none, ``weakly`` only where nobody says ``I``.

    A sentence that does not meet ``needs``, or is without ``words`` or ``name``, holds no such claim, so that a large
    pattern is run, and compiled, only where it may match.
    """

    pattern: str
    needs: Needs | None = None
    turned_by: regex.Pattern[str] | None = None
    weakly: regex.Pattern[str] | None = None
    words: regex.Pattern[str] | None = None
    name: str = ""

    @cached_property
    def claim(self) -> regex.Pattern[str]:
        return compiled(self.pattern)

    def claims_in(self, sentence: str, vocabulary: Vocabulary) -> Iterable[regex.Match[str]]:
        is_possible = (
            self.name in sentence
            and (self.needs is None or self.needs.met_by(vocabulary))
            and (self.words is None or self.words.search(sentence) is not None)
        )
        return self.claim.finditer(sentence) if is_possible else ()


def _words(*lists: str) -> regex.Pattern[str]:
    """Any of some words."""
    return compiled(rf"\b(?:{'|'.join(' '.join(lists).split())})\b|'d\b")


_KINDS = (
    _Kind(PERSON, PERSON_NEEDS, words=compiled(PERSON_WORDS)),
    _Kind(STAY, STAY_NEEDS, _words(_WOULD), _words(_CAN, _OTHERS)),
    _Kind(TEST, TEST_NEEDS, _words(_WOULD), _words(_OTHERS, _MAKERS)),
    _Kind(TOUCH, TOUCH_NEEDS, _words(_WOULD), _words(_CAN, _OTHERS, _MAKERS, _WANTED)),
)
_HINTS = Hints([PERSON_NEEDS, STAY_NEEDS, TEST_NEEDS, TOUCH_NEEDS])
"""Those of the kinds, in the same order."""


@lru_cache(maxsize=64)
def _kind_of(seat: str) -> _Kind:
    name = comparable(seat)
    return _Kind(of_seat(name), name=name)


def claims(voice: Voice, dossier: DossierText, seat: str | None = None) -> tuple[Span, ...]:
    """Where a voice says that its writer used the tool, in order and without overlaps.

    ``seat`` is the name of the persona, who may be spoken of as somebody else.
    """
    kinds = [_KINDS[number] for number in sorted(_HINTS.in_voice(voice))]
    if seat and len(seat) <= _LONGEST_NAME and _kind_of(seat).name in voice.plain:
        kinds.append(_kind_of(seat))
    kept: list[Span] = []
    for span in sorted(set(_found(voice, dossier, kinds))):
        if not (kept and span.overlaps(kept[-1])):
            kept.append(span)
    return tuple(kept)


def experience(voice: Voice, found: tuple[Span, ...]) -> Finding | None:
    """The finding for such claims, if there are any."""
    if not found:
        return None
    return Finding(code="experience", severity="hard", detail=listed([voice.said(span) for span in found]))


def _found(voice: Voice, dossier: DossierText, kinds: Sequence[_Kind]) -> Iterator[Span]:
    for start, end in _sentences(voice.plain) if kinds else ():
        sentence, vocabulary = voice.plain[start:end], Vocabulary.of(voice.spelt[start + 1 : end + 1])
        for kind in kinds:
            for match in kind.claims_in(sentence, vocabulary):
                if not _is_turned(kind, match) and not _is_stated(match, dossier):
                    yield _trimmed(sentence, match, start)


def _sentences(plain: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends."""
    start = 0
    for match in _SENTENCE_ENDS.finditer(plain):
        end, following = match.span()
        yield start, end + (plain[end] != "\n")
        start = following
    yield start, len(plain)


def _is_turned(kind: _Kind, match: regex.Match[str]) -> bool:
    """Whether what stands around a match makes it no claim."""
    sentence, (start, end) = match.string, match.span()
    if _TURNED.search(sentence[max(0, start - _BEFORE) : start]):
        return True
    around = sentence[max(0, start - _AROUND) : end + _AROUND]
    if kind.turned_by is not None and kind.turned_by.search(around):
        return True
    return kind.weakly is not None and not _US.search(around) and kind.weakly.search(around) is not None


def _is_stated(match: regex.Match[str], dossier: DossierText) -> bool:
    """Whether the dossier itself speaks of such tests, so that they need not be the writer's."""
    noun = match.groupdict().get("noun")
    return noun is not None and dossier.has_word(noun)


def _trimmed(sentence: str, match: regex.Match[str], offset: int) -> Span:
    """The match without the mark or the space that it begins with."""
    start = match.start()
    while start < match.end() and not sentence[start].isalnum():
        start += 1
    return Span(offset + start, offset + match.end())
