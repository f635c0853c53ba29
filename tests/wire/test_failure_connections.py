"""Every way in which a connection fails: what may have been billed, and what is left to look it up by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from panel.errors import Cause
from panel.testing import replies
from panel.testing.replies import Reply, says, status
from tests.wire.calls import CANARY
from tests.wire.failures import (
    ANSWER,
    BILLED,
    HELD,
    LONGEST_WAIT,
    MOST_LATE,
    NOTHING,
    Case,
    assert_is_asked_once,
    assert_passes,
    ending_of,
)

NAMED = {"X-Generation-Id": "gen-lost"}
GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
PAUSE = 0.05
SHORT = 0.15
"""A deadline that padding every PAUSE seconds is kept from reaching the end by."""


def with_headers(reply: Reply, headers: dict[str, str]) -> Reply:
    return replace(reply, headers={**reply.headers, **headers})


def dribbled(reply: Reply) -> Reply:
    """The reply behind more padding than any deadline here has time for."""
    return replies.padded(reply, beats=1_000, pause=PAUSE)


PASSING = [
    Case("dropped", replies.dropped(), Cause.ENDPOINT_FAILED, "the connection was lost", money=HELD),
    Case("cut", replies.cut(says("x" * 1_000)), Cause.ENDPOINT_FAILED, "the connection was lost", money=HELD),
    Case(
        "an HTML page of a gateway's",
        replies.raw(GATEWAY, code=502, content_type="text/html"),
        Cause.ENDPOINT_FAILED,
        "an HTML page, 502 Bad Gateway (HTTP 502)",
        money=HELD,
    ),
    Case("a cut error", replies.cut(status(503, "x" * 1_000)), Cause.ENDPOINT_FAILED, "usually: whoever serves"),
    Case("a cut refusal", replies.cut(status(429, "x" * 1_000)), Cause.RATE_LIMITED, "too many requests"),
]


@pytest.mark.parametrize("case", PASSING, ids=str)
async def test_a_broken_connection_is_mended_by_asking_again(case: Case) -> None:
    await assert_passes(case)


async def test_a_body_that_dribbles_past_the_deadline_is_given_up_and_may_be_billed() -> None:
    ending = await ending_of(dribbled(says(ANSWER)), attempt_timeout=SHORT)
    assert ending.fault is not None
    assert (ending.fault.cause, ending.fault.may_be_billed) == (Cause.TIMED_OUT, True)
    assert ending.outcomes == ["timed_out"] * MOST_LATE
    assert (ending.requests, ending.money) == (MOST_LATE, [HELD] * MOST_LATE)


async def test_an_answer_after_a_dribble_is_had_by_asking_again() -> None:
    ending = await ending_of(dribbled(says("late")), says(ANSWER), attempt_timeout=SHORT)
    assert (ending.outcomes, ending.requests) == (["timed_out", "completed"], 2)
    assert ending.money == [HELD, BILLED]


@pytest.mark.parametrize("lost", [replies.cut(says("x" * 1_000)), dribbled(says("late")), says("x" * 1_100_000)])
async def test_a_completion_whose_body_is_lost_keeps_the_id_that_its_cost_is_known_by(lost: Reply) -> None:
    ending = await ending_of(with_headers(lost, NAMED), status(400, "Enough."), attempt_timeout=SHORT)
    first = ending.attempts[0]
    assert (first.generation_id, first.status, ending.requests) == ("gen-lost", 200, len(ending.attempts))
    assert ending.money[0] == HELD


async def test_what_is_no_id_of_a_completion_is_not_kept_from_a_lost_one() -> None:
    lost = with_headers(replies.cut(says("x" * 1_000)), {"X-Generation-Id": "Bearer x"})
    assert (await ending_of(lost, status(400, "Enough."))).attempts[0].generation_id is None


async def test_padding_alone_keeps_the_id_too() -> None:
    lost = with_headers(replies.padded(replies.raw(b"")), NAMED)
    ending = await ending_of(lost, says(ANSWER))
    assert ending.attempts[0].generation_id == "gen-lost"
    assert (ending.requests, ending.money) == (2, [HELD, BILLED])


@pytest.mark.parametrize("code", [401, 429])
@pytest.mark.parametrize("broken", [replies.cut, dribbled])
async def test_a_status_holds_though_its_body_never_comes(broken: Callable[[Reply], Reply], code: int) -> None:
    asked = {"Retry-After": str(LONGEST_WAIT + 1)}
    ending = await ending_of(broken(status(code, "x" * 1_000, headers=asked)), attempt_timeout=SHORT)
    assert ending.fault is not None
    assert (ending.fault.status, ending.fault.may_be_billed, ending.requests) == (code, False, 1)
    assert (ending.fault.retry_after, ending.money) == (LONGEST_WAIT + 1, [NOTHING])


async def test_a_body_too_big_to_read_is_asked_once_and_may_be_billed() -> None:
    await assert_is_asked_once(
        Case(
            "too big",
            says("x" * 1_100_000),
            Cause.UNREADABLE,
            "over 1,000,000 bytes",
            may_be_billed=True,
            money=HELD,
        )
    )


async def test_a_key_that_an_error_spells_with_escapes_is_out_before_the_words_are_cut() -> None:
    spelt = "".join(f"\\u{ord(mark):04x}" for mark in CANARY)
    said = f'{{"error":{{"message":"{"x" * 285}{spelt}","code":400}}}}'.encode()
    ending = await ending_of(replies.raw(said, code=400))
    assert "sk-or" not in f"{ending.fault} {ending.attempts}"
