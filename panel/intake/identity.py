"""Identity: what a tool is known by, the surest first, and when two tools of one slug are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from panel.domain.source import Candidate, Rule
from panel.domain.tool import Tool
from panel.intake.addresses import canonical_url
from panel.intake.places import place
from panel.intake.slugs import with_collision

_LINKS_READ = 20
_SPOKEN = str.maketrans({"+": "plus", "#": "sharp"})


@dataclass(frozen=True, slots=True)
class Identities:
    """What a tool is known by. ``keys`` are what makes two rows one tool, each with its rule, the surest first.

    ``name`` is its name as names are compared, ``named`` that with who answers for its address: what other names are
    held against. ``owners`` and ``packages`` are those of its address and links.
    """

    keys: tuple[tuple[Rule, str], ...]
    name: str
    named: str
    owner: str | None
    packages: tuple[str, ...]

    @property
    def remembered(self) -> tuple[str, ...]:
        """All that the store keeps of them."""
        return tuple(dict.fromkeys((*(key for _, key in self.keys), self.named)))


class Entry(NamedTuple):
    """What a feed knows a row by, and the rule by which two rows of that feed with one ``key`` are one tool."""

    rule: Rule
    key: str


class Settled(NamedTuple):
    """A slug, and the tool that goes by it already, if one does."""

    slug: str
    holder: Tool | None


def identities(tool: Tool) -> Identities:
    """What the tool is known by, whatever feed it is in."""
    own = place(tool.url or "")
    linked = [place(link) for link in tool.links[:_LINKS_READ]]
    keys: list[tuple[Rule, str]] = []
    if own.address:
        keys.append((Rule.ADDRESS, f"address:{own.address}"))
    keys += [(Rule.REPOSITORY, f"repository:{one.repository}") for one in (own, *linked) if one.repository]
    packages = tuple(one.package for one in (own, *linked) if one.package)
    keys += [(Rule.REPOSITORY, f"package:{package}") for package in packages]
    name = compared_name(tool.name)
    named = f"name:{name}@{own.owner or ''}"
    if name and own.owner:
        keys.append((Rule.NAME_AND_DOMAIN, named))
    return Identities(
        keys=tuple(dict.fromkeys(keys)),
        name=name,
        named=named,
        owner=own.owner,
        packages=packages,
    )


def version_mark(tool: Tool) -> str:
    """What the store keeps beside them, so that it can tell a version whose identities were never read."""
    return f"version:{tool.version}"


def address_marks(slug: str, url: str | None) -> tuple[str, ...]:
    """What the store keeps of an address that a tool without one was given elsewhere: that there was one, and which."""
    return (f"placed:{slug}", f"placed:{slug}@{canonical_url(url)}") if url else ()


def entry_of(candidate: Candidate) -> Entry:
    """What its feed knows the row by: its own id there, else the slug it gives, else its name and address together."""
    tool = candidate.tool
    if candidate.source.external_id:
        return Entry(Rule.ENTRY, candidate.source.external_id)
    if candidate.is_slug_given:
        return Entry(Rule.GIVEN_SLUG, f"slug:{tool.slug}")
    named = f"row:{tool.name.casefold()}@"
    if tool.url:
        return Entry(Rule.NAME_AND_ADDRESS, named + canonical_url(tool.url))
    return Entry(Rule.NAME, named)


def compared_name(name: str) -> str:
    """A name as names are compared: its letters and digits alone, in one case, without accents."""
    name = name.translate(_SPOKEN)
    if name.isascii():
        return "".join(filter(str.isalnum, name.lower()))
    parts = unicodedata.normalize("NFKD", name).casefold()
    return unicodedata.normalize("NFC", "".join(filter(str.isalnum, parts)))


def is_same(one: Tool, other: Tool) -> bool:
    """Whether two tools that go by one slug are the same: the same address, or the same name where one has none."""
    if one.url and other.url:
        return canonical_url(one.url) == canonical_url(other.url)
    return one.name.casefold() == other.name.casefold()


def settled_slug(tool: Tool, holder_of: Callable[[str], Tool | None]) -> Settled:
    """The slug of a tool that gives none: the one made from its name, which gives way where another tool holds it."""
    holder = holder_of(tool.slug)
    if holder is None or is_same(holder, tool):
        return Settled(tool.slug, holder)
    apart = with_collision(tool.slug, tool.url or tool.name)
    return Settled(apart, holder_of(apart))
