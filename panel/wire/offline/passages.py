"""Passages: the sentences of a dossier that may serve as evidence, each an exact piece of one line."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from panel.domain.frozen import Frozen
from panel.wire.offline.reading import DossierText, Line
from panel.wire.offline.steering import is_addressed, is_planted
from panel.wire.offline.words import wording

LONGEST_QUOTE = 180
"""Characters of a quote; a longer sentence is cut where a clause ends."""

_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’')\]]*(?=\s)|[。！？।؟]+|(?<=\S)\s+(?=[•·] )")
_CLAUSE_START = re.compile(
    r"(?<=[;:,—–)])(?<!e\.g\.,)(?<!i\.e\.,)\s+|\s+(?=[(—–])|(?<=[、，；：])"
    r"|\s+(?=(?:and|but|or|which|that|because|while|so|where|when|who|to|by|designed|using)\s)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|approx|incl|no|dr|mr|ms|inc|ltd|st)|(?<![\w'’])[a-z])\.$", re.IGNORECASE
)
_MARKS = frozenset(",;:)—–、，；：.!?")
_SILENT = re.compile(
    r"\b(?:not|never|nothing)\s+(?:\w+\s+)?(?:stated|listed|disclosed|specified|known|announced|published)\b"
    r"|\b(?:unknown|unspecified|undisclosed|tbd|n/a)\b",
    re.IGNORECASE,
)
_NO_EVIDENCE = frozenset({"tagline", "category"})


class Passage(Frozen):
    """A sentence, the place it stands in, whether a source vouches for it, and whether it follows planted words."""

    place: str
    text: str
    is_sourced: bool = False
    is_tainted: bool = False


def passages(dossier: DossierText, seat_name: str) -> tuple[Passage, ...]:
    """What the dossier states, in order, without repeats and without what is said to the panel.

    The tagline and the category are left out: they place a tool and prove nothing. So are sentences that only say
    that something is not known, since silence is never a no.
    """
    unique: dict[str, Passage] = {}
    for passage in _stated(dossier, seat_name):
        unique.setdefault(" ".join(passage.text.casefold().split()), passage)
    return tuple(unique.values())


def sentences(text: str) -> list[str]:
    """The sentences of one line, each without the space around it."""
    pieces, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        follows = text[match.end() : match.end() + 2].lstrip()[:1]
        is_abbreviated = _ABBREVIATION.search(text, max(start, match.end() - 12), match.end()) is not None
        if is_abbreviated or (follows.islower() and match[0] == "."):
            continue
        pieces.append(text[start : match.end()])
        start = match.end()
    pieces.append(text[start:])
    return [stripped for piece in pieces if (stripped := piece.strip().lstrip("-*•· ").strip())]


def quote(text: str, places: Sequence[int]) -> str:
    """The run of clauses that holds most of the given places and fits: an exact piece of the text, in whole words."""
    if len(text) <= LONGEST_QUOTE:
        return _trimmed(text)
    cuts = [0, *(match.end() for match in _CLAUSE_START.finditer(text)), len(text)]
    runs = [
        (start, end)
        for place, start in enumerate(cuts)
        for end in cuts[place + 1 : bisect_right(cuts, start + LONGEST_QUOTE)]
    ]
    inside = sorted(places)

    def merit(run: tuple[int, int]) -> tuple[int, int, int, int]:
        start, end = run
        holds = bisect_left(inside, end) - bisect_left(inside, start)
        return min(holds, 1), -_is_loose(text, start) - _is_loose(text, end), holds, end - start

    start, end = max(runs, key=merit, default=(0, 0))
    if not any(start <= place < end for place in places):
        start, end = _window(text, min(places, default=0))
    return _trimmed(text[start:end])


def _stated(dossier: DossierText, seat_name: str) -> Iterator[Passage]:
    tainted_place = None
    for line in dossier.lines:
        is_tainted, is_next_tainted = line.place == tainted_place, False
        for sentence in sentences(line.text):
            if is_planted(sentence):
                is_tainted = is_next_tainted = True
            elif not is_addressed(sentence, seat_name) and _is_evidence(line, sentence):
                yield Passage(place=line.place, text=sentence, is_sourced=_is_sourced(line), is_tainted=is_tainted)
        tainted_place = line.place if is_next_tainted else None


def _is_evidence(line: Line, sentence: str) -> bool:
    return line.place not in _NO_EVIDENCE and not _SILENT.search(sentence) and bool(wording(sentence).tokens)


def _is_sourced(line: Line) -> bool:
    return line.is_sourced or line.place in {"pricing", "pricing model", "licence", "published"}


def _is_loose(text: str, cut: int) -> bool:
    """Whether a cut stands before a joining word instead of after a mark, so that the thought goes on."""
    return (
        0 < cut < len(text)
        and text[max(0, cut - 4) : cut].rstrip()[-1:] not in _MARKS
        and text[cut : cut + 1] not in "(—–"
    )


def _window(text: str, at: int) -> tuple[int, int]:
    """A stretch of whole words from a place on, for a clause that is too long to be quoted."""
    end = min(len(text), at + LONGEST_QUOTE)
    space = text.rfind(" ", at, end)
    return at, space if end < len(text) and space > at else end


def _trimmed(piece: str) -> str:
    piece = piece.strip(" ,;:—–-.、，。；：")
    return piece[1:] if piece.startswith("(") and ")" not in piece else piece
