"""Which takes are current, and which of them a page is made of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from panel.domain.current import current_takes, newest_answered, takes_for_page
from panel.domain.run import Run
from panel.domain.take import Take
from tests.builders import NOON, a_model, a_take


def a_run(*ids: str) -> Run:
    """A run that put the tool to these models on OpenRouter."""
    return Run(id="r1", job="review", tools=("alpha",), models=tuple(a_model(id=one) for one in ids), started_at=NOON)


def imported(**fields: Any) -> Take:  # noqa: ANN401 - any field of a Take
    """A take that came from a document."""
    return a_take(endpoint=None, is_imported=True, **fields)


def failed(reason: str = "timed_out: slow", **fields: Any) -> Take:  # noqa: ANN401 - any field of a Take
    """A take that could not be had."""
    return a_take(status="failed", score=None, decision=None, text=None, reason=reason, **fields)


def test_of_two_takes_on_a_seat_and_sample_the_later_is_current() -> None:
    older, newer = a_take(text="Older."), a_take(text="Newer.")
    assert current_takes([older, newer]) == (newer,)


def test_a_later_answer_is_current_whatever_its_status() -> None:
    aside = a_take(status="abstained", score=None, decision=None, text=None, reason="off_lens")
    refused = a_take(status="failed", score=None, decision=None, text=None, reason="refusal: no")
    assert current_takes([a_take(), aside]) == (aside,)
    assert current_takes([a_take(), refused]) == (refused,)


def test_a_failure_that_passes_gives_way_to_what_the_seat_had_said() -> None:
    assert current_takes([a_take(), failed()]) == (a_take(),)
    assert current_takes([failed()]) == (failed(),)


def test_of_two_failures_that_pass_the_later_is_current() -> None:
    rejected = failed("key_rejected: no such key")
    assert current_takes([failed(), rejected]) == (rejected,)


@pytest.mark.parametrize("ended", ["stopped", "budget_reached"])
def test_a_seat_that_was_given_up_keeps_the_failure_that_it_had_and_takes_the_next(ended: str) -> None:
    given_up = failed(f"{ended}: not asked to the end")
    assert current_takes([failed(), given_up]) == (failed(),)
    assert current_takes([given_up, failed()]) == (failed(),)


def test_a_run_that_nobody_answered_gives_way_to_the_one_before() -> None:
    down, good = a_run("down"), a_run("good")
    takes = [a_take(model="good"), failed(model="down")]
    assert newest_answered([down, good], "alpha", takes) == good
    assert newest_answered([down], "alpha", [failed(model="down")]) == down
    assert newest_answered([good], "beta", takes) is None


def test_imports_follow_the_run_that_their_newest_answer_claims() -> None:
    older = imported(model="a/b", run="r1")
    newer = imported(model="x/y", run="r2", created_at=NOON + timedelta(days=1))
    unclaimed = imported(model="e/f")
    assert takes_for_page([newer, older], None) == (newer,)
    assert takes_for_page([older, newer, unclaimed], None) == (newer, unclaimed)


def test_other_samples_models_endpoints_and_personas_are_other_seats() -> None:
    takes = [a_take(), a_take(sample=2), a_take(model="c/d"), a_take(endpoint="ollama"), a_take(persona="skeptic")]
    assert current_takes(takes) == tuple(takes)


def test_a_page_takes_the_models_of_the_newest_run() -> None:
    assert takes_for_page([a_take(model="a/b"), a_take(model="c/d")], a_run("c/d")) == (a_take(model="c/d"),)


def test_a_take_of_an_earlier_run_counts_when_the_newest_run_has_its_model() -> None:
    earlier = a_take(persona="skeptic", run="r0")
    assert takes_for_page([earlier, a_take(run="r1")], a_run("a/b")) == (earlier, a_take(run="r1"))


def test_takes_stand_in_the_order_in_which_the_run_named_its_models() -> None:
    second, first = a_take(model="c/d"), a_take(model="a/b", sample=2)
    assert takes_for_page([second, first], a_run("a/b", "c/d")) == (first, second)


def test_the_same_model_id_on_another_endpoint_is_another_model() -> None:
    assert takes_for_page([a_take(endpoint="ollama")], a_run("a/b")) == ()


def test_an_imported_take_of_a_model_is_not_the_runs_take() -> None:
    claim = a_take(text="Somebody says that the model said so.", is_imported=True)
    assert takes_for_page([a_take(), claim], a_run("a/b")) == (a_take(),)


def test_without_a_run_a_page_takes_the_imports() -> None:
    assert takes_for_page([imported()], None) == (imported(),)


def test_a_run_that_left_no_take_gives_way_to_the_imports() -> None:
    assert takes_for_page([imported()], a_run("c/d")) == (imported(),)


def test_a_run_that_left_only_failures_does_not_give_way() -> None:
    assert takes_for_page([imported(), failed()], a_run("a/b")) == (failed(),)


def test_takes_of_a_model_outside_the_newest_run_are_no_imports() -> None:
    assert takes_for_page([a_take()], None) == ()


def test_people_do_not_stand_beside_models() -> None:
    assert takes_for_page([imported(), imported(model="human")], None) == (imported(),)


def test_people_stand_alone_where_no_model_said_anything() -> None:
    person = imported(model="human/ana")
    nothing = failed().model_copy(update={"is_imported": True})
    assert takes_for_page([nothing, person], None) == (person,)


def test_models_failures_are_shown_where_nobody_else_spoke() -> None:
    nothing = failed().model_copy(update={"is_imported": True})
    assert takes_for_page([nothing], None) == (nothing,)


def test_people_are_mixed_with_models_when_asked() -> None:
    takes = [a_take(), imported(model="human"), imported(model="human/ana"), a_take(model="c/d")]
    assert takes_for_page(takes, a_run("c/d"), models=["a/b", "human"]) == tuple(takes[:3])


def test_one_person_can_be_asked_for() -> None:
    takes = [imported(model="human"), imported(model="human/ana")]
    assert takes_for_page(takes, None, models=["human/ana"]) == (takes[1],)


def test_a_model_can_be_asked_for_with_its_endpoint() -> None:
    takes = [a_take(), a_take(endpoint="ollama")]
    assert takes_for_page(takes, None, models=["ollama:a/b"]) == (takes[1],)


def test_what_a_model_said_when_asked_is_preferred_to_an_import_in_its_name() -> None:
    assert takes_for_page([a_take(), imported()], None, models=["a/b"]) == (a_take(),)
