"""Lists of models for a run: asked for where there is none of today's, and never in its way."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from panel.assembly import Workshop
from panel.domain.catalogue import Dated, Listing
from panel.jobs.listings import cached, catalogue_for
from panel.settings import load
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, a_listed_model, lists, padded, status
from tests.builders import NOON

KEY = "sk-or-v1-canary0123456789abcdef"


class Shop:
    """Workshops of one project and one cache folder, opened at any time; ``told`` is what they announced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[str] = []

    def at(self, address: str, time: datetime, *, key: str | None = KEY) -> Workshop:
        """A workshop whose default endpoint is at this address; OpenRouter, if there is a key."""
        loaded = load(
            flags={"base_url": address}, environment={"PANEL_ATTEMPT_TIMEOUT": "0.5"}, project=None, user=None
        )
        return Workshop(
            loaded=loaded,
            environment={"OPENROUTER_API_KEY": key} if key else {},
            root=self.folder,
            announce=self.told.append,
            clock=lambda: time,
            cache_folder=self.folder / "cache",
        )


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


A_LIST = lists(a_listed_model("a/b"))


async def test_a_list_is_asked_for_once_a_day(shop: Shop) -> None:
    async with SimulatedEndpoint(models=A_LIST) as server:
        for hours in (0, 1, 23, 24, 30):
            found = await catalogue_for(shop.at(server.base_url, NOON + timedelta(hours=hours)), ["openrouter"])
            assert [model.id for model in found["openrouter"].value.models] == ["a/b"]
    # At once, and when a day has passed.
    assert len(server.inquiries) == 2
    assert shop.told == []


@pytest.mark.parametrize("reply", [status(500, f"broken {KEY}"), padded(A_LIST, beats=200, pause=0.05)])
async def test_a_list_that_cannot_be_had_is_gone_by_as_it_was_and_that_is_said(shop: Shop, reply: Reply) -> None:
    async with SimulatedEndpoint(models=reply) as server:
        later = shop.at(server.base_url, NOON + timedelta(days=3))
        later.kept_listings.keep(later.endpoints["openrouter"], Dated(Listing(models=()), NOON))
        found = await catalogue_for(later, ["openrouter"])
    assert found["openrouter"].fetched_at == NOON
    (told,) = shop.told
    assert told.startswith("openrouter did not list its models (")
    assert told.endswith("); going by its list of 3 days ago")
    assert KEY not in told


async def test_without_any_list_the_run_goes_on_and_says_what_is_not_known(shop: Shop) -> None:
    async with SimulatedEndpoint(models=status(500)) as server:
        assert await catalogue_for(shop.at(server.base_url, NOON), ["openrouter"]) == {}
    assert shop.told[0].endswith("what they cost and take is not known")


async def test_a_plain_server_is_not_asked_for_a_run(shop: Shop) -> None:
    async with SimulatedEndpoint(models=A_LIST) as server:
        assert await catalogue_for(shop.at(server.base_url, NOON, key=None), ["custom", "offline"]) == {}
    assert server.inquiries == []


async def test_what_is_kept_is_found_without_asking(shop: Shop) -> None:
    async with SimulatedEndpoint(models=A_LIST) as server:
        assert cached(shop.at(server.base_url, NOON), ["openrouter"]) == {}
        await catalogue_for(shop.at(server.base_url, NOON), ["openrouter"])
        later = shop.at(server.base_url, NOON + timedelta(days=300))
        assert cached(later, ["openrouter", "ollama"])["openrouter"].fetched_at == NOON
    assert len(server.inquiries) == 1
