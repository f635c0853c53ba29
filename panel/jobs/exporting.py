"""Export: everything in the store, or what is there on some tools, as one document.

The whole of it is a backup: beside what a document exchanges it has the runs, their requests and the money they held,
and every version of every tool. What is on some tools is for others, and has none of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Unpack

from panel.assembly import Workshop
from panel.domain.backup import StoredTake
from panel.domain.current import newest_answered, takes_for_page
from panel.domain.document import Document, VerdictRecord, Votes
from panel.domain.frozen import Frozen
from panel.domain.hold import Hold, after_holds
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.jobs.checking import checked
from panel.jobs.hints import meant, repeated
from panel.jobs.options import Options, workshop
from panel.jobs.setting_aside import Aside
from panel.jobs.stored import require_store
from panel.report.document import verdict_record
from panel.report.document_text import document_text

if TYPE_CHECKING:
    from panel.store.backing_up import Snapshot


def export(slugs: Sequence[str] = (), **options: Unpack[Options]) -> Document:
    """Return the stored tools, all their takes in stored order, votes, and verdicts on the current takes.

    Without slugs it is a whole backup, and all in memory. Raises Mistake when there is no store, or no tool of a slug.
    """
    with _lists(slugs, options) as lists:
        return Document.model_validate({name: tuple(values) for name, values in lists.items()})


def exported_text(slugs: Sequence[str] = (), **options: Unpack[Options]) -> Iterator[str]:
    """The same as JSON text, in pieces: memory does not grow with the store. Raises before the first piece, as above.

    A store that turns out to be damaged on the way raises StoreUnusable, and leaves a text that is no whole document.
    """
    with _lists(slugs, options) as lists:
        yield from document_text(lists)


@contextmanager
def _lists(slugs: Sequence[str], options: Options) -> Iterator[dict[str, Iterable[Frozen]]]:
    """Every list of the document, in its order; each is read once, and none before those that stand before it."""
    with ExitStack() as stack:
        shop = stack.enter_context(workshop(**options))
        require_store(shop)
        chosen = _chosen(shop, slugs) if slugs else None
        aside = stack.enter_context(Aside(VerdictRecord)), stack.enter_context(Aside(StoredTake))
        snapshot = stack.enter_context(shop.store.snapshot())
        yield _Export(shop, snapshot, chosen, *aside).lists()


def _chosen(shop: Workshop, slugs: Sequence[str]) -> list[Tool]:
    """The tools by these slugs or aliases, each once."""
    found = {slug: shop.store.tool(slug) for slug in slugs}
    unknown = [slug for slug, tool in found.items() if tool is None]
    if unknown:
        known = [tool.slug for tool in shop.store.tools()]
        listed = f"`panel tools list` lists the {len(known):,} that are"
        near = meant(unknown[0], known, listed) if len(unknown) == 1 else listed
        raise Mistake(f"no tool {', '.join(map(repeated, unknown))} is stored; {near}")
    return list({tool.slug: tool for tool in found.values() if tool is not None}.values())


class _Export:
    """The lists of one document; verdicts, and how takes are stored, are set aside while the takes go by."""

    def __init__(
        self,
        shop: Workshop,
        snapshot: Snapshot,
        chosen: list[Tool] | None,
        verdicts: Aside[VerdictRecord],
        stored: Aside[StoredTake],
    ) -> None:
        self._shop = shop
        self._snapshot = snapshot
        self._chosen = chosen
        self._verdicts = verdicts
        self._stored = stored

    def lists(self) -> dict[str, Iterable[Frozen]]:
        exchanged: dict[str, Iterable[Frozen]] = {
            "tools": chain.from_iterable(self._tools()),
            "takes": chain.from_iterable(map(self._takes, self._tools())),
            "votes": chain.from_iterable(map(self._votes, self._tools())),
            "verdicts": self._verdicts,
            "comparisons": (),
            "holds": chain.from_iterable(map(self._holds, self._tools())),
        }
        return exchanged if self._chosen is not None else exchanged | self._backup()

    def _backup(self) -> dict[str, Iterable[Frozen]]:
        snapshot = self._snapshot
        return {
            "stored": self._stored,
            "versions": snapshot.versions(),
            "aliases": snapshot.aliases(),
            "identities": snapshot.identities(),
            "sources": snapshot.sources(),
            "runs": snapshot.runs(),
            "attempts": snapshot.attempts(),
            "reserves": snapshot.reserves(),
            "flights": snapshot.flights(),
        }

    def _tools(self) -> Iterable[list[Tool]]:
        return self._snapshot.tools() if self._chosen is None else [self._chosen]

    def _takes(self, tools: Sequence[Tool]) -> Iterator[Take]:
        """Every take on some tools as a page shows it."""
        slugs = [tool.slug for tool in tools]
        takes, holds = self._snapshot.takes_of(slugs), self._snapshot.holds_of(slugs)
        runs = self._snapshot.runs_on(slugs)
        for tool in tools:
            stored = takes[tool.slug]
            shown = after_holds(checked(stored, [tool], self._shop.personas), holds[tool.slug])
            yield from shown
            for one, other in zip(stored, shown, strict=True):
                self._stored.put(StoredTake.of(one, other))
            # Checks are dear and takes slow to compare, so those of a page are found by which objects they are.
            places = {id(take): place for place, take in enumerate(stored)}
            current = takes_for_page(stored, newest_answered(runs, tool.slug, stored))
            verdict = self._shop.verdict(tool, [shown[places[id(take)]] for take in current])
            self._verdicts.put(verdict_record(verdict))

    def _votes(self, tools: Sequence[Tool]) -> Iterable[Votes]:
        found: Mapping[str, Votes] = self._snapshot.votes_of([tool.slug for tool in tools])
        return [found[tool.slug] for tool in tools if tool.slug in found]

    def _holds(self, tools: Sequence[Tool]) -> Iterable[Hold]:
        return chain.from_iterable(self._snapshot.holds_of([tool.slug for tool in tools]).values())
