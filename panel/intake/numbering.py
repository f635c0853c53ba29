"""Numbering: whether what a feed calls an entry is still the tool that it was, or a place that another tool took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from panel.domain.source import Candidate, Known
from panel.intake.identity import Identities, entry_of, identities

_FEWEST = 2
"""Ids of a feed that have to mean something else at once: one alone may be a tool with a new name and address."""


class Numbering:
    """Which feeds number their rows anew, so that an id of theirs says nothing where a row says something else.

    Within one job ids tell rows apart in every feed.
    """

    def __init__(self) -> None:
        self._anew: set[str] = set()
        self._changed = Counter[str]()
        self._kept = Counter[str]()
        self._without_address: dict[tuple[str, str], tuple[str, str]] = {}

    def remember(self, row: Candidate, slug: str) -> None:
        """Remember what a row calls the tool that it is, where it has but a name to be known by."""
        if row.source.external_id and not row.tool.url:
            called = (row.source.external_id, _words(row))
            self._without_address.setdefault((row.source.feed, slug), called)

    def tells_apart(self, row: Candidate, slug: str) -> bool:
        """Whether the feed lists that tool beside the row: by another id, in other words, without an address either."""
        its = self._without_address.get((row.source.feed, slug))
        if its is None or row.tool.url or not row.source.external_id:
            return False
        return its[0] != row.source.external_id and its[1] != _words(row)

    def is_anew(self, feed: str) -> bool:
        """Whether an id of this feed is a place, as far as its rows were read."""
        return feed in self._anew

    def read(self, rows: Iterable[Candidate], known: Known) -> None:
        """Look at rows before the first of them is matched.

        A feed numbers anew where a row is plainly another tool than the one its id meant, where that one is plainly
        another row, or where most of its ids so far mean something else.
        """
        rows = tuple(rows)
        elsewhere = {slug for one in rows if (slug := known.identities.get(identities(one.tool).named)) is not None}
        for one in rows:
            feed, own = one.source.feed, identities(one.tool)
            meant = known.entries.get((feed, entry_of(one).key))
            tool = known.tools.get(meant) if meant is not None else None
            if meant is None or tool is None:
                continue
            if share_something(own, identities(tool)):
                self._kept[feed] += 1
                continue
            self._changed[feed] += 1
            if meant in elsewhere or means_another(own, known, meant):
                self._anew.add(feed)
        self._anew.update(feed for feed, count in self._changed.items() if count >= max(_FEWEST, self._kept[feed] + 1))


def _words(row: Candidate) -> str:
    """What tells its words from others', in little room."""
    return row.tool.dossier.fingerprint[:16]


def share_something(one: Identities, other: Identities) -> bool:
    """Whether two are known by one name or by anything else that both have."""
    return one.name == other.name or not {key for _, key in one.keys}.isdisjoint(key for _, key in other.keys)


def means_another(own: Identities, known: Known, slug: str) -> bool:
    """Whether a row has the name of another tool and whose it is, and nothing of it means a third."""
    by_itself = known.identities.get(own.named)
    found = {known.identities[key] for _, key in own.keys if key in known.identities}
    return by_itself is not None and by_itself != slug and found <= {by_itself}
