"""Columns: which of a tool's fields a feed's column is read as, by the spellings that feeds use or as the user says.

Case and punctuation do not count. Several columns may stand for one field: the first in the table that is not empty
counts, and a field that the user names a column for is read from that column alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from panel.domain.secret_shapes import without_likely
from panel.errors import Mistake
from panel.intake.characters import printable

ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "title", "tool", "tool name", "product", "product name", "app", "app name", "display name",
        "project name", "project", "package", "package name", "software", "model name",
    ),
    "tagline": (
        "tagline", "slogan", "subtitle", "headline", "short description", "one liner", "summary", "blurb", "pitch",
        "excerpt",
    ),
    "description": (
        "description", "long description", "full description", "content", "content html", "content text", "body",
        "about", "overview", "story text", "desc", "text", "details",
    ),
    "url": (
        "url", "website", "website url", "home page", "home page url", "external url", "product url", "tool url",
        "official website", "site", "site url", "tool link", "product link", "website link", "official url", "link",
        "web", "href", "domain",
    ),
    "category": (
        "category", "categories", "primary category", "main category", "topic", "topics", "section", "genre", "tags",
        "tag", "keywords",
    ),
    "pricing": (
        "pricing", "price", "prices", "cost", "pricing text", "pricing details", "starting price", "plans",
        "free paid",
    ),
    "pricing_model": ("pricing model", "pricing type", "price type", "pricing plan", "business model"),
    "license": ("license", "licence", "license name", "licence name", "license type", "spdx", "spdx id"),
    "published": (
        "published", "published at", "published on", "date published", "publication date", "pub date", "released",
        "released at", "released on", "release date", "launched", "launched at", "launch date", "created",
        "created at", "created on", "creation date", "created at i", "date added", "added at", "date",
    ),
    "best_for": ("best for",),
    "slug": ("slug",),
    "aliases": ("aliases",),
    "facts": ("facts",),
    "links": (
        "links", "repository", "repository url", "repo", "repo url", "github", "github url", "github link",
        "gitlab", "source code", "source code url", "vcs url",
    ),
    "external_id": (
        "external id", "guid", "object id", "id", "key", "uuid", "uid", "entry id", "product id", "tool id",
    ),
    "source_url": (
        "source url", "permalink", "post url", "entry url", "listing url", "discussion url", "comments url",
        "comments", "hn url",
    ),
}  # fmt: skip
"""Field to the spellings of its columns, the likeliest first."""

IGNORED = "-"
"""What the user gives as the field of a column that is not to be read."""

_ALL_COUNT = "links"
_KEPT = 300
_SHOWN = 12
_LENGTH = 80


def plain(column: str) -> str:
    """A column's name without case and punctuation."""
    return re.sub(r"[\W_]+", "", column[:200].casefold())


_RANKS = {
    plain(spelling): (field, rank) for field, spellings in ALIASES.items() for rank, spelling in enumerate(spellings)
}


class Columns:
    """What a feed's columns are read as; the user's map goes before the table. Raises Mistake for an unknown field."""

    def __init__(self, chosen: Mapping[str, str]) -> None:
        for column, field in chosen.items():
            if field not in (*ALIASES, IGNORED):
                raise Mistake(f"column {column!r}: no field {field!r}; there are {', '.join(ALIASES)}, and - for none")
        self._chosen = {plain(column): field for column, field in chosen.items()}
        self._spelled = {plain(column): column for column in chosen}
        self._taken = set(self._chosen.values())
        self._met: dict[str, tuple[str, int] | None] = {}

    def met(self) -> tuple[tuple[str, str | None], ...]:
        """The columns so far, and the field that each is read as; None for those that are not read."""
        return tuple(
            (without_likely(printable(column)[:_LENGTH]), found and found[0]) for column, found in self._met.items()
        )

    def meet(self, columns: Iterable[str]) -> None:
        """Remember a table's columns before its rows. Raises Mistake where none of them holds a tool's name."""
        columns = list(columns)
        fields = {self.field_of(column) for column in columns}
        if "name" not in fields:
            shown = ", ".join(repr(column[:40]) for column in columns[:_SHOWN]) or "none"
            missing = next((self._spelled[name] for name, field in self._chosen.items() if field == "name"), None)
            if missing is not None:
                raise Mistake(
                    f"there is no column {missing[:40]!r}; the columns are {shown}. "
                    "Name the one that holds the tools' names, such as --column 'App title=name'"
                )
            raise Mistake(
                f"no column is known to hold the tools' names; the columns are {shown}. "
                "Say which one does, such as --column 'App title=name'; the first line of a table names its columns"
            )

    def field_of(self, column: str) -> str | None:
        """The field that a column is read as."""
        found = self._found(column)
        return found and found[0]

    def fields(self, values: Mapping[str, object]) -> dict[str, object]:
        """A row by fields instead of columns; of ``links`` a list of all that its columns hold."""
        ranked = [
            (found[1], found[0], value)
            for column, value in values.items()
            if (found := self._found(column)) and not is_empty(value)
        ]
        fields: dict[str, object] = {}
        links: list[object] = []
        for _, field, value in sorted(ranked, key=lambda one: one[0]):
            if field == _ALL_COUNT:
                links += value if isinstance(value, list | tuple) else [value]
            else:
                fields.setdefault(field, value)
        return fields | {_ALL_COUNT: links} if links else fields

    def unmet(self) -> tuple[str, ...]:
        """The columns that the user named and the feed does not have."""
        met = {plain(column) for column in self._met}
        return tuple(column for name, column in self._spelled.items() if name not in met)

    def _found(self, column: str) -> tuple[str, int] | None:
        if column in self._met:
            return self._met[column]
        name = plain(column)
        chosen = self._chosen.get(name)
        found = (chosen, -1) if chosen and chosen != IGNORED else None
        if chosen is None and (known := _RANKS.get(name)) and known[0] not in self._taken:
            found = known
        if len(self._met) < _KEPT:
            self._met[column] = found
        return found


def is_empty(value: object) -> bool:
    """Whether a cell says nothing."""
    return value is None or (value.strip() == "" if isinstance(value, str) else value in ([], {}, ()))
