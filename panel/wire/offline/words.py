"""Words: a text as stemmed tokens, and where a phrase stands among them.

A stem is a word in small letters with one common English ending taken off, so that "exports", "exported" and
"exporting" meet. Words of other languages pass through unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

NUMBER = "<number>"
"""In a phrase: any token that starts with a digit."""

TOOL = "<tool>"
"""In a phrase: the tool's own name, which is hidden in the text."""

_HIDDEN = "\ue000"

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|[$€£¥%]|<number>|<tool>|\ue000+")
_ENDINGS = ("ings", "ing", "ions", "ion", "able", "ability", "ments", "ment", "ers", "er", "ed", "es", "ly", "s", "e")
_SHORTEST_STEM = 3
_NEGATORS = frozenset(
    ("no", "not", "never", "neither", "nor", "without", "none", "cannot", "lack", "lacks", "lacking", "missing", "zero")
)
_DENIALS = frozenset(("unsupported", "unavailable", "missing", "impossible", "absent"))
_BEING = frozenset(("is", "are", "was", "were", "be", "been", "does", "do", "can"))
_ADVISING = frozenset(("advis", "recommend", "warn", "caution"))
_BEFORE, _AFTER = 4, 3
_CLAUSE_END = re.compile(r"[,;:.!?—–(]")
_LETTER_AS_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f]")

Phrase = tuple[str, ...]


class Token(NamedTuple):
    """A word, its stem, and where it stands in the text."""

    word: str
    stem: str
    start: int
    end: int


class Wording(NamedTuple):
    """A text with its words, numbers and currency signs in order; hyphens part words."""

    text: str
    tokens: tuple[Token, ...]
    stems: frozenset[str]


def hidden(text: str, name: str) -> str:
    """The text, as long as before, with a name made one token that no other word matches."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _HIDDEN * len(name), text) if name else text


@lru_cache(maxsize=4096)
def wording(text: str) -> Wording:
    """The words of a text."""
    tokens = tuple(
        Token(word := _plain(match[0]), _stem(word), match.start(), match.end()) for match in _TOKEN.finditer(text)
    )
    return Wording(text, tokens, frozenset(token.stem for token in tokens))


def stems(text: str) -> Phrase:
    """The stems of a text in order."""
    return tuple(token.stem for token in wording(text).tokens)


def found(phrase: Phrase, among: Wording) -> list[int]:
    """Where a phrase begins among the tokens."""
    if any(part not in among.stems and part != NUMBER for part in phrase):
        return []
    width, tokens = len(phrase), among.tokens
    return [
        start
        for start in range(len(tokens) - width + 1)
        if all(_is(part, tokens[start + step]) for step, part in enumerate(phrase))
    ]


def denial(among: Wording, start: int, width: int) -> Token | None:
    """The word of its clause that denies a phrase: "no" or "advises against" before it, "is not" after it."""
    text, tokens = among.text, among.tokens
    for place in range(start - 1, max(0, start - _BEFORE) - 1, -1):
        if _CLAUSE_END.search(text, tokens[place].end, tokens[start].start):
            break
        if is_negator(tokens[place].word) or _advises_against(tokens, place):
            return tokens[place]
    end = start + width
    for place in range(end, min(end + _AFTER, len(tokens))):
        if _CLAUSE_END.search(text, tokens[end - 1].end, tokens[place].start):
            break
        if _denies_what_precedes(tokens[place].word, tokens[place - 1].word):
            return tokens[place]
    return None


def is_negator(word: str) -> bool:
    """Whether a word by itself denies: "no", "without", "isn't"."""
    return word in _NEGATORS or _is_contracted(word)


def word_count(text: str) -> int:
    """How many words a text holds; where a script writes without spaces, two letters count as one word."""
    unspaced = len(_LETTER_AS_WORD.findall(text))
    spaced = _LETTER_AS_WORD.sub(" ", text)
    return len(re.findall(r"\w+(?:['’-]\w+)*", spaced)) + unspaced // 2


def _is(part: str, token: Token) -> bool:
    return token.word[0].isdigit() if part == NUMBER else token.stem == part


def _advises_against(tokens: tuple[Token, ...], place: int) -> bool:
    return place > 0 and tokens[place].word == "against" and tokens[place - 1].stem in _ADVISING


def _denies_what_precedes(word: str, previous: str) -> bool:
    return word in _DENIALS or _is_contracted(word) or (word == "not" and previous in _BEING)


def _is_contracted(word: str) -> bool:
    return word.endswith(("n't", "n’t"))


def _plain(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold() or word
    for ending in ("'s", "’s"):
        plain = plain.removesuffix(ending)
    return plain.replace("licenc", "licens")


def _stem(word: str) -> str:
    if word.startswith(_HIDDEN):
        return TOOL
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 1:
        return word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word
