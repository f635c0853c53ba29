"""The one fetch, over real sockets: what comes, what it may take, and what goes wrong."""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from datetime import timedelta
from typing import Any

import pytest

from panel.errors import Cause, FetchFault
from panel.intake.fetch import Limits
from tests.fakes.clock import START
from tests.fakes.web import ALSO_PUBLIC, PUBLIC, Sends, Web, moved, page

FEED = "http://feeds.example/feed"


async def _fault(web: Web, **limits: Any) -> FetchFault:  # noqa: ANN401 - any of the limits
    with pytest.raises(FetchFault) as caught:
        await web.fetcher(limits=Limits(**limits)).fetch(FEED)
    return caught.value


def _raw(*pieces: bytes, rest: Sends | None = None) -> Sends:
    """Writes these bytes, one after the other, and closes; or goes on with the rest."""

    async def send(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if rest is not None:
            await rest(writer)

    return send


async def _for_ever(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"1\r\nx\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _a_flood(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"10000\r\n" + b"\0" * 0x10000 + b"\r\n")
        await writer.drain()


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


async def test_a_page_comes_with_its_type_and_time(web: Web) -> None:
    web.serve("/feed", page(b"<rss/>", Content_Type="application/rss+xml; charset=utf-8"))
    fetched = await web.fetcher().fetch(FEED)
    assert (fetched.content, fetched.content_type) == (b"<rss/>", "application/rss+xml; charset=utf-8")
    assert (fetched.url, fetched.fetched_at, fetched.is_unchanged) == (FEED, START, False)


async def test_the_address_is_connected_to_and_the_name_is_asked_for(web: Web) -> None:
    await web.fetcher().fetch(FEED)
    assert web.dialled == [PUBLIC]
    assert web.requests[0].headers["host"] == "feeds.example"


async def test_it_says_who_asks_and_nothing_else(web: Web) -> None:
    web.serve("/feed", page(Set_Cookie="id=1"))
    fetcher = web.fetcher()
    await fetcher.fetch(FEED)
    await fetcher.fetch(FEED)
    assert set(web.requests[1].headers) == {"host", "user-agent", "accept", "accept-encoding"}
    # A name and a version: a plus would announce an address, and the project has none.
    assert re.fullmatch(r"panel-review/[\w.+-]+", web.requests[1].headers["user-agent"])


async def test_every_address_is_tried_in_turn(web: Web) -> None:
    web.name("feeds.example", (ALSO_PUBLIC, PUBLIC))
    web.dead.add(ALSO_PUBLIC)
    assert (await web.fetcher().fetch(FEED)).content == b"content"
    assert web.dialled == [ALSO_PUBLIC, PUBLIC]


async def test_nobody_at_any_address_may_pass(web: Web) -> None:
    web.name("feeds.example", (ALSO_PUBLIC, PUBLIC))
    web.dead |= {ALSO_PUBLIC, PUBLIC}
    fault = await _fault(web)
    assert (fault.cause, fault.is_retryable) == (Cause.UNREACHABLE, True)
    assert str(fault) == f"{FEED}: nobody answers; check the address, and that its server runs"


async def test_a_name_that_nobody_knows_may_pass(web: Web) -> None:
    web.names.clear()
    fault = await _fault(web)
    assert (fault.cause, fault.is_retryable) == (Cause.UNREACHABLE, True)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_to_another_public_host(web: Web, status: int) -> None:
    web.name("new.example", (ALSO_PUBLIC,))
    web.serve("/feed", moved("//new.example/there?page=2#part", status=status))
    fetched = await web.fetcher().fetch(FEED)
    assert (fetched.url, web.dialled) == ("http://new.example/there?page=2", [PUBLIC, ALSO_PUBLIC])
    assert web.requests[1].headers["host"] == "new.example"


async def test_only_a_page_that_moved_for_good_all_the_way_is_said_to_have_moved(web: Web) -> None:
    web.serve("/feed", moved("/b", status=301), moved("/b", status=301), moved("/b", status=302))
    web.serve("/b", moved("/c", status=308), moved("/c", status=307), moved("/c", status=308))
    fetcher = web.fetcher()
    assert [(await fetcher.fetch(FEED)).moved_to for _ in range(3)] == ["http://feeds.example/c", None, None]


async def test_five_redirects_are_followed_and_no_more(web: Web) -> None:
    for number in range(6):
        web.serve(f"/{number}", moved(f"/{number + 1}"))
    assert (await web.fetcher().fetch("http://feeds.example/1")).url == "http://feeds.example/6"
    with pytest.raises(FetchFault, match="more than 5 times"):
        await web.fetcher().fetch("http://feeds.example/0")


async def test_a_circle_of_redirects_ends(web: Web) -> None:
    web.serve("/feed", moved("/feed"))
    fault = await _fault(web)
    assert (fault.cause, fault.is_retryable, len(web.requests)) == (Cause.REDIRECTED, False, 6)


async def test_a_redirect_to_nowhere_is_unreadable(web: Web) -> None:
    web.serve("/feed", page(status=302))
    assert (await _fault(web)).cause is Cause.UNREADABLE


@pytest.mark.parametrize("status", [204, 206, 300, 304, 400, 401, 403, 404, 408, 418, 425, 429, 500, 502, 503, 504])
async def test_other_statuses_say_whether_a_retry_helps(web: Web, status: int) -> None:
    web.serve("/feed", page(b"", status=status))
    fault = await _fault(web)
    assert (fault.status, fault.is_retryable) == (status, status in (408, 425, 429, 500, 502, 503, 504))


async def test_a_page_that_is_gone_says_stop(web: Web) -> None:
    web.serve("/feed", page(status=410))
    fault = await _fault(web)
    assert not fault.is_retryable
    assert "stop asking for it" in str(fault)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate", "gzip, gzip"])
async def test_packed_pages_are_unpacked(web: Web, coding: str) -> None:
    packed = {
        "gzip": gzip.compress(b"words"),
        "deflate": zlib.compress(b"words"),
        "raw deflate": zlib.compress(b"words", wbits=-15),
        "gzip, gzip": gzip.compress(gzip.compress(b"words")),
    }
    web.serve("/feed", page(packed[coding], Content_Encoding=coding.removeprefix("raw ")))
    assert (await web.fetcher().fetch(FEED)).content == b"words"


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br", "x-surprise", ", ".join(["gzip"] * 9)])
async def test_what_was_not_asked_for_is_not_unpacked(web: Web, coding: str) -> None:
    web.serve("/feed", page(gzip.compress(b"words"), Content_Encoding=coding))
    assert (await _fault(web)).cause is Cause.UNREADABLE


async def test_what_is_not_packed_as_it_says_is_unreadable(web: Web) -> None:
    web.serve("/feed", page(b"plain words", Content_Encoding="gzip"))
    assert (await _fault(web)).cause is Cause.UNREADABLE


async def test_a_page_may_have_as_many_bytes_as_are_allowed_and_not_one_more(web: Web) -> None:
    web.serve("/feed", page(b"x" * 100))
    assert len((await web.fetcher(limits=Limits(size=100)).fetch(FEED)).content) == 100
    fault = await _fault(web, size=99)
    assert (fault.cause, fault.is_retryable) == (Cause.TOO_BIG, False)


async def test_a_bomb_is_defused_before_it_goes_off(web: Web) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(200)) + packer.flush()
    assert len(bomb) < 250_000
    web.serve("/feed", page(bomb, Content_Encoding="gzip"))
    assert (await _fault(web, size=1_000_000)).cause is Cause.TOO_BIG


async def test_a_bomb_in_a_bomb_is_defused_too(web: Web) -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    assert len(bomb) < 2_000
    web.serve("/feed", page(bomb, Content_Encoding="gzip, gzip"))
    assert (await _fault(web, size=1_000_000)).cause is Cause.TOO_BIG


async def test_what_follows_packed_words_without_end_is_not_gathered(web: Web) -> None:
    packed = gzip.compress(b"words")
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    web.serve("/feed", _raw(head, b"%x\r\n%b\r\n" % (len(packed), packed), rest=_a_flood))
    assert (await _fault(web, size=1_000_000)).cause is Cause.TOO_BIG


async def test_a_body_without_end_is_cut_off(web: Web) -> None:
    web.serve("/feed", _raw(CHUNKED, rest=_a_flood))
    assert (await _fault(web, size=1_000_000)).cause is Cause.TOO_BIG


@pytest.mark.parametrize("start", [CHUNKED, b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 100 Continue\r\n\r\n"], ids=repr)
async def test_a_server_that_dribbles_is_left_in_time(web: Web, start: bytes) -> None:
    web.serve("/feed", _raw(start, rest=_for_ever if start == CHUNKED else _silence))
    fault = await _fault(web, seconds=0.2)
    assert (fault.cause, fault.is_retryable) == (Cause.TIMED_OUT, True)


async def _silence(writer: asyncio.StreamWriter) -> None:
    del writer
    await asyncio.sleep(5)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        CHUNKED + b"zz\r\n",
    ],
    ids=lambda sent: repr(sent[:40]),
)
async def test_what_is_no_whole_answer_is_a_fault(web: Web, sent: bytes) -> None:
    web.serve("/feed", _raw(sent))
    fault = await _fault(web)
    assert (fault.cause, fault.is_retryable) == (Cause.UNREACHABLE, True)


async def test_cancelling_a_fetch_is_no_fault_of_the_page(web: Web) -> None:
    web.serve("/feed", _raw(rest=_silence))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await web.fetcher().fetch(FEED)


@pytest.mark.parametrize("after", ["120", "Fri, 02 Jan 2026 12:02:00 GMT"])
async def test_a_wait_that_a_server_asks_for_is_named(web: Web, after: str) -> None:
    web.serve("/feed", page(status=503, Retry_After=after))
    fault = await _fault(web)
    assert (fault.cause, fault.not_before) == (Cause.RATE_LIMITED, START + timedelta(seconds=120))
    assert "not to be asked again before 2026-01-02 12:02:00 UTC" in str(fault)
