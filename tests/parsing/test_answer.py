"""Completions as answers: what makes a take, what is noted, what is asked again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from panel.domain.completion import Completion
from panel.domain.take import Decision, Evidence
from panel.errors import AnswerFault, Cause
from panel.parsing.answer import Reading, read_answer
from tests.builders import a_persona
from tests.parsing.answers import TAKE, answer, completion, verdict

PERSONA = a_persona()


def read(said: str | dict[str, Any], **fields: Any) -> Reading:  # noqa: ANN401 - any field of a Completion
    return read_answer(completion(said, **fields), PERSONA)


def fault_of(said: str | dict[str, Any], **fields: Any) -> tuple[Cause, int]:  # noqa: ANN401 - any field of a Completion
    with pytest.raises(AnswerFault) as caught:
        read(said, **fields)
    return caught.value.cause, caught.value.asks_again


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def test_reads_an_answer_in_which_nothing_is_odd() -> None:
    reading = read(answer())
    assert reading.answer.decision is Decision.SHIP
    assert reading.answer.score == 80
    assert reading.answer.text == TAKE
    assert reading.answer.evidence == (Evidence(id="e1", quote="needs no account"),)
    assert [mark.criterion for mark in reading.answer.marks] == [f"builder_{number}" for number in range(1, 6)]
    assert (reading.findings, reading.rung) == ((), "as_is")


def test_reads_an_abstention() -> None:
    reading = read(
        answer(take="Nothing to hear or see.", verdict=verdict(decision="no_take", reason="off_lens", score=None))
    )
    assert (reading.answer.decision, reading.answer.score, reading.answer.reason) == (None, None, "off_lens")
    assert reading.findings == ()


@pytest.mark.parametrize("spelling", ["ship", "Ship", "SHIP", "SHIP.", " ship "])
def test_reads_a_decision_in_its_closed_list_of_spellings(spelling: str) -> None:
    assert read(answer(verdict=verdict(decision=spelling))).answer.decision is Decision.SHIP


@pytest.mark.parametrize(
    "decision",
    ["ship with caveats", "ship/skip", "publier", "shіp", "sHIP", "", "no take", None, True, 1, ["ship"], {}],
)
def test_any_other_decision_is_asked_again(decision: Any) -> None:  # noqa: ANN401 - foreign JSON
    assert fault_of(answer(verdict=verdict(decision=decision))) == (Cause.MISTYPED, 3)


@pytest.mark.parametrize("said", ["88", "88.0", "8.8e1"])
def test_reads_a_whole_number_however_json_writes_it(said: str) -> None:
    assert read(json.dumps(answer()).replace(": 80", f": {said}")).answer.score == 88


@pytest.mark.parametrize("score", ["88", "85/100", "eighty", True, False, [88], {"value": 88}, 87.5, 0.85])
def test_a_score_of_another_type_is_asked_again(score: Any) -> None:  # noqa: ANN401 - foreign JSON
    assert fault_of(answer(verdict=verdict(score=score))) == (Cause.MISTYPED, 3)


@pytest.mark.parametrize("said", ["101", "-1", "105", "1e400", "-1e400", "100.5", "9" * 4000])
def test_a_score_out_of_range_is_never_clamped(said: str) -> None:
    assert fault_of(json.dumps(answer()).replace(": 80", f": {said}")) == (Cause.OUT_OF_RANGE, 3)


@pytest.mark.parametrize(("score", "decision"), [(0, "skip"), (100, "ship"), (60, "ship"), (59, "skip")])
def test_the_ends_of_the_scale_are_scores(score: int, decision: str) -> None:
    reading = read(answer(verdict=verdict(score=score, decision=decision)))
    assert (reading.answer.score, codes(reading)) == (score, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "ship", "score": None},
        {"decision": "skip", "score": None},
        {"decision": "no_take", "score": 50, "reason": "off_lens"},
        {"decision": "ship", "score": 56},
        {"decision": "skip", "score": 64},
        {"decision": "skip", "score": 90},
    ],
)
def test_a_contradiction_is_asked_about_once(wrong: dict[str, Any]) -> None:
    assert fault_of(answer(verdict=verdict(**wrong))) == (Cause.CONTRADICTION, 1)


@pytest.mark.parametrize(("score", "decision"), [(57, "ship"), (59, "ship"), (60, "skip"), (63, "skip")])
def test_a_disagreement_within_three_points_is_noted(score: int, decision: str) -> None:
    reading = read(answer(verdict=verdict(score=score, decision=decision)))
    assert (reading.answer.decision, codes(reading)) == (Decision(decision), ["borderline"])


def test_the_grey_band_follows_ship_at() -> None:
    said = completion(answer(verdict=verdict(score=67, decision="ship")))
    assert codes(read_answer(said, PERSONA, ship_at=70)) == ["borderline"]
    with pytest.raises(AnswerFault, match="contradiction"):
        read_answer(said, PERSONA, ship_at=71)


@pytest.mark.parametrize("said", [{"verdict": "ship"}, {"verdict": None}, {"verdict": []}, {"result": answer()}, {}])
def test_an_object_without_a_verdict_is_asked_again(said: dict[str, Any]) -> None:
    assert fault_of(said) == (Cause.MISTYPED, 3)


@pytest.mark.parametrize("take", [None, 7, ["It works."], {"text": "It works."}])
def test_a_decision_without_a_text_is_asked_again(take: Any) -> None:  # noqa: ANN401 - foreign JSON
    assert fault_of(answer(take=take)) == (Cause.MISTYPED, 3)


@pytest.mark.parametrize("take", ["", " \n", "\u200e\u202e", "\x00"])
def test_a_decision_with_a_blank_text_is_asked_again(take: str) -> None:
    assert fault_of(answer(take=take)) == (Cause.BLANK, 3)


def test_an_abstention_needs_no_text_and_no_known_reason() -> None:
    reading = read({"verdict": {"decision": "no_take", "reason": "tired"}})
    assert (reading.answer.text, reading.answer.reason) == (None, None)
    assert codes(reading) == ["odd_reason", "evidence_missing", "marks_missing", "criteria_unmarked"]


def test_a_reason_beside_a_decision_is_noted_and_left_out() -> None:
    reading = read(answer(verdict=verdict(reason="thin_dossier")))
    assert (reading.answer.reason, codes(reading)) == (None, ["odd_reason"])


def test_score_decision_and_text_alone_make_a_take() -> None:
    reading = read({"take": TAKE, "verdict": {"decision": "ship", "score": 80}})
    assert (reading.answer.decision, reading.answer.score, reading.answer.text) == (Decision.SHIP, 80, TAKE)
    assert codes(reading) == ["evidence_missing", "marks_missing", "criteria_unmarked"]


def test_keeps_the_text_as_written_but_for_what_cannot_be_printed() -> None:
    reading = read(answer(take=f" <b>Don't</b>\r\n{TAKE}\x1b[31m\ud800\u202e "))
    assert reading.answer.text == f"<b>Don't</b>\n{TAKE}[31m"
    assert [(one.code, one.detail) for one in reading.findings] == [("characters_dropped", "3 that cannot be printed")]


def test_line_ends_of_another_kind_are_not_odd() -> None:
    assert read(answer(take=TAKE.replace(" Notes", "\r\nNotes"))).findings == ()


def test_unknown_keys_are_noted() -> None:
    reading = read(answer(confidence=1, verdict=verdict(tier="S")))
    assert [(one.code, one.detail) for one in reading.findings] == [("extra_keys", "confidence, verdict.tier")]


def test_a_refusal_field_comes_before_the_text() -> None:
    assert fault_of(answer(), refusal="I will not.") == (Cause.REFUSAL, 1)


def test_a_filtered_answer_is_asked_about_once() -> None:
    assert fault_of("", finish_reason="content_filter") == (Cause.FILTERED, 1)


@pytest.mark.parametrize("said", ["", '{"verdict":{"decision":"ship","score":8', json.dumps(answer())])
def test_an_answer_at_its_length_limit_is_cut_off_even_if_it_reads(said: str) -> None:
    assert fault_of(said, finish_reason="length") == (Cause.CUT_OFF, 3)


def reads_or_faults(said: Completion) -> None:
    """Nothing but an AnswerFault comes out, and what is read can be stored and shown."""
    reading, detail = None, ""
    try:
        reading = read_answer(said, PERSONA)
    except AnswerFault as fault:
        detail = fault.detail
    assert detail.isprintable()
    assert len(detail) <= 200
    if reading is not None:
        assert Reading.model_validate_json(reading.model_dump_json()) == reading
        assert len(reading.findings) < 20


@given(st.text(max_size=300))
@example("{" * 60_000)
@example('{"verdict":' + "[" * 900 + "]" * 900 + "}")
@example('{"take":' + '{"a":' * 900 + "1" + "}" * 900 + ',"verdict":{"decision":"ship","score":80}}')
@example('{"marks":[' + "[" * 800 + "]" * 800 + '],"take":"x","verdict":{"decision":"ship","score":80}}')
@example("{}" * 32_000)
@example("</think>" * 8_000)
@example("<think>" * 9_000)
@example("```" * 20_000)
def test_no_text_raises_anything_else(said: str) -> None:
    reads_or_faults(completion(said))


FOREIGN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["ship", "skip", "no_take", "e1", "builder_1", "yes", "\ud800", "off_lens"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "quote", "criterion", "met", "evidence", "decision", "score", "\ud800", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["evidence", "marks", "take", "verdict", "\udfff"]), FOREIGN), st.booleans())
def test_no_object_raises_anything_else(fields: dict[str, Any], is_ship: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    said = {**fields, "verdict": verdict(), "take": TAKE} if is_ship else fields
    reads_or_faults(completion(json.dumps(said)))


@given(FOREIGN)
def test_no_verdict_raises_anything_else(given_verdict: Any) -> None:  # noqa: ANN401 - foreign JSON
    reads_or_faults(completion(json.dumps(answer(verdict=given_verdict))))
