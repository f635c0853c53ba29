"""Voice: a take's text as its writer's own words, without markers and without what is quoted from the dossier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import regex

from panel.checks.quotations import all_quotations
from panel.checks.vocabulary import spelt
from panel.domain.dossier_text import DossierText
from panel.domain.markers import without_markers
from panel.domain.spelling import straight, tidy

TOOL = "\ufffc"
"""What stands in a voice for the tool's name, which is nobody's choice of words."""

QUOTED = "“…”"
"""What stands in a voice for words of the dossier."""

LEFT_OUT = " … "
"""What stands in a voice for words that something else has dealt with."""

_SHORTEST_NAME = 3
"""A shorter name may be a word that means something else, such as ``I``."""

_IN_WORD = regex.compile(r"\w")


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a voice's words."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Voice:
    """``words`` are as written, ``plain`` the same with straight marks, character by character.

    ``spelt`` are the words in plain letters alone, which tells fast what is not said; a space stands before and after.
    ``vocabulary`` are those words one by one.
    """

    words: str
    tool: str
    plain: str = field(init=False, compare=False, repr=False)
    spelt: str = field(init=False, compare=False, repr=False)
    vocabulary: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", straight(self.words))
        object.__setattr__(self, "spelt", f" {spelt(self.plain)} ")
        object.__setattr__(self, "vocabulary", frozenset(self.spelt.split()))

    @cached_property
    def line(self) -> str:
        """The plain words on one line."""
        return self.plain.replace("\n", " ")

    def without(self, spans: Sequence[Span]) -> Voice:
        """The voice without some of its words; ``spans`` are in order and apart."""
        if not spans:
            return self
        cuts = [0, *(cut for span in spans for cut in (span.start, span.end)), len(self.words)]
        kept = [self.words[start:end] for start, end in zip(cuts[::2], cuts[1::2], strict=True)]
        return Voice(LEFT_OUT.join(kept), self.tool)

    def said(self, span: Span) -> str:
        """A stretch of it as it was written."""
        return self.words[span.start : span.end].replace(TOOL, self.tool)


def own_words(text: str, tool: str, quotable: DossierText | None) -> Voice:
    """The writer's words in a text on the tool of that name; a quotation becomes “…” when the dossier holds it.

    Without ``quotable`` nobody knows what was quoted, and every quotation is taken for the dossier's.
    """
    read = tidy(without_markers(text))
    pieces, end = [], 0
    for quotation in all_quotations(read):
        is_quoted = quotable is None or quotable.holds_in_any_case(quotation["words"])
        if is_quoted and quotation.start() >= end:
            pieces += [read[end : quotation.start()], QUOTED, _stop(quotation["words"])]
            end = quotation.end()
    return Voice(_unnamed("".join([*pieces, read[end:]]), tidy(tool)), tool)


def _stop(words: str) -> str:
    """The end of a sentence that stands inside a quotation, as in ``“It runs.”``."""
    return "." if words[-1:] in (".", "!", "?") else ""


def _unnamed(words: str, name: str) -> str:
    if len(name) < _SHORTEST_NAME or name not in words:
        return words
    pieces, end = [], 0
    for start in _wholes(words, name):
        pieces.append(words[end:start])
        end = start + len(name)
    return TOOL.join([*pieces, words[end:]])


def _wholes(words: str, name: str) -> Iterator[int]:
    """Where a name stands as words of its own. A pattern would have to be compiled for each of thousands of names."""
    start = words.find(name)
    while start >= 0:
        end = start + len(name)
        if _is_apart(words[start - 1 : start]) and _is_apart(words[end : end + 1]):
            yield start
            start = words.find(name, end)
        else:
            start = words.find(name, start + 1)


def _is_apart(beside: str) -> bool:
    """Whether what stands beside a name, if anything does, belongs to no word."""
    return _IN_WORD.match(beside) is None
