"""Unkept sources: what a dry run takes in, remembered over what is stored and never stored itself."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from panel.domain.source import Known, Taken, Wanted
from panel.domain.tool import Tool
from panel.store.sources import Sources


class UnkeptSources:
    """Stands in for a store's sources; ``stored`` is what it reads, None where there is no store."""

    def __init__(self, stored: Sources | None) -> None:
        self._stored = stored
        self._entries: dict[tuple[str, str], str] = {}
        self._identities: dict[str, str] = {}
        self._tools: dict[str, Tool] = {}

    def take_in(self, wanted: Wanted, decide: Callable[[Known], Sequence[Taken]]) -> Mapping[str, int]:
        """Look up and decide, and remember what came of it; no tool has a row."""
        own = (self._identities.get(identity) for identity in wanted.identities)
        found = self._found(replace(wanted, names=(*wanted.names, *(slug for slug in own if slug is not None))))
        known = Known(
            ChainMap(self._entries, dict(found.entries)),
            ChainMap(self._identities, dict(found.identities)),
            ChainMap({}, self._tools, dict(found.tools)),
        )
        for taken in decide(known):
            for identity in taken.identities:
                self._identities.setdefault(identity, taken.slug)
            if taken.tool is not None:
                self._tools.update((name, _slim(taken.tool)) for name in (taken.slug, *taken.tool.aliases))
        return {}

    def unread(self) -> Iterator[Tool]:
        """Stored tools whose identities are not kept."""
        return iter(()) if self._stored is None else self._stored.unread()

    def names(self) -> Iterator[tuple[str, str]]:
        """Every identity that begins with ``name:``, with the slug it means."""
        yield from ((identity, slug) for identity, slug in self._identities.items() if identity.startswith("name:"))
        stored = iter(()) if self._stored is None else self._stored.names()
        yield from ((identity, slug) for identity, slug in stored if identity not in self._identities)

    def _found(self, wanted: Wanted) -> Known:
        return Known({}, {}, {}) if self._stored is None else self._stored.known(wanted)


def _slim(tool: Tool) -> Tool:
    """What other rows are held against, so that many can be remembered."""
    return Tool(slug=tool.slug, name=tool.name, aliases=tool.aliases, url=tool.url, links=tool.links)
