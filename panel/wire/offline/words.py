"""Words: a text as stemmed tokens, and where a phrase stands among them.

A stem is a word in small letters with one common English ending taken off, so that "exports", "exported" and
"exporting" meet. Words of other languages pass through unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

NUMBER = "<number>"
"""In a phrase, any token that starts with a digit."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|[$€£¥%]")
_ENDINGS = ("ings", "ing", "ions", "ion", "able", "ability", "ments", "ment", "ers", "er", "ed", "es", "ly", "s", "e")
_SHORTEST_STEM = 3
_NEGATORS = frozenset(
    ("no", "not", "never", "neither", "nor", "without", "none", "cannot", "lack", "lacks", "lacking", "missing", "zero")
)
_AFTER = frozenset(("not", "unsupported", "unavailable", "missing", "impossible", "absent"))
_REACH = 4
_CLAUSE_END = re.compile(r"[,;:.!?—–(]")
_LETTER_AS_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f]")


class Token(NamedTuple):
    """A word, its stem, and where it stands in the text."""

    word: str
    stem: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """The words, numbers and currency signs of a text in order; hyphens part words."""
    return tuple(
        Token(word := _plain(match[0]), _stem(word), match.start(), match.end()) for match in _TOKEN.finditer(text)
    )


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text in order."""
    return tuple(token.stem for token in tokens(text))


def found(phrase: Sequence[str], among: Sequence[Token]) -> list[int]:
    """Where a phrase of stems begins among tokens."""
    width = len(phrase)
    return [
        start
        for start in range(len(among) - width + 1)
        if all(_is(part, among[start + step]) for step, part in enumerate(phrase))
    ]


def is_negated(text: str, among: Sequence[Token], start: int, width: int) -> bool:
    """Whether a word of absence stands in the same clause, up to four words before the phrase or two after it."""
    for token in reversed(among[max(0, start - _REACH) : start]):
        if _CLAUSE_END.search(text, token.end, among[start].start):
            break
        if _is_negator(token.word):
            return True
    last = among[start + width - 1]
    for token in among[start + width : start + width + 3]:
        if _CLAUSE_END.search(text, last.end, token.start):
            break
        if token.word in _AFTER or token.word.endswith(("n't", "n’t")):
            return True
    return False


def word_count(text: str) -> int:
    """How many words a text holds; where a script writes without spaces, two letters count as one word."""
    unspaced = len(_LETTER_AS_WORD.findall(text))
    spaced = _LETTER_AS_WORD.sub(" ", text)
    return len(re.findall(r"\w+(?:['’-]\w+)*", spaced)) + unspaced // 2


def _is(part: str, token: Token) -> bool:
    return token.word[0].isdigit() if part == NUMBER else token.stem == part


def _is_negator(word: str) -> bool:
    return word in _NEGATORS or word.endswith(("n't", "n’t"))


def _plain(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold() or word
    for ending in ("'s", "’s"):
        plain = plain.removesuffix(ending)
    return plain.replace("licenc", "licens")


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 1:
        return word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word
