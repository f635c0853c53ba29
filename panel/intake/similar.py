"""Similar names: pairs of tools that may be one, by their names alone, for a person to look at.

A name is held against those that begin or end as it does, in as many letters as it takes for few to do so; so the work
grows with the number of names and not with its square, whatever they are. Two edits, one near either end, are missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from panel.domain.source import Doubt
from panel.intake.places import registry

LIKENESS = 0.92
"""Of two names, from which they may be one: letters in common and in order, over all letters (indel similarity)."""

PART = 500
"""Names that are read between two chances to do something else."""

_ENDS = 4
_STEP = 2
"""Letters by which more of an end has to be equal where a crowd has that end."""

_CROWD = 5_000
"""Letters of the names of one end from which they are a crowd."""

_MATCHES = 20
"""Names of one end that are looked at for one name, the most alike first, and tools of one of them."""

_LONGEST = 100
"""Letters of a name that are looked at; its numbers count wherever they are."""

_NUMBERS = re.compile(r"\d+")
_WHY = "their names are alike"

Names = Callable[[], Iterable[tuple[str, str]]]
"""Gives the identities that begin with ``name:``, each with the slug it means, as often as it is called."""


class Similar(NamedTuple):
    """What some of the names came to; ``is_cut`` where one was not held against all that are like it."""

    doubts: tuple[Doubt, ...]
    is_cut: bool


class _Name(NamedTuple):
    name: str
    owner: str
    registry: str | None
    numbers: tuple[str, ...]
    slug: str


def similar_names(names: Names, of: Collection[str]) -> Iterator[Similar]:
    """A doubt for each pair of names that are alike where one of the slugs is among ``of``; each pair once.

    Names that differ in a number are two releases, and packages of one registry are two packages. Only the names of
    ``of`` are held in memory. Each step of the iteration is over ``PART`` names.
    """
    held = [one for one in _read(names) if one.slug in of]
    ends = (_Ends(held, _beginning), _Ends(held, _ending))
    pairs: set[tuple[str, str]] = set()
    reading = _read(names)
    while part := tuple(islice(reading, PART)):
        doubts: list[Doubt] = []
        is_cut = False
        for one in part:
            for end in ends:
                found, is_part = end.like(one)
                is_cut = is_cut or is_part
                for other in found:
                    pair = (min(one.slug, other.slug), max(one.slug, other.slug))
                    if pair not in pairs and _may_be_one(one, other):
                        pairs.add(pair)
                        doubts.append(Doubt(tool=pair[0], other=pair[1], why=_WHY))
        yield Similar(tuple(doubts), is_cut)


class _Ends:
    """Names by their beginnings, or by their endings."""

    def __init__(self, names: Sequence[_Name], end: Callable[[str, int], str]) -> None:
        self._end = end
        self._blocks: dict[_Key, _Block] = {}
        self._crowds: set[_Key] = set()
        remaining = [(_ENDS, names)]
        while remaining:
            size, group = remaining.pop()
            for key, alike in self._apart(group, size).items():
                block = _block(alike)
                if len(block.names) > 1 and sum(map(len, block.names)) > _CROWD:
                    self._crowds.add(key)
                    remaining.append((size + _STEP, alike))
                else:
                    self._blocks[key] = block

    def like(self, one: _Name) -> tuple[list[_Name], bool]:
        """The names of this end that are like one, and whether some were left out."""
        from rapidfuzz import fuzz, process  # only a batch needs it

        size = _ENDS
        while (key := self._key(one, size)) in self._crowds:
            size += _STEP
        if key not in self._blocks:
            return [], False
        block = self._blocks[key]
        alike = process.extract(
            one.name, block.names, scorer=fuzz.ratio, processor=None, score_cutoff=LIKENESS * 100, limit=_MATCHES
        )
        return [tool for _, _, at in alike for tool in block.tools[at]], block.is_cut or len(alike) == _MATCHES

    def _apart(self, names: Iterable[_Name], size: int) -> dict[_Key, list[_Name]]:
        groups: dict[_Key, list[_Name]] = {}
        for one in names:
            groups.setdefault(self._key(one, size), []).append(one)
        return groups

    def _key(self, one: _Name, size: int) -> _Key:
        return size, one.numbers, self._end(one.name, size)


class _Block(NamedTuple):
    """Names of one end, each once, and the first tools of each."""

    names: list[str]
    tools: list[list[_Name]]
    is_cut: bool


_Key = tuple[int, tuple[str, ...], str]


def _block(alike: Iterable[_Name]) -> _Block:
    tools: dict[str, list[_Name]] = {}
    is_cut = False
    for one in alike:
        named = tools.setdefault(one.name, [])
        if len(named) < _MATCHES:
            named.append(one)
        else:
            is_cut = True
    return _Block([*tools], [*tools.values()], is_cut)


def _beginning(name: str, size: int) -> str:
    return name[:size]


def _ending(name: str, size: int) -> str:
    return name[-size:]


def _read(names: Names) -> Iterator[_Name]:
    for identity, slug in names():
        name, _, owner = identity.removeprefix("name:").partition("@")
        if name:
            yield _Name(name[:_LONGEST], owner, registry(owner), tuple(_NUMBERS.findall(name)), slug)


def _may_be_one(one: _Name, other: _Name) -> bool:
    """Whether two names that are alike, and have the same numbers, may be those of one tool."""
    if one.slug == other.slug:
        return False
    return one.registry is None or one.registry != other.registry or one.owner == other.owner
