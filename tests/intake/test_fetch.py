"""The one fetch, over real sockets: what comes, what it may take, and what goes wrong."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from panel.errors import Cause, FetchFault, FetchRefused
from panel.intake.fetch import Limits
from tests.fakes.clock import START
from tests.fakes.web import ALSO_PUBLIC, PUBLIC, Web, moved, page

FEED = "http://feeds.example/feed"


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """A web with one public name."""
    async with Web() as web:
        web.name("feeds.example", (PUBLIC,))
        yield web


async def _fault(web: Web, url: str = FEED, **limits: float) -> FetchFault:
    with pytest.raises(FetchFault) as caught:
        await web.fetcher(limits=Limits(**limits)).fetch(url)  # type: ignore[arg-type]  # sizes are whole here
    return caught.value


async def test_a_page_comes_with_its_type_and_time(web: Web) -> None:
    web.serve("/feed", page(b"<rss/>", Content_Type="application/rss+xml; charset=utf-8"))
    fetched = await web.fetcher().fetch(FEED)
    assert (fetched.content, fetched.content_type) == (b"<rss/>", "application/rss+xml; charset=utf-8")
    assert (fetched.url, fetched.fetched_at, fetched.is_unchanged) == (FEED, START, False)


async def test_the_address_is_connected_to_and_the_name_is_asked_for(web: Web) -> None:
    await web.fetcher().fetch(FEED)
    assert web.dialled == [PUBLIC]
    assert web.requests[0].headers["host"] == "feeds.example"
