"""Fetching a second time: what is asked of a server that was asked before, in this process or in another."""

from __future__ import annotations

import asyncio
import stat
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from panel.errors import FetchFault
from panel.intake.fetch import Limits
from tests.fakes.clock import START
from tests.fakes.web import PUBLIC, Web, moved, page

FEED = "http://feeds.example/feed"
ETAG = 'W/"a b\u00e9,\\"'


@pytest.fixture
def full(ordinary: Path) -> Iterator[Path]:
    """A folder that nothing can be put into."""
    ordinary.chmod(0o500)
    yield ordinary
    ordinary.chmod(0o700)


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.iterdir()}


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _change(folder: Path, ending: str, change: Callable[[bytes], bytes]) -> None:
    (path,) = folder.glob(f"*.{ending}")
    path.write_bytes(change(path.read_bytes()))


async def test_validators_come_back_byte_for_byte(web: Web, tmp_path: Path) -> None:
    when = "Thu, 01 Jan 2026 00:00:00 GMT"
    web.serve("/feed", page(b"words", ETag=ETAG, Last_Modified=when), page(b"", status=304))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    await web.clock.sleep(60)
    fetched = await web.fetcher(kept=tmp_path).fetch(FEED)
    assert (fetched.content, fetched.is_unchanged) == (b"words", True)
    assert fetched.fetched_at == START + timedelta(seconds=60)
    asked = web.requests[1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == (ETAG, when)


async def test_an_etag_in_any_bytes_comes_back(web: Web, tmp_path: Path) -> None:
    etag = '"ü–"'.encode().decode("latin-1")
    web.serve("/feed", page(b"words", ETag=etag), page(b"", status=304))
    for _ in range(2):
        await web.fetcher(kept=tmp_path).fetch(FEED)
    assert web.requests[1].headers["if-none-match"] == etag


async def test_a_page_may_stay_as_it_is_any_number_of_times(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"words", ETag='"1"', Content_Type="text/xml"), page(b"", status=304))
    pages = [await web.fetcher(kept=tmp_path).fetch(FEED) for _ in range(4)]
    assert [(one.content, one.content_type) for one in pages] == [(b"words", "text/xml")] * 4
    assert [request.headers.get("if-none-match") for request in web.requests] == [None, '"1"', '"1"', '"1"']


async def test_a_page_that_changed_takes_the_place_of_the_one_before(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"old", ETag='"1"'), page(b"new", ETag='"2"'), page(b"", status=304))
    pages = [await web.fetcher(kept=tmp_path).fetch(FEED) for _ in range(3)]
    assert [(one.content, one.is_unchanged) for one in pages] == [(b"old", False), (b"new", False), (b"new", True)]


async def test_the_same_words_sent_again_are_unchanged(web: Web, tmp_path: Path) -> None:
    fetcher = web.fetcher(kept=tmp_path)
    assert [(await fetcher.fetch(FEED)).is_unchanged for _ in range(2)] == [False, True]


async def test_a_large_page_that_changed_is_held_once(web: Web, tmp_path: Path) -> None:
    piece, size = 50_000, 20_000_000

    async def changed(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % size)
        for _ in range(size // piece):
            writer.write(b"b" * piece)
            await writer.drain()

    web.serve("/feed", page(b"a" * size, ETag='"1"'), changed)
    fetcher = web.fetcher(kept=tmp_path, limits=Limits(size=size))
    await fetcher.fetch(FEED)
    tracemalloc.start()
    try:
        fetched = await fetcher.fetch(FEED)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (fetched.content[:1], fetched.is_unchanged) == (b"b", False)
    # Once, with an eighth of room to grow, and the pieces that are on their way.
    assert peak < 1.5 * size


async def test_a_page_that_another_process_replaced_meanwhile_is_asked_for_anew(web: Web, tmp_path: Path) -> None:
    async def unchanged_but_replaced(writer: asyncio.StreamWriter) -> None:
        _change(tmp_path, "body", lambda _: b"newer")
        await page(b"", status=304)(writer)

    web.serve("/feed", page(b"old", ETag='"1"'), unchanged_but_replaced, page(b"newest", ETag='"3"'))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    fetched = await web.fetcher(kept=tmp_path).fetch(FEED)
    assert (fetched.content, fetched.is_unchanged) == (b"newest", False)
    assert [request.headers.get("if-none-match") for request in web.requests] == [None, '"1"', None]


async def test_validators_go_to_the_page_that_gave_them_alone(web: Web, tmp_path: Path) -> None:
    web.name("new.example", (PUBLIC,))
    web.serve("/feed", moved("http://new.example/there"), moved("http://new.example/elsewhere"))
    web.serve("/there", page(ETag='"1"'))
    for _ in range(2):
        await web.fetcher(kept=tmp_path).fetch(FEED)
    assert [request.headers.get("if-none-match") for request in web.requests] == [None] * 4
    web.serve("/feed", moved("http://new.example/elsewhere"))
    web.serve("/elsewhere", page(ETag='"2"'), page(b"", status=304))
    for _ in range(2):
        await web.fetcher(kept=tmp_path).fetch(FEED)
    assert [request.headers.get("if-none-match") for request in web.requests[4:]] == [None, None, None, '"2"']


async def test_within_its_age_a_page_is_not_asked_for(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"words", Cache_Control="public, max-age=600"))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    await web.clock.sleep(599)
    fetched = await web.fetcher(kept=tmp_path).fetch(FEED)
    assert (fetched.content, fetched.is_unchanged, fetched.fetched_at) == (b"words", True, START)
    assert len(web.requests) == 1
    await web.clock.sleep(1)
    await web.fetcher(kept=tmp_path).fetch(FEED)
    assert len(web.requests) == 2


async def test_until_it_expires_a_page_is_not_asked_for(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"words", Expires="Fri, 02 Jan 2026 12:10:00 GMT"))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    for seconds, requests in ((599, 1), (1, 2)):
        await web.clock.sleep(seconds)
        await web.fetcher(kept=tmp_path).fetch(FEED)
        assert len(web.requests) == requests


async def test_between_two_requests_there_is_a_pause_in_another_process_too(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"words", ETag='"1"'), page(b"", status=304))
    kept_until = []
    for seconds in (0, 599, 1, 599):
        await web.clock.sleep(seconds)
        fetched = await web.fetcher(kept=tmp_path, pause=timedelta(minutes=10)).fetch(FEED)
        assert fetched.content == b"words"
        kept_until.append(fetched.kept_until)
    # Asked at 0 and at 600 seconds; the copy stands in between, and after.
    assert kept_until == [None, START + timedelta(seconds=600), None, START + timedelta(seconds=1200)]
    assert len(web.requests) == 2


async def test_a_server_of_the_users_own_is_asked_each_time(web: Web, tmp_path: Path) -> None:
    web.name("feeds.example", ("10.0.0.7",))
    for _ in range(2):
        await web.fetcher(kept=tmp_path, named=[FEED], pause=timedelta(minutes=10)).fetch(FEED)
    assert len(web.requests) == 2


async def test_what_is_gone_is_not_asked_for_night_after_night(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(status=410, Retry_After="1"), page(b"words"))
    for _ in range(7):
        with pytest.raises(FetchFault, match=r"gone for good .* before 2026-01-09 12:00:00 UTC") as caught:
            await web.fetcher(kept=tmp_path).fetch(FEED)
        assert (caught.value.status, caught.value.is_retryable) == (410, False)
        await web.clock.sleep(86_400)
    assert len(web.requests) == 1
    assert (await web.fetcher(kept=tmp_path).fetch(FEED)).content == b"words"


async def test_an_answer_that_nothing_changed_starts_a_new_age(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(ETag='"1"'), page(b"", status=304, Cache_Control="max-age=60"))
    for _ in range(4):
        await web.fetcher(kept=tmp_path).fetch(FEED)
    assert len(web.requests) == 2


async def test_what_may_not_be_stored_is_not(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"canary", ETag='"1"', Cache_Control="max-age=60, no-store"))
    for _ in range(2):
        assert not (await web.fetcher(kept=tmp_path).fetch(FEED)).is_unchanged
    assert "if-none-match" not in web.requests[1].headers
    assert b"canary" not in b"".join(_files(tmp_path).values())


async def test_what_may_no_longer_be_stored_is_taken_away(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"canary", ETag='"1"'), page(b"", status=304, Cache_Control="no-store"))
    for _ in range(2):
        await web.fetcher(kept=tmp_path).fetch(FEED)
    assert b"canary" not in b"".join(_files(tmp_path).values())


@pytest.mark.parametrize("status", [429, 503])
async def test_another_process_waits_as_long_as_the_server_asked(web: Web, tmp_path: Path, status: int) -> None:
    web.serve("/feed", page(status=status, Retry_After="3600"), page(b"words"))
    for _ in range(3):
        with pytest.raises(FetchFault, match="before 2026-01-02 13:00:00 UTC") as caught:
            await web.fetcher(kept=tmp_path).fetch(FEED)
        assert caught.value.not_before == START + timedelta(hours=1)
    assert len(web.requests) == 1
    await web.clock.sleep(3600)
    assert (await web.fetcher(kept=tmp_path).fetch(FEED)).content == b"words"


async def test_waiting_loses_nothing_of_what_was_kept(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"words", ETag='"1"'), page(status=429, Retry_After="9"), page(b"", status=304))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    with pytest.raises(FetchFault):
        await web.fetcher(kept=tmp_path).fetch(FEED)
    await web.clock.sleep(9)
    assert (await web.fetcher(kept=tmp_path).fetch(FEED)).content == b"words"
    assert (await web.fetcher(kept=tmp_path).fetch(FEED)).content == b"words"
    assert len(web.requests) == 4


async def test_a_clock_that_went_back_puts_no_page_off_for_years(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(status=429, Retry_After="60"), page(b"words"))
    await web.clock.sleep(10**9)
    with pytest.raises(FetchFault):
        await web.fetcher(kept=tmp_path).fetch(FEED)
    await web.clock.sleep(-(10**9))
    assert (await web.fetcher(kept=tmp_path).fetch(FEED)).content == b"words"


@pytest.mark.parametrize("ending", ["json", "body"])
@pytest.mark.parametrize("content", [b"", b"{", b"null", b'{"format":"panel-page/1"}', b"\xff" * 100, b"[" * 9_000])
async def test_what_was_spoilt_counts_as_none(web: Web, tmp_path: Path, ending: str, content: bytes) -> None:
    web.serve("/feed", page(b"words", ETag='"1"', Cache_Control="max-age=60"))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    _change(tmp_path, ending, lambda _: content)
    fetched = await web.fetcher(kept=tmp_path).fetch(FEED)
    assert (fetched.content, fetched.is_unchanged) == (b"words", False)
    assert "if-none-match" not in web.requests[1].headers


async def test_a_header_that_was_put_into_the_folder_is_not_sent(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"words", ETag='"1"'))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    _change(tmp_path, "json", lambda head: head.replace(b'\\"1\\"', b"1\\r\\nX-Injected: 1"))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    assert not {"if-none-match", "x-injected"} & set(web.requests[1].headers)


async def test_what_is_kept_is_its_owners_alone_and_shows_no_secret(web: Web, tmp_path: Path) -> None:
    url = f"{FEED}?token=canary&key=abcdef"
    web.serve("/feed?token=canary&key=abcdef", page(b"words", ETag='"1"'), page(b"", status=304))
    fetched = [await web.fetcher(kept=tmp_path / "made").fetch(url) for _ in range(2)]
    assert [one.url for one in fetched] == [f"{FEED}?token=[redacted]&key=[redacted]"] * 2
    files = _files(tmp_path / "made")
    assert sorted(path.suffix for path in files) == [".body", ".json"]
    assert b"canary" not in repr(files).encode()
    assert [_mode(path) for path in (*files, tmp_path / "made")] == [0o600, 0o600, 0o700]


async def test_two_pages_that_differ_in_a_secret_are_two(web: Web, tmp_path: Path) -> None:
    for token in "ab":
        web.serve(f"/feed?token={token}", page(token.encode(), Cache_Control="max-age=60"))
    fetcher = web.fetcher(kept=tmp_path)
    assert [(await fetcher.fetch(f"{FEED}?token={token}")).content for token in "abab"] == [b"a", b"b", b"a", b"b"]


async def test_a_link_in_the_folder_is_not_followed(web: Web, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"mine")
    kept = tmp_path / "kept"
    web.serve("/feed", page(b"words", Cache_Control="max-age=60"))
    await web.fetcher(kept=kept).fetch(FEED)
    (body,) = kept.glob("*.body")
    body.unlink()
    body.symlink_to(elsewhere)
    assert (await web.fetcher(kept=kept).fetch(FEED)).content == b"words"
    assert (elsewhere.read_bytes(), body.is_symlink()) == (b"mine", False)


async def test_a_folder_that_takes_nothing_stops_no_fetch(web: Web, full: Path) -> None:
    assert (await web.fetcher(kept=full).fetch(FEED)).content == b"content"
    assert (await web.fetcher(kept=full / "kept").fetch(FEED)).content == b"content"


async def test_a_page_that_is_too_big_by_now_is_fetched_anew(web: Web, tmp_path: Path) -> None:
    web.serve("/feed", page(b"x" * 100, Cache_Control="max-age=60"), page(b"small"))
    await web.fetcher(kept=tmp_path).fetch(FEED)
    assert (await web.fetcher(kept=tmp_path, limits=Limits(size=99)).fetch(FEED)).content == b"small"
