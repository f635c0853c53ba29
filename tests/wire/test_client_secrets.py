"""The client's discretion: keys that an endpoint sends back, whole or cut, are in nothing that is kept or raised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from panel.domain.completion import Attempt
from panel.errors import WireFault
from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, says, status
from panel.wire.error_body import LONGEST
from panel.wire.redact import REDACTED
from tests.wire.calls import CANARY, Caller, an_endpoint

ANOTHER = "sk-or-v1-somebodyelses0123456789"
"""A key that the client was never given."""

JUST_FITS = LONGEST - len(REDACTED)
"""How much may stand before a key so that what takes its place is not cut, and the key would be."""


async def failed(reply: Reply) -> tuple[WireFault, Attempt]:
    """What comes of a call that ends at its first attempt."""
    async with SimulatedEndpoint(reply) as server:
        caller = Caller(an_endpoint(server.base_url))
        fault = await caller.fault()
    (attempt,) = caller.attempts
    return fault, attempt


@pytest.mark.parametrize("key", [CANARY, ANOTHER])
async def test_a_key_that_is_sent_back_is_nowhere_in_what_is_kept(key: str) -> None:
    known = {"refusal": f"I know {key}."}
    echo = says(f"The key is {key}.", model=key, provider=key, finish_reason=key, message=known)
    async with SimulatedEndpoint(echo) as server:
        caller = Caller(an_endpoint(server.base_url))
        completion = await caller.completion()
    assert key not in f"{completion!r} {caller.attempts!r}"
    assert (completion.text, completion.refusal) == (f"The key is {REDACTED}.", f"I know {REDACTED}.")


@pytest.mark.parametrize("key", [CANARY, ANOTHER])
@pytest.mark.parametrize("code", [400, 401])
async def test_a_key_that_is_in_an_error_is_nowhere_in_the_fault(key: str, code: int) -> None:
    fault, attempt = await failed(status(code, f"bad key {key}", headers={"x-generation-id": key}))
    assert key not in f"{fault} {vars(fault)} {attempt!r}"
    assert fault.detail.startswith(f"bad key {REDACTED} (HTTP {code}")


async def test_a_key_is_taken_out_of_an_error_before_its_words_are_cut() -> None:
    before = "x" * (JUST_FITS - 1) + " "
    fault, attempt = await failed(status(400, before + CANARY))
    assert fault.detail == attempt.detail == f"{before}{REDACTED} (HTTP 400)"


async def test_a_key_is_taken_out_of_an_address_before_that_is_cut() -> None:
    before = "https://h.example/".ljust(JUST_FITS - 1, "x") + "/"
    fault, attempt = await failed(replies.redirect(before + CANARY))
    assert f"redirects to {before}{REDACTED}, and" in fault.detail
    assert attempt.detail == fault.detail


async def test_a_key_is_taken_out_of_an_id_before_that_is_cut() -> None:
    before = "gen-".ljust(189, "x") + "-"  # of the 200 characters that are kept of an id
    _, attempt = await failed(status(400, "no", headers={"x-generation-id": before + CANARY}))
    assert attempt.generation_id == before + REDACTED


async def test_a_key_in_the_id_of_a_lost_answer_is_nowhere_in_the_fault() -> None:
    lost = replace(replies.cut(says("x" * 1_000)), headers={"x-generation-id": f"gen-{CANARY}"})
    async with SimulatedEndpoint(lost) as server:
        caller = Caller(an_endpoint(server.base_url))
        fault = await caller.fault()
    assert fault.generation_id == f"gen-{REDACTED}"
    assert {attempt.generation_id for attempt in caller.attempts} == {f"gen-{REDACTED}"}
