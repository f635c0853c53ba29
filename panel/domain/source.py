"""Source: where a tool was found, and what a feed's row came to before anybody asked about it."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import StrEnum

from panel.domain.frozen import Frozen, Slug
from panel.domain.tool import Tool


class Rule(StrEnum):
    """Why a row is taken for a tool that was known, the surest first; ``NEW`` where none was.

    Where a feed gives a row no id, it is known there by the slug that it gives, else by its name and address, else by
    its name alone.
    """

    ENTRY = "entry"
    GIVEN_SLUG = "given_slug"
    NAME_AND_ADDRESS = "name_and_address"
    NAME = "name"
    ADDRESS = "address"
    REPOSITORY = "repository"
    NAME_AND_DOMAIN = "name_and_domain"
    SLUG = "slug"
    NEW = "new"


class Source(Frozen):
    """A row of a feed. ``feed`` is the address or path that was named, without secrets; rows count from 1.

    ``external_id`` is what the feed calls the entry, and ``url`` the entry's own page there, which need not be the
    tool's.
    """

    feed: str
    row: int
    external_id: str | None = None
    url: str | None = None


class Candidate(Frozen):
    """A row that could be read as a tool. ``notes`` say what is odd about it, such as a date nobody can read."""

    tool: Tool
    source: Source
    is_slug_given: bool = False
    notes: tuple[str, ...] = ()


class Rejected(Frozen):
    """A row that could not be; ``reason`` says why, and repeats nothing of it that may be a secret."""

    feed: str
    row: int
    reason: str


class Doubt(Frozen):
    """Two tools that may be one, and are kept apart: a person decides."""

    tool: Slug
    other: Slug
    why: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be looked up for some rows: feeds' entries, identities, and names: slugs or aliases."""

    entries: tuple[tuple[str, str], ...]
    identities: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of them: the slugs that entries and identities mean, and the newest tool by each slug and alias.

    A slug that an entry means need not be a tool's yet: somebody may have moved the entry by hand.
    """

    entries: MutableMapping[tuple[str, str], str]
    identities: MutableMapping[str, str]
    tools: MutableMapping[str, Tool]


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that was taken for the tool ``slug``: ``tool`` is what it says of it, None where an earlier row said it.

    ``entry`` is what the feed knows the row by. ``source`` is None for a tool that no feed brought.
    """

    slug: Slug
    rule: Rule
    tool: Tool | None
    source: Source | None
    entry: str
    identities: tuple[str, ...]
