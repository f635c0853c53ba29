"""Similar names: pairs of tools that may be one, by their names alone, for a person to look at.

Names are held against each other where they begin or end alike, so that tens of thousands take seconds; two edits, one
near either end, are missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from panel.domain.source import Doubt
from panel.intake.places import registry

LIKENESS = 0.92
"""Of two names, from which they may be one: letters in common and in order, over all letters (indel similarity)."""

_ENDS = 4
_NUMBERS = re.compile(r"\d+")
_WHY = "their names are alike"

Names = Callable[[], Iterable[tuple[str, str]]]
"""Gives the identities that begin with ``name:``, each with the slug it means, as often as it is called."""


class _Name(NamedTuple):
    name: str
    owner: str
    slug: str


def similar_names(names: Names, of: Collection[str]) -> Iterator[Doubt]:
    """A doubt for each pair of names that are alike where one of the slugs is among ``of``; each pair once.

    Names that differ in a number are two releases, and packages of one registry are two packages. Only the names of
    ``of`` are held in memory.
    """
    from rapidfuzz import fuzz, process  # only a batch needs it

    blocks = _blocks(one for one in _read(names) if one.slug in of)
    pairs: set[tuple[str, str]] = set()
    for one in _read(names):
        for key in _keys(one.name):
            block = blocks.get(key)
            if block is None:
                continue
            alike = process.extract(
                one.name, block[0], scorer=fuzz.ratio, processor=None, score_cutoff=LIKENESS * 100, limit=None
            )
            for _, _, at in alike:
                other = block[1][at]
                pair = (min(one.slug, other.slug), max(one.slug, other.slug))
                if pair not in pairs and _may_be_one(one, other):
                    pairs.add(pair)
                    yield Doubt(tool=pair[0], other=pair[1], why=_WHY)


def _read(names: Names) -> Iterator[_Name]:
    for identity, slug in names():
        name, _, owner = identity.removeprefix("name:").partition("@")
        if name:
            yield _Name(name, owner, slug)


def _blocks(names: Iterable[_Name]) -> dict[str, tuple[list[str], list[_Name]]]:
    blocks: dict[str, tuple[list[str], list[_Name]]] = {}
    for one in names:
        for key in _keys(one.name):
            texts, whole = blocks.setdefault(key, ([], []))
            texts.append(one.name)
            whole.append(one)
    return blocks


def _keys(name: str) -> tuple[str, str]:
    return f"{name[:_ENDS]}…", f"…{name[-_ENDS:]}"


def _may_be_one(one: _Name, other: _Name) -> bool:
    if one.slug == other.slug or _NUMBERS.findall(one.name) != _NUMBERS.findall(other.name):
        return False
    kind = registry(one.owner)
    return kind is None or kind != registry(other.owner) or one.owner == other.owner
