"""Matching: which tool a row of a feed is, by what it is known by and what is known already.

The surest identity decides. What would make one tool of two that differ in more than it says is a doubt, and they stay
apart: a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from panel.domain.source import Candidate, Doubt, Known, Rejected, Rule, Taken, Wanted
from panel.domain.tool import Tool
from panel.intake.alike import are_alike
from panel.intake.identity import Settled, address_marks, entry_of, identities, is_same, version_mark
from panel.intake.numbering import Numbering, means_another, share_something
from panel.intake.slugs import with_collision


def wanted(candidates: Iterable[Candidate]) -> Wanted:
    """What is to be looked up before these rows can be matched."""
    entries, known_by, names = set[tuple[str, str]](), set[str](), set[str]()
    for one in candidates:
        own = identities(one.tool)
        entries.add((one.source.feed, entry_of(one).key))
        known_by.update(own.remembered)
        names.update((*_slugs(one), *one.tool.aliases))
        known_by.update(mark for slug in _slugs(one) for mark in address_marks(slug, one.tool.url))
    return Wanted(tuple(sorted(entries)), tuple(sorted(known_by)), tuple(sorted(names)))


class Matching:
    """Takes rows for tools, one after another. Of several rows on one tool the first says what the tool is."""

    def __init__(self, doubt: Callable[[Doubt], None]) -> None:
        self._doubt = doubt
        self._seen: set[str] = set()
        self._other_names: dict[str, set[str]] = {}
        self._numbering = Numbering()

    @property
    def count(self) -> int:
        """How many tools there are so far."""
        return len(self._seen)

    def expect(self, candidates: Iterable[Candidate], known: Known) -> None:
        """Look at rows that are taken next, since one of them can tell what the id of another is worth."""
        self._numbering.read(candidates, known)

    def take(self, candidate: Candidate, known: Known) -> Taken | Rejected:
        """The tool that a row is; what it is known by from now on is added to ``known``."""
        row = _Row(candidate, known, self._seen, self._other_names, self._numbering)
        rule, slug = row.tool_it_is()
        holder = known.tools.get(slug)
        if rule is Rule.SLUG and holder is not None and _is_another(holder, candidate):
            return _rejected(candidate)
        for why, other in row.doubts(rule, slug):
            self._doubt(Doubt(tool=slug, other=other, why=why))
        tool = None if slug in self._seen else row.stated(slug, holder)
        by = (*row.own.remembered, *_other_addresses(slug, tool or holder, (holder, candidate.tool)))
        own = (key for key in by if known.identities.get(key, slug) == slug)
        taken = Taken(
            slug=slug,
            rule=rule,
            tool=tool,
            source=candidate.source,
            entry=row.entry.key,
            identities=(*own, version_mark(tool)) if tool is not None else tuple(own),
        )
        self._seen.add(slug)
        self._numbering.remember(candidate, slug)
        if tool is None and holder is not None and holder.name != candidate.tool.name:
            self._other_names.setdefault(slug, set()).add(candidate.tool.name)
        _learn(known, taken)
        return taken


class _Row:
    """One row against what is known, and against the names by which rows of this job gave a tool beside its own."""

    def __init__(
        self,
        candidate: Candidate,
        known: Known,
        seen: set[str],
        other_names: Mapping[str, Iterable[str]],
        numbering: Numbering,
    ) -> None:
        self._candidate = candidate
        self._tool = candidate.tool
        self._is_slug_given = candidate.is_slug_given
        self._known = known
        self.own = identities(candidate.tool)
        self.entry = entry_of(candidate)
        self._other_names = other_names
        self._numbering = numbering
        self._put_aside: dict[str, str] = {}
        meant = known.entries.get((candidate.source.feed, self.entry.key))
        if meant is not None and self._is_given_away(meant, numbering.is_anew(candidate.source.feed) or meant in seen):
            # The entry stays its first tool's; this row is known by itself.
            self._put_aside[meant] = f"its feed knows another tool by the same {_CALLED[self.entry.rule]}"
            self.entry = entry_of(_without_id(candidate))
            meant = None
        self._by_entry = meant

    def tool_it_is(self) -> tuple[Rule, str]:
        """The slug of the tool that this row is, and why."""
        if self._by_entry is not None:
            return self.entry.rule, self._by_entry
        for rule, slug in self._meanings():
            if self._against(rule, slug) is None:
                return rule, slug
        if self._is_slug_given:
            holder = self._known.tools.get(self._tool.slug)
            return (Rule.NEW, self._tool.slug) if holder is None else (Rule.SLUG, holder.slug)
        settled = self._settled()
        return (Rule.NEW, settled.slug) if settled.holder is None else (Rule.SLUG, settled.holder.slug)

    def doubts(self, rule: Rule, slug: str) -> Iterator[tuple[str, str]]:
        """Other tools that something about this row means, each with the reason."""
        others = dict(self._put_aside)
        for other_rule, other in self._meanings():
            if (why := self._against(other_rule, other)) != "":
                others.setdefault(other, why or _SHARED[other_rule])
        if (namesake := self._known.identities.get(self.own.named)) is not None:
            others.setdefault(namesake, "both have one name")
        if rule is not Rule.SLUG and self._is_slug_given and (holder := self._known.tools.get(self._tool.slug)):
            others.setdefault(holder.slug, "a row of this tool gives the other's slug")
        for alias in self._tool.aliases:
            if (holder := self._known.tools.get(alias)) is not None:
                others.setdefault(holder.slug, "one has the other's slug or alias as its alias")
        yield from ((why, other) for other, why in others.items() if other != slug)

    def stated(self, slug: str, holder: Tool | None) -> Tool:
        """What the row says of the tool, under the slug it is stored by; its names are added to those it has."""
        given = (self._tool.slug, *self._tool.aliases) if self._is_slug_given else self._tool.aliases
        free = (name for name in given if self._is_free(name, slug))
        aliases = tuple(dict.fromkeys((*(holder.aliases if holder is not None else ()), *free)))
        if (slug, aliases) == (self._tool.slug, self._tool.aliases):
            return self._tool
        return self._tool.known_as(slug, aliases)

    def _is_free(self, name: str, slug: str) -> bool:
        holder = self._known.tools.get(name)
        return name != slug and (holder is None or holder.slug == slug)

    def _meanings(self) -> Iterator[tuple[Rule, str]]:
        for rule, key in self.own.keys:
            if (slug := self._known.identities.get(key)) is not None:
                yield rule, slug

    def _against(self, rule: Rule, slug: str) -> str | None:
        """Why a shared identity does not make one tool of two: empty where they are plainly two, None where it does."""
        other = self._known.tools.get(slug)
        if other is None:
            return None
        its = identities(other)
        if _are_two_packages(self.own.packages, its.packages):
            return ""
        if rule is Rule.ADDRESS and not self._goes_by_a_name_of(other):
            return "both have one address, and names that are not alike"
        if rule is Rule.ADDRESS and self._has_the_name_of_another(slug):
            return _SHARED[rule]
        if rule is not Rule.REPOSITORY or self.own.name == its.name:
            return None
        if self.own.owner is not None and self.own.owner == its.owner:
            return None
        return "both lead to one repository or package, and differ in name and address"

    def _is_at_address_of(self, *tools: Tool) -> bool:
        """Whether the row's address is that of all of these tools."""
        own = {key for rule, key in self.own.keys if rule is Rule.ADDRESS}
        return bool(own) and all(own <= {key for _, key in identities(tool).keys} for tool in tools)

    def _has_the_name_of_another(self, slug: str) -> bool:
        """Whether the row has the very name of another of the tools at its address."""
        namesake = self._known.tools.get(self._known.identities.get(self.own.named, slug))
        return namesake is not None and namesake.slug != slug and self._is_at_address_of(namesake)

    def _goes_by_a_name_of(self, other: Tool) -> bool:
        """Whether the row's name or slug is one that the tool has, or once had, or is nearly each that it has now."""
        own = {*self._tool.aliases, *((self._tool.slug,) if self._is_slug_given else ())}
        return (
            all(are_alike(self._tool.name, name) for name in (other.name, *self._other_names.get(other.slug, ())))
            or self._known.identities.get(self.own.named) == other.slug
            or not own.isdisjoint((other.slug, *other.aliases))
        )

    def _settled(self) -> Settled:
        """The slug that is made for the row, and the tool that goes by it already, if one does and is the same."""
        slug, holder = self._tool.slug, None
        for slug in _slugs(self._candidate):
            holder = self._known.tools.get(slug)
            if holder is None or (self._may_be_named(holder) and self._goes_by_a_name_of(holder)):
                break
        return Settled(slug, holder)

    def _may_be_named(self, holder: Tool) -> bool:
        """Whether nothing but a name is needed: one that has no address now may have been given another before."""
        if not is_same(holder, self._tool) or self._numbering.tells_apart(self._candidate, holder.slug):
            return False
        marks = address_marks(holder.slug, None if holder.url else self._tool.url)
        return not marks or marks[0] not in self._known.identities or marks[1] in self._known.identities

    def _is_given_away(self, slug: str, is_doubtful: bool) -> bool:  # noqa: FBT001 - what its one caller found out
        """Whether a feed that numbers its rows anew, or all alike, gives this row an id that was another tool's.

        It shares nothing with that tool, and the id is doubtful anyhow or the row is plainly another tool; or its
        address and name are those of one and the same other tool. An address that both of these have says nothing.
        """
        entry_tool = self._known.tools.get(slug)
        if entry_tool is None:
            return False
        meant = dict(self._meanings())
        namesake = self._known.tools.get(meant.get(Rule.NAME_AND_DOMAIN, slug))
        if namesake is not None and namesake.slug != slug and self._is_at_address_of(namesake, entry_tool):
            return not self._goes_by_a_name_of(entry_tool)
        if share_something(self.own, identities(entry_tool)):
            return False
        return is_doubtful or means_another(self.own, self._known, slug)


_CALLED: Mapping[Rule, str] = {
    Rule.ENTRY: "id",
    Rule.GIVEN_SLUG: "slug",
    Rule.NAME_AND_ADDRESS: "name and address",
    Rule.NAME: "name",
}

_SHARED: Mapping[Rule, str] = {
    Rule.ADDRESS: "both have one address",
    Rule.REPOSITORY: "both lead to one repository or package",
    Rule.NAME_AND_DOMAIN: "both have one name at one domain",
}


def _slugs(row: Candidate) -> tuple[str, ...]:
    """The slugs of a row in the order in which it may have them, for tools that share an address, or have none, too."""
    tool, number = row.tool, row.source.external_id
    by = (tool.url or tool.name, tool.name, *((f"{tool.name}#{number}",) if number else ()))
    return tool.slug, *(with_collision(tool.slug, one) for one in by)


def _other_addresses(slug: str, stated: Tool | None, others: Iterable[Tool | None]) -> Iterator[str]:
    """What is kept of addresses that the tool has had where what is stated of it now has none."""
    if stated is not None and not stated.url:
        yield from (mark for one in others if one is not None for mark in address_marks(slug, one.url))


def known_by_itself(tool: Tool) -> Taken:
    """A stored tool that no feed brought, with what it is known by."""
    return Taken(
        slug=tool.slug,
        rule=Rule.NEW,
        tool=None,
        source=None,
        entry="",
        identities=(*identities(tool).remembered, version_mark(tool)),
    )


def _is_another(holder: Tool, candidate: Candidate) -> bool:
    """Whether a slug's holder is another tool: for a slug that was given, only its address can say so."""
    has_two_addresses = holder.url and candidate.tool.url
    return bool(has_two_addresses or not candidate.is_slug_given) and not is_same(holder, candidate.tool)


def _rejected(candidate: Candidate) -> Rejected:
    slug = candidate.tool.slug
    return Rejected(
        feed=candidate.source.feed,
        row=candidate.source.row,
        reason=f"slug: {slug} is another tool's, which has another address; give this one a slug of its own",
    )


def _without_id(candidate: Candidate) -> Candidate:
    return candidate.model_copy(update={"source": candidate.source.model_copy(update={"external_id": None})})


def _are_two_packages(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both are in one registry, and have no package in common."""
    if not (one and other) or not set(one).isdisjoint(other):
        return False
    return not {name.split("/")[0] for name in one}.isdisjoint(name.split("/")[0] for name in other)


def _learn(known: Known, taken: Taken) -> None:
    if taken.source is not None:
        known.entries.setdefault((taken.source.feed, taken.entry), taken.slug)
    for identity in taken.identities:
        known.identities.setdefault(identity, taken.slug)
    if taken.tool is not None:
        for name in (taken.slug, *taken.tool.aliases):
            known.tools[name] = taken.tool
