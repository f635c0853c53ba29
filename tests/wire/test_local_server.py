"""Local servers over real sockets: what each tells of a model, whom nobody asks, how many calls it answers at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from panel.domain.local_server import LocalModel, ServerKind
from panel.domain.origin import Origin
from panel.errors import WireFault
from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.local_servers import (
    MODEL,
    llama_cpp_python,
    llama_server,
    lm_studio,
    local_says,
    ollama,
)
from panel.testing.replies import Reply, status
from panel.wire.endpoints import Dialect, Endpoint, make_endpoint
from panel.wire.local_server import AT_ONCE, LocalServers, at_a_time, is_ones_own
from tests.wire.calls import CANARY, an_endpoint

LLAMA = LocalModel(server=ServerKind.LLAMA_SERVER, is_loaded=True, context=4_096, slots=4)
STUDIO = LocalModel(server=ServerKind.LM_STUDIO, is_loaded=True, context=4_096, most_context=131_072)
OLLAMA = LocalModel(server=ServerKind.OLLAMA, is_loaded=True, context=4_096, most_context=131_072)


def asker(ticks: Iterator[float] | None = None, deadline: float = 5) -> LocalServers:
    """Asks by a clock that shows these times, one after the other."""
    times = ticks or map(float, count())
    return LocalServers(timer=lambda: next(times), deadline=deadline)


async def about(server: SimulatedEndpoint, dialect: Dialect = Dialect.OPENAI) -> LocalModel | None:
    """What a server tells of its model."""
    async with server:
        told = await asker().about(an_endpoint(server.base_url, dialect=dialect, key=None), MODEL)
    assert server.requests == []
    return told


@pytest.mark.parametrize(
    ("server", "dialect", "expected"),
    [
        (llama_server, Dialect.OPENAI, LLAMA),
        (lm_studio, Dialect.LMSTUDIO, STUDIO),
        (lm_studio, Dialect.OPENAI, STUDIO),
        (lambda: lm_studio(parallel=3), Dialect.LMSTUDIO, STUDIO.model_copy(update={"slots": 3})),
        (ollama, Dialect.OLLAMA, OLLAMA),
        (ollama, Dialect.OPENAI, OLLAMA),
        (
            lambda: ollama(context=None, num_ctx=16_384),
            Dialect.OLLAMA,
            OLLAMA.model_copy(update={"is_loaded": False, "context": 16_384}),
        ),
        (llama_cpp_python, Dialect.OPENAI, None),
        (llama_server, Dialect.OLLAMA, None),
    ],
)
async def test_a_server_tells_of_its_model_whatever_it_was_taken_for(
    server: type[SimulatedEndpoint], dialect: Dialect, expected: LocalModel | None
) -> None:
    assert await about(server(), dialect) == expected


@pytest.mark.parametrize(
    "page",
    [
        status(401, "no"),
        status(500, "broken"),
        replies.raw(b"<html>", content_type="text/html"),
        replies.raw(b"[" * 100_000),
        replies.raw(b" " * 4_000_001 + b"{}"),
        replies.redirect("http://127.0.0.1:9/props"),
        replies.dropped(),
        replies.slow(replies.raw(b"{}"), 30),
    ],
)
async def test_a_page_that_cannot_be_read_tells_nothing(page: Reply) -> None:
    pages = dict.fromkeys(("/props", "/api/v0/models", "/api/v1/models", "/api/ps", "/api/show"), page)
    async with SimulatedEndpoint(pages=pages) as server:
        endpoint = an_endpoint(server.base_url, dialect=Dialect.OPENAI)
        assert await asker(deadline=0.2).about(endpoint, MODEL) is None


async def test_a_key_goes_where_the_completions_go() -> None:
    async with llama_server() as server:
        await asker().about(an_endpoint(server.base_url, dialect=Dialect.OPENAI), MODEL)
    (request,) = server.inquiries
    assert (request.path, request.headers["authorization"]) == ("/props", f"Bearer {CANARY}")


def made(url: str, dialect: Dialect = Dialect.OPENAI, origin: Origin = Origin.FLAG) -> Endpoint:
    return make_endpoint("mine", base_url=url, dialect=dialect, origin=origin, key=None)


@pytest.mark.parametrize(
    "endpoint",
    [
        made("https://api.example/v1"),
        made("http://192.168.1.20:11434/v1", Dialect.OLLAMA),
        made("http://127.0.0.1:9/v1", Dialect.OPENROUTER),
        made("http://127.0.0.1:9/v1", origin=Origin.PROJECT),
    ],
)
async def test_only_servers_of_ones_own_are_asked(endpoint: Endpoint) -> None:
    assert not is_ones_own(endpoint)
    assert await asker().about(endpoint, MODEL) is None


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8], 1),
        ([1, 1, 2, 2, 3, 3, 4, 4], 2),
        ([1, 1.1, 1.2, 1.3, 2.1, 2.2, 2.3, 2.4], 4),
        ([4, 4.1, 4.2, 4.3, 4, 4, 4, 5.9], 8),
        ([3, 1, 2], 1),
    ],
)
def test_those_that_come_back_together_are_answered_together(seconds: list[float], expected: int) -> None:
    assert at_a_time(seconds) == expected


async def test_a_few_tiny_completions_are_asked_for_after_one_that_loads_the_model() -> None:
    # All at once start at 0; two come back after 1, two after 2 and so on.
    ticks = iter([0.0, 50.0, *[0.0] * AT_ONCE, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0])
    async with llama_cpp_python(local_says("1, 2, 3")) as server:
        endpoint = an_endpoint(server.base_url, dialect=Dialect.OPENAI, key=None)
        assert await asker(ticks).at_a_time(endpoint, MODEL) == 2
    assert len(server.requests) == 1 + AT_ONCE
    assert {request.body["max_tokens"] for request in server.requests} == {8}
    assert {request.body["model"] for request in server.requests} == {MODEL}


async def test_a_completion_that_fails_is_the_fault_of_the_measuring() -> None:
    async with llama_cpp_python(status(500, "out of memory")) as server:
        with pytest.raises(WireFault, match="out of memory"):
            await asker().at_a_time(an_endpoint(server.base_url, dialect=Dialect.OPENAI, key=None), MODEL)
    assert len(server.requests) == 1


async def test_one_that_fails_among_those_at_once_is_its_fault_too_after_all_have_ended() -> None:
    good = local_says("1, 2, 3")
    async with llama_cpp_python(good, good, status(503, "no slot is free"), good) as server:
        with pytest.raises(WireFault, match="no slot is free"):
            await asker().at_a_time(an_endpoint(server.base_url, dialect=Dialect.OPENAI, key=None), MODEL)
    assert len(server.requests) == 1 + AT_ONCE
