"""What tests of fetching have: a web of made-up names."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.web import PUBLIC, Web


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """A web with one public name."""
    async with Web() as web:
        web.name("feeds.example", (PUBLIC,))
        yield web
