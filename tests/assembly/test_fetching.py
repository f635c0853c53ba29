"""Fetching as jobs do it: what is fetched is kept in the cache folder, where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel.assembly import Workshop
from panel.errors import FetchRefused
from panel.settings import load
from tests.fakes.web import Web, page


def _workshop(cache: Path | None) -> Workshop:
    loaded = load(flags={}, environment={}, project=None, user=None)
    return Workshop(loaded=loaded, environment={}, root=Path(), announce=lambda _: None, cache_folder=cache)


async def test_a_feed_is_asked_for_once_while_it_is_fresh(tmp_path: Path) -> None:
    async with Web() as web:
        web.serve("/feed", page(b"words", Cache_Control="max-age=600"))
        url = f"http://127.0.0.1:{web.port}/feed"
        pages = [await _workshop(tmp_path).fetcher([url]).fetch(url) for _ in range(2)]
    assert [(one.content, one.is_unchanged) for one in pages] == [(b"words", False), (b"words", True)]
    assert len(web.requests) == 1


async def test_without_a_cache_folder_it_is_asked_for_each_time() -> None:
    async with Web() as web:
        web.serve("/feed", page(b"words", Cache_Control="max-age=600"))
        url = f"http://127.0.0.1:{web.port}/feed"
        for _ in range(2):
            await _workshop(None).fetcher([url]).fetch(url)
    assert len(web.requests) == 2


async def test_what_is_not_named_stays_out_of_reach(tmp_path: Path) -> None:
    async with Web() as web:
        with pytest.raises(FetchRefused):
            await _workshop(tmp_path).fetcher().fetch(f"http://127.0.0.1:{web.port}/feed")
    assert web.connections == 0
