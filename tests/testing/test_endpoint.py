"""The simulated endpoint keeps to its script."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx2
import pytest

from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import says, status
from panel.testing.script import Script
from panel.testing.scripted import ScriptedTransport


async def ask(base_url: str, content: bytes = b"{}") -> httpx2.Response:
    async with httpx2.AsyncClient() as http:
        return await http.post(f"{base_url}/chat/completions", content=content)


async def test_replies_come_in_order_and_the_last_for_ever() -> None:
    async with SimulatedEndpoint(status(503, "busy"), says("x")) as server:
        codes = [(await ask(server.base_url)).status_code for _ in range(3)]
    assert codes == [503, 200, 200]


async def test_a_function_may_decide_by_the_body() -> None:
    async with SimulatedEndpoint(lambda body: status(int(body["code"]), "x")) as server:
        assert (await ask(server.base_url, b'{"code": 418}')).status_code == 418


async def test_the_script_may_be_replaced() -> None:
    async with SimulatedEndpoint(lambda _: status(500, "x")) as server:
        server.will_answer(says("Hello."))
        assert (await ask(server.base_url)).json()["choices"][0]["message"]["content"] == "Hello."


async def test_requests_are_noted_as_they_came() -> None:
    async with SimulatedEndpoint(says("x")) as server:
        await ask(server.base_url, b'{"model":"a/b"}')
        await ask(server.base_url, b"not json")
    assert [request.body for request in server.requests] == [{"model": "a/b"}, {}]
    assert server.requests[0].path == "/v1/chat/completions"


async def test_a_dropped_reply_closes_the_connection() -> None:
    async with SimulatedEndpoint(replies.dropped()) as server:
        with pytest.raises(httpx2.RemoteProtocolError):
            await ask(server.base_url)


async def test_a_cut_reply_ends_in_the_middle() -> None:
    async with SimulatedEndpoint(replies.cut(says("x"))) as server:
        with pytest.raises(httpx2.RemoteProtocolError):
            await ask(server.base_url)


async def test_without_a_script_every_request_is_answered_for_nothing() -> None:
    async with SimulatedEndpoint() as server:
        reply = (await ask(server.base_url, b'{"model":"a/b"}')).json()
    assert "verdict" in json.loads(reply["choices"][0]["message"]["content"])
    assert (reply["model"], reply["usage"]["cost"]) == ("a/b", 0)


async def test_its_models_are_listed() -> None:
    async with SimulatedEndpoint() as server, httpx2.AsyncClient() as http:
        listed = (await http.get(f"{server.base_url}/models")).json()
    assert listed["data"][0]["id"] == "simulated/model"


async def test_what_it_lists_and_says_of_keys_may_be_scripted_and_is_noted_apart() -> None:
    async with (
        SimulatedEndpoint(models=replies.lists("a/b"), key=status(401, "no")) as server,
        httpx2.AsyncClient() as http,
    ):
        listed = (await http.get(f"{server.base_url}/models")).json()
        refused = await http.get(f"{server.base_url}/key")
    assert ([model["id"] for model in listed["data"]], refused.status_code) == (["a/b"], 401)
    assert [request.path for request in server.inquiries] == ["/v1/models", "/v1/key"]
    assert server.requests == []


async def test_the_transport_keeps_to_the_same_script() -> None:
    async with httpx2.AsyncClient(transport=ScriptedTransport(status(503, "busy"), replies.padded(says("x")))) as http:
        first, second = [await http.post("http://h.invalid/v1") for _ in range(2)]
    assert (first.status_code, second.content.startswith(replies.BEAT * 60)) == (503, True)


async def test_the_transport_drops_and_cuts_as_errors() -> None:
    async with httpx2.AsyncClient(transport=ScriptedTransport(replies.dropped(), replies.cut(says("x")))) as http:
        for _ in range(2):
            with pytest.raises(httpx2.TransportError):
                await http.post("http://h.invalid/v1")


def test_a_script_is_replies_or_a_function() -> None:
    with pytest.raises(ValueError, match="not both"):
        Script.of(says("x"), lambda _: says("y"))


def test_as_a_process_it_says_where_it_is() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "panel.testing"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        server.terminate()
    assert line.startswith("http://127.0.0.1:")


def test_a_port_that_is_none_is_refused_with_the_fix() -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "panel.testing", "--port", "70000"], capture_output=True, text=True, check=False
    )
    assert (refused.returncode, "from 0 to 65535" in refused.stderr) == (2, True)
