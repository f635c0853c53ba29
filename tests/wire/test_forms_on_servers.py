"""Forms over real sockets: what each kind of server comes to take, how often it is asked, and what is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from panel.errors import Cause, WireFault
from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.local_servers import (
    MODEL,
    formless_server,
    json_object_server,
    llama_cpp_python,
    llama_server,
    lm_studio,
    local_says,
    ollama,
)
from panel.testing.replies import Reply, status
from panel.wire.connection import Connection
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.form import Form
from panel.wire.forms import Forms
from panel.wire.forms_file import FormsFile
from panel.wire.response import read_response
from tests.fakes.clock import FakeClock
from tests.wire.calls import HANGS, an_endpoint

SCHEMA = {"type": "object"}
SENT: dict[Form, dict[str, Any]] = {
    Form.JSON_SCHEMA: {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}},
    Form.JSON_OBJECT_SCHEMA: {"type": "json_object", "schema": SCHEMA},
    Form.JSON_OBJECT: {"type": "json_object"},
    Form.PLAIN: {},
}

Server = Callable[..., SimulatedEndpoint]


async def ask(forms: Forms, endpoint: Endpoint) -> str:
    """One call, in as many forms as it takes."""
    connection = Connection.open(endpoint, connections=1)

    async def send(form: Form) -> str:
        wanted = {"response_format": SENT[form]} if SENT[form] else {}
        question = {"model": MODEL, "messages": [{"role": "user", "content": "Say something."}], **wanted}
        raw = await connection.post(orjson.dumps(question), within=10)
        received = read_response(raw.status, raw.headers, raw.body, FakeClock()())
        if received.fault is not None:
            raise received.fault
        return received.text

    try:
        async with asyncio.timeout(HANGS), forms.trial(endpoint, MODEL) as trial:
            return await trial.through(send)
    finally:
        await connection.close()


def forms_seen(server: SimulatedEndpoint) -> list[dict[str, Any]]:
    """The forms that a server was asked in."""
    return [request.body.get("response_format", {}) for request in server.requests]


@pytest.mark.parametrize(
    ("server", "dialect", "tried"),
    [
        (lm_studio, Dialect.LMSTUDIO, [Form.JSON_SCHEMA]),
        (lm_studio, Dialect.OPENAI, [Form.JSON_SCHEMA]),
        (ollama, Dialect.OLLAMA, [Form.JSON_SCHEMA]),
        (llama_server, Dialect.OPENAI, [Form.JSON_SCHEMA]),
        (llama_cpp_python, Dialect.OPENAI, [Form.JSON_SCHEMA, Form.JSON_OBJECT_SCHEMA]),
        (json_object_server, Dialect.OPENAI, [Form.JSON_SCHEMA, Form.JSON_OBJECT_SCHEMA, Form.JSON_OBJECT]),
        (formless_server, Dialect.OPENAI, list(Form)),
        (formless_server, Dialect.OLLAMA, [Form.JSON_SCHEMA, Form.JSON_OBJECT, Form.PLAIN]),
        (formless_server, Dialect.LMSTUDIO, [Form.JSON_SCHEMA, Form.PLAIN]),
    ],
)
async def test_ten_calls_at_once_try_a_server_once_and_the_next_run_does_not(
    server: Server, dialect: Dialect, tried: list[Form], tmp_path: Path
) -> None:
    path, clock = tmp_path / "forms.json", FakeClock()
    async with server(local_says("something")) as simulated:
        endpoint = an_endpoint(simulated.base_url, dialect=dialect, key=None)
        forms = Forms(FormsFile(path), clock=clock)
        said = await asyncio.gather(*(ask(forms, endpoint) for _ in range(10)))
        assert said == ["something"] * 10
        assert forms_seen(simulated) == [SENT[form] for form in [*tried, *[tried[-1]] * 9]]
        await ask(Forms(FormsFile(path), clock=clock), endpoint)
        assert forms_seen(simulated)[-1] == SENT[tried[-1]]
        assert len(simulated.requests) == len(tried) + 10


@pytest.mark.parametrize(
    "reply",
    [
        status(401, "no key"),
        status(402, "no credit"),
        status(403, "not yours"),
        status(429, "slow down"),
        status(503, "loading"),
        replies.dropped(),
        replies.raw(b"<html>", content_type="text/html"),
    ],
)
async def test_what_says_nothing_of_the_form_is_asked_in_no_other(reply: Reply) -> None:
    async with SimulatedEndpoint(reply) as simulated:
        endpoint = an_endpoint(simulated.base_url, dialect=Dialect.OPENAI, key=None)
        forms = Forms(None, clock=FakeClock())
        with pytest.raises(WireFault):
            await ask(forms, endpoint)
        assert forms_seen(simulated) == [SENT[Form.JSON_SCHEMA]]
        assert forms.form(endpoint, MODEL) is None


async def test_a_prompt_that_fits_in_no_form_ends_in_the_first_words_on_it() -> None:
    words = iter(["does not fit", "second", "third", "fourth"])
    async with SimulatedEndpoint(lambda _: status(400, next(words))) as simulated:
        endpoint = an_endpoint(simulated.base_url, dialect=Dialect.OPENAI, key=None)
        forms = Forms(None, clock=FakeClock())
        with pytest.raises(WireFault, match="does not fit") as caught:
            await ask(forms, endpoint)
    assert caught.value.cause is Cause.REQUEST_REJECTED
    assert forms.form(endpoint, MODEL) is None
