"""Holds withhold what counts, releases let it back, and the newest decision stands."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import ValidationError

from panel.domain.hold import Hold, after_holds, standing
from panel.domain.take import Status, Take
from tests.builders import NOON, a_take


def decided(action: Literal["hold", "release"], reason: str = "Says nothing", persona: str = "builder") -> Hold:
    return Hold(tool="alpha", persona=persona, action=action, reason=reason, at=NOON)


def states(takes: tuple[Take, ...]) -> list[tuple[str, str | None]]:
    return [(take.status.value, take.reason) for take in takes]


def test_a_held_take_is_withheld_for_the_editors_reason_and_keeps_what_it_says() -> None:
    (held,) = after_holds([a_take()], [decided("hold")])
    assert states((held,)) == [("withheld", "Says nothing")]
    assert (held.score, held.text) == (80, a_take().text)


def test_other_personas_are_left_alone() -> None:
    assert states(after_holds([a_take(persona="skeptic")], [decided("hold")])) == [("ok", None)]


def test_a_release_undoes_the_hold_before_it_and_a_hold_the_release() -> None:
    both = [decided("hold"), decided("release")]
    assert states(after_holds([a_take()], both)) == [("ok", None)]
    assert states(after_holds([a_take()], [*both, decided("hold", "Again")])) == [("withheld", "Again")]


def test_a_take_that_came_withheld_is_let_back_by_a_release() -> None:
    came = a_take(status="withheld", reason="Elsewhere")
    assert states(after_holds([came], [])) == [("withheld", "Elsewhere")]
    assert states(after_holds([came], [decided("release")])) == [("ok", None)]


@pytest.mark.parametrize("status", [Status.ABSTAINED, Status.FAILED])
@pytest.mark.parametrize("action", ["hold", "release"])
def test_takes_that_do_not_count_stay_as_they_are(status: Status, action: Literal["hold", "release"]) -> None:
    take = a_take(status=status, score=None, decision=None, reason="off_lens")
    assert after_holds([take], [decided(action)]) == (take,)


def test_the_newest_decision_on_each_persona_stands() -> None:
    later = decided("release")
    assert standing([decided("hold"), decided("hold", persona="skeptic"), later])["builder"] == later


@pytest.mark.parametrize("reason", ["", "x" * 1_001])
def test_a_reason_says_something_and_is_bounded(reason: str) -> None:
    with pytest.raises(ValidationError):
        decided("hold", reason)
