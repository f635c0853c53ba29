"""Named feeds: paths, web addresses and standard input, checked before any is read, and opened one at a time."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from panel.errors import Mistake
from panel.intake.printable_url import printable_url
from panel.intake.tool_files import close_names
from panel.jobs.hints import repeated

if TYPE_CHECKING:
    from panel.intake.fetch import Fetched

STANDARD_INPUT = "-"


class Fetches(Protocol):
    """Fetches a page."""

    async def fetch(self, url: str) -> Fetched:
        """Fetch a page; raises FetchRefused and FetchFault."""


@dataclass(frozen=True, slots=True)
class NamedFeed:
    """A feed as it was named. ``shown`` is that without secrets: what sources, outputs and messages call it."""

    given: str
    shown: str

    @property
    def is_fetched(self) -> bool:
        """Whether it comes from the web."""
        return self.given.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class OpenStream:
    """A feed's bytes, and when they were had. ``is_unchanged`` where its server said that they are the last time's.

    ``moved_to`` is where its server says that it is now for good; ``kept_until`` is when its server is asked again,
    where it was not asked now. A stream that has an end can be read to it whenever.
    """

    content: BinaryIO
    fetched_at: datetime
    content_type: str | None = None
    is_unchanged: bool = False
    moved_to: str | None = None
    kept_until: datetime | None = None
    has_end: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """How feeds are come by."""

    fetcher: Fetches
    standard_input: BinaryIO | None
    clock: Callable[[], datetime]


def named_feeds(feeds: Sequence[str]) -> tuple[NamedFeed, ...]:
    """The feeds that were named, each once. Raises Mistake with the fix for a path that cannot be read."""
    if not feeds:
        raise Mistake("no feed is named; give a path, a web address, or - for standard input")
    named: dict[str, NamedFeed] = {}
    for given in feeds:
        feed = _named(str(given))
        key = feed.given.partition("#")[0] if feed.is_fetched or _is_standard(feed) else os.path.realpath(feed.given)
        named.setdefault(key, feed)
    return tuple(named.values())


@asynccontextmanager
async def opened(feed: NamedFeed, way: Way) -> AsyncIterator[OpenStream]:
    """The feed's bytes, from the web where it is there. Raises Fault or Mistake where it cannot be had."""
    if feed.is_fetched:
        page = await way.fetcher.fetch(feed.given)
        yield OpenStream(
            content=io.BytesIO(page.content),
            fetched_at=page.fetched_at,
            content_type=page.content_type,
            is_unchanged=page.is_unchanged and page.kept_until is None,
            moved_to=page.moved_to,
            kept_until=page.kept_until,
        )
    elif _is_standard(feed):
        if way.standard_input is None:
            raise Mistake("-: there is no standard input to read; name a path or a web address")
        yield OpenStream(way.standard_input, way.clock(), has_end=False)
    else:
        with _file(feed) as content:
            is_ordinary = stat.S_ISREG(os.fstat(content.fileno()).st_mode)
            yield OpenStream(content, way.clock(), has_end=is_ordinary)


def _file(feed: NamedFeed) -> BinaryIO:
    try:
        return Path(feed.given).open("rb")
    except OSError as error:
        raise Mistake(f"{feed.shown}: cannot be read ({error.strerror}); check its permissions") from None


def _is_standard(feed: NamedFeed) -> bool:
    return feed.given == STANDARD_INPUT


def _named(given: str) -> NamedFeed:
    if not given.strip():
        raise Mistake("a feed's name is empty; give a path, a web address, or - for standard input")
    if NamedFeed(given, given).is_fetched:
        return NamedFeed(given, printable_url(given))
    if given == STANDARD_INPUT:
        return NamedFeed(given, given)
    if "://" in given[:40]:
        shown = repeated(printable_url(given))
        raise Mistake(f"{shown}: only http and https are fetched; give such an address, or save it and give its path")
    _require_readable(given)
    return NamedFeed(given, os.path.normpath(given))


def _require_readable(given: str) -> None:
    path, shown = Path(given), repeated(given)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise Mistake(f"{shown}: no such file; {close_names(path)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Mistake(f"{shown}: cannot be read ({reason}); check the path and its permissions") from None
    if stat.S_ISDIR(mode):
        raise Mistake(f"{shown}: a folder; name the feeds in it, such as {path / '*.jsonl'}")
    if not os.access(path, os.R_OK):
        raise Mistake(f"{shown}: cannot be read (Permission denied); check its permissions")
