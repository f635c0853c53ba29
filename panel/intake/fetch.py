"""The one fetch: everything that is read from the web comes through here, and only what is public or was named.

A fetch looks a name up itself, connects to the addresses it has checked and to no others, checks every redirect
likewise, counts what it reads as it decodes it, and ends in time. It asks politely: with the validators of what was
kept, no sooner than a server said, and under its own name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from panel.domain.frozen import fingerprint
from panel.intake.admission import Admission, Resolver, system_resolver
from panel.intake.cache_terms import GONE, CacheTerms, cache_terms, left_alone
from panel.intake.fetch_faults import NAME, gone, late, put_off, refused, unreadable, wandering
from panel.intake.guarded_transport import Bounds, Transports, body, exchange, straight
from panel.intake.kept_pages import FORMAT, Head, KeptPage, KeptPages, as_field, digest
from panel.intake.public_addresses import Address, is_public
from panel.intake.targets import Target, read_target

if TYPE_CHECKING:
    import httpx2

_LONGEST_CONNECT = 5.0
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))
_PROJECT = "panel-review"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: ``size`` in bytes, both as sent and as decoded; ``seconds`` for all of it."""

    size: int = 2_000_000
    seconds: float = 10.0
    redirects: int = 5


PAGES = Limits()
FEEDS = Limits(size=64_000_000, seconds=60.0)

FEED_PAUSE = timedelta(minutes=50)
"""Between two requests for a feed whose server says nothing of its age: a job that runs hourly asks each time."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page. ``url`` is where it was found, without secrets; ``moved_to`` is where it says that it is now for good.

    ``is_unchanged`` says that the content is that of the fetch before, whatever became of that: a run that was stopped
    may have done nothing with it yet. ``kept_until`` is when its server is asked again, where it was not asked now.
    """

    url: str
    content: bytes
    content_type: str | None
    fetched_at: datetime
    is_unchanged: bool
    moved_to: str | None = None
    kept_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Journey:
    """From the page that was asked for to the one that answers; ``is_for_good`` where every redirect said so."""

    asked: Target
    page: Target
    is_for_good: bool = True

    def on(self, page: Target, status: int) -> _Journey:
        return _Journey(self.asked, page, self.is_for_good and status in _FOR_GOOD)

    @property
    def moved_to(self) -> str | None:
        return self.page.shown if self.is_for_good and self.page != self.asked else None


class Fetcher:
    """Fetches pages. ``named`` are the servers that the user named, as URLs or ``host:port``: these may be private.

    ``kept`` is the folder in which pages are kept for conditional requests; None keeps none. ``pause`` is how long a
    kept page of the public internet is not asked for again where its server says nothing of its age. ``transports``
    makes what carries a request once its addresses are checked.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        named: Collection[str] = (),
        kept: Path | None = None,
        resolver: Resolver = system_resolver,
        limits: Limits = PAGES,
        pause: timedelta = timedelta(),
        transports: Transports = straight,
    ) -> None:
        self._clock = clock
        self._admission = Admission(named, resolver)
        self._kept = KeptPages(kept, cap=limits.size)
        self._limits = limits
        self._pause = pause
        self._transports = transports

    async def fetch(self, url: str) -> Fetched:
        """Fetch a page, or give what is kept of it where its server lets that do.

        Raises FetchRefused for an address that is not fetched, and FetchFault for a page that cannot be had.
        """
        target = read_target(url)
        self._admission.check(target, target)
        kept, now = self._kept.find(target.url), self._clock()
        if kept is not None and (until := kept.put_off(now)) is not None:
            raise gone(target, until) if kept.head.is_gone else put_off(target, until)
        if kept is not None and kept.is_fresh(now) and (content := self._kept.content(target.url, kept)) is not None:
            return replace(_fetched(kept.head, content, is_unchanged=True), kept_until=kept.head.fresh_until)
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(_Journey(target, target), kept)
        except TimeoutError:
            raise late(target, self._limits.seconds) from None

    async def _follow(self, way: _Journey, kept: KeptPage | None) -> Fetched:
        for _ in range(self._limits.redirects + 1):
            addresses = await self._admission.addresses(way.page, way.asked)
            bounds = Bounds(self._limits.size, min(_LONGEST_CONNECT, self._limits.seconds / len(addresses)))
            asking = exchange(way.page, addresses, _headers(way.page, kept), bounds, self._transports)
            async with asking as response:
                if response.status_code not in _REDIRECTS:
                    terms = cache_terms(response.headers, self._clock(), unsaid=self._pause_of(addresses))
                    return await self._conclude(way, response, terms, kept, bounds)
                location = response.headers.get("location")
            if location is None:
                raise unreadable(way.page, "redirects to nowhere", NAME)
            way = way.on(way.page.beyond(_as_text(location)), response.status_code)
        raise wandering(way.asked, self._limits.redirects)

    async def _conclude(
        self, way: _Journey, response: httpx2.Response, terms: CacheTerms, kept: KeptPage | None, bounds: Bounds
    ) -> Fetched:
        now = self._clock()
        match response.status_code:
            case 200 | 203:
                content = await body(way.page, response, bounds)
                head = _head(way, response.headers, terms, now).model_copy(update={"body": digest(content)})
                self._kept.keep(way.asked.url, head, content if terms.may_be_kept else None)
                return _fetched(head, content, is_unchanged=kept is not None and kept.head.body == head.body)
            case 304 if kept is not None and kept.has_content and _is_from(way.page, kept):
                if (before := self._kept.content(way.asked.url, kept)) is None:
                    # Another process has kept a newer page meanwhile, so nothing says what this answer is about.
                    return await self._follow(_Journey(way.asked, way.asked), None)
                head = _confirmed(kept.head, _head(way, response.headers, terms, now))
                if terms.may_be_kept:
                    self._kept.note(way.asked.url, head)
                else:
                    self._kept.keep(way.asked.url, head, None)
                return _fetched(head, before, is_unchanged=True)
            case status:
                until = left_alone(status, response.headers, now)
                if until is not None:
                    head = kept.head if kept is not None else Head(format=FORMAT, fetched_at=now)
                    alone = {"not_before": until, "is_gone": status == GONE}
                    self._kept.note(way.asked.url, head.model_copy(update=alone))
                raise refused(way.page, status, until)

    def _pause_of(self, addresses: Collection[Address]) -> timedelta:
        """A server of the user's own may change its pages under the user's hands, and is asked each time."""
        return self._pause if all(map(is_public, addresses)) else timedelta()


def _headers(page: Target, kept: KeptPage | None) -> dict[str, str]:
    """What is sent: who asks, and the validators of what is kept, to the server that gave them alone."""
    head = kept.head if kept is not None and kept.has_content and _is_from(page, kept) else None
    validators = {
        "If-None-Match": head.etag if head else None,
        "If-Modified-Since": head.last_modified if head else None,
    }
    return {
        "User-Agent": _agent(),
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        **{name: value for name, value in validators.items() if value is not None},
    }


@lru_cache(maxsize=1)
def _agent() -> str:
    try:
        release = version(_PROJECT)
    except PackageNotFoundError:
        release = "0"
    return f"{_PROJECT}/{release}"


def _as_text(location: str) -> str:
    """A location that may be in UTF-8, as browsers read it; header values come as Latin-1, so that none is changed."""
    return location.encode("latin-1").decode("utf-8", "replace")


def _is_from(page: Target, kept: KeptPage) -> bool:
    return kept.head.served_by == fingerprint(page.url)


def _head(way: _Journey, headers: httpx2.Headers, terms: CacheTerms, now: datetime) -> Head:
    return Head(
        format=FORMAT,
        url=way.page.shown,
        served_by=fingerprint(way.page.url),
        moved_to=way.moved_to,
        fetched_at=now,
        content_type=as_field(headers.get("content-type")),
        etag=as_field(headers.get("etag")) if terms.may_be_kept else None,
        last_modified=as_field(headers.get("last-modified")) if terms.may_be_kept else None,
        fresh_until=terms.fresh_until,
    )


def _confirmed(before: Head, said: Head) -> Head:
    """The head of what is kept, after its server has said that it is still so (RFC 9111, section 3.2)."""
    kept = {name: getattr(said, name) or getattr(before, name) for name in ("content_type", "etag", "last_modified")}
    return said.model_copy(update={**kept, "body": before.body})


def _fetched(head: Head, content: bytes, *, is_unchanged: bool) -> Fetched:
    return Fetched(
        url=head.url,
        content=content,
        content_type=head.content_type,
        fetched_at=head.fetched_at,
        is_unchanged=is_unchanged,
        moved_to=head.moved_to,
    )
