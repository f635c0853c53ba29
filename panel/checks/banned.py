"""Banned: phrases and patterns that a persona never writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import regex

from panel.checks.literals import needed
from panel.checks.vocabulary import spelt
from panel.checks.voice import Span, Voice
from panel.domain.excerpt import listed
from panel.domain.pattern import compiled
from panel.domain.persona import Ban
from panel.domain.spelling import comparable
from panel.domain.take import Finding
from panel.errors import Mistake

PATIENCE = 0.5
"""Seconds for all patterns of one take together, in equal parts, since nobody knows how long one would run."""

_LEAST = 0.01
_MOST_SLOW = 3
"""Patterns that may run out of time before the others are left alone."""

_LISTED = 10

_WHOLE_WORD = re.compile(r"(?<= )\w+(?= )")


def banned(voice: Voice, ban: Ban) -> tuple[Finding, ...]:
    """What a voice says in spite of a ban, and the patterns that could not be run on it."""
    signs = _signs(ban)
    if signs is not None and not signs.stand_in(voice):
        return ()
    said: list[str] = []
    unusable: list[str] = []
    for phrase in ban.phrases:
        said += _phrase(voice, phrase)
    for pattern in ban.patterns:
        if len(unusable) >= _MOST_SLOW:
            unusable.append("others were not run")
            break
        try:
            said += _pattern(voice, pattern, max(_LEAST, PATIENCE / len(ban.patterns)))
        except Mistake as mistake:
            unusable.append(f"{pattern}: {mistake}")
        except TimeoutError:
            unusable.append(f"{pattern}: took too long")
    return (*_finding("banned_phrase", said), *_finding("pattern_unusable", unusable))


@dataclass(frozen=True, slots=True)
class _Signs:
    """Stretches of which one stands in every text that breaks a ban, where most texts have none of them.

    A stretch with a whole word in it stands under that word; the others are ``loose``.
    """

    under: dict[str, tuple[str, ...]]
    words: frozenset[str]
    loose: tuple[str, ...]

    def stand_in(self, voice: Voice) -> bool:
        """Whether one of them does."""
        for word in self.words & voice.vocabulary:
            if any(map(voice.spelt.__contains__, self.under[word])):
                return True
        return any(map(voice.spelt.__contains__, self.loose))


@lru_cache(256)
def _signs(ban: Ban) -> _Signs | None:
    """None where a text may break the ban without any, or where a pattern cannot be read."""
    under: dict[str, tuple[str, ...]] = {}
    loose: list[str] = []
    for stretch in sorted(frozenset().union(*_needs(ban))):
        if not stretch:
            return None
        words = _WHOLE_WORD.findall(stretch)
        if words:
            longest = max(words, key=len)
            under[longest] = (*under.get(longest, ()), stretch)
        else:
            loose.append(stretch)
    return _Signs(under, frozenset(under), tuple(loose))


def _needs(ban: Ban) -> Iterator[frozenset[str]]:
    """For each phrase and pattern stretches of which it needs one, with a space where a word has to begin or end."""
    for phrase in ban.phrases:
        if sought := _sought(phrase):
            yield frozenset({f" {sought.spelt} " if sought.spelt else ""})
    for pattern in ban.patterns:
        yield _rarest(pattern)


def _rarest(pattern: str) -> frozenset[str]:
    """Of a pattern's needs the one that is seen fastest."""
    try:
        compiled(pattern)
    except Mistake:
        return frozenset({""})
    options = sorted(needed(pattern), key=lambda one: (not all(map(_WHOLE_WORD.search, one)), len(one)))
    return options[0] if options else frozenset({""})


def _phrase(voice: Voice, phrase: str) -> list[str]:
    """Where the phrase stands in whole words."""
    sought = _sought(phrase)
    if sought is None or sought.spelt not in voice.spelt:
        return []
    return [voice.said(Span(*match.span())) for match in islice(sought.whole.finditer(voice.line), _LISTED)]


@dataclass(frozen=True, slots=True)
class _Sought:
    """A phrase as a pattern, and a stretch without which that cannot match."""

    whole: regex.Pattern[str]
    spelt: str


@lru_cache(1_024)
def _sought(phrase: str) -> _Sought | None:
    """None for a phrase without words."""
    words = comparable(phrase)
    if not words:
        return None
    whole = regex.compile(rf"(?<!\w){regex.escape(words)}(?!\w)", regex.IGNORECASE)
    return _Sought(whole, spelt(words) if words.isascii() else "")


def _pattern(voice: Voice, pattern: str, patience: float) -> list[str]:
    """What the pattern finds in the words as written, else with straight marks; raises TimeoutError."""
    readable = compiled(pattern)
    for stretches in needed(pattern):
        if not any(map(voice.spelt.__contains__, stretches)):
            return []
    for words in dict.fromkeys((voice.words, voice.plain)):
        matches = (match for match in readable.finditer(words, timeout=patience) if match.end() > match.start())
        if said := [voice.said(Span(*match.span())) for match in islice(matches, _LISTED)]:
            return said
    return []


def _finding(code: str, what: Sequence[str]) -> tuple[Finding, ...]:
    return (Finding(code=code, detail=listed(list(dict.fromkeys(what)))),) if what else ()
