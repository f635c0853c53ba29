"""The one object in a text, or what was wrong."""

from __future__ import annotations

import json

import pytest

from panel.errors import AnswerFault, Cause
from panel.parsing.extract import SIZE_CAP, extract

B = '{"take":"It works.","verdict":{"decision":"ship","score":88}}'
FIELDS = {"take": "It works.", "verdict": {"decision": "ship", "score": 88}}


def fault_of(text: str) -> AnswerFault:
    with pytest.raises(AnswerFault) as caught:
        extract(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "rung"),
    [
        (B, "as_is"),
        (f"\n  {B}\r\n", "as_is"),
        (f"\ufeff{B}", "as_is"),
        (f"```json\n{B}\n```", "unfenced"),
        (f"```\n{B}\n```", "unfenced"),
        (f"``` json5\n{B}```", "sliced"),
        (f"Here is my review:\n{B}\nHope this helps!", "sliced"),
        (f"Here is my review:\n```json\n{B}\n```\nHope this helps!", "sliced"),
        (f"<think>score 20, skip</think>{B}", "thinking_shed"),
        (f"<think>{{'score': 20}} or {{oops</think>\n\n{B}", "thinking_shed"),
        (f'<thinking>{{"verdict":{{"decision":"skip"}}}}</thinking>{B}', "thinking_shed"),
        (f"<REASONING>no braces</REASONING>{B}", "thinking_shed"),
        (f"<think>hm</think>```json\n{B}\n```", "unfenced"),
        (f"The start was cut away.</think>{B}", "thinking_shed"),
        (f'A draft: {{"score": 20}} and {{broken\n</think>\n{B}', "thinking_shed"),
    ],
)
def test_sheds_what_stands_around_one_object(text: str, rung: str) -> None:
    found = extract(text)
    assert (found.fields, found.rung) == (FIELDS, rung)


def test_reads_raw_line_breaks_inside_a_string() -> None:
    assert extract('{"take":"one\n\ttwo"}').fields == {"take": "one\n\ttwo"}


def test_leaves_a_quoted_end_of_thinking_inside_its_string() -> None:
    fields = {"take": 'It prints </think> {"verdict": {"score": 1}} and stops.'}
    assert extract(json.dumps(fields)).fields == fields
    assert extract("Sure: " + json.dumps(fields)).fields == fields


@pytest.mark.parametrize("text", ["", "  \n\t ", "\ufeff", "null", "<think>all thought</think>"])
def test_an_empty_answer_is_blank(text: str) -> None:
    assert fault_of(text).cause is Cause.BLANK


@pytest.mark.parametrize("text", ["88", "I would ship it.", '"ship"', "[1, 2]", "[]"])
def test_no_object_is_asked_again(text: str) -> None:
    fault = fault_of(text)
    assert (fault.cause, fault.asks_again) == (Cause.NO_OBJECT, 3)


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I’m unable to review this tool.",
        "I can’t assist with this request.",
        "Sorry, no.",
        "As an AI, I do not review products.",
    ],
)
def test_a_plain_refusal_is_asked_about_once(text: str) -> None:
    fault = fault_of(text)
    assert (fault.cause, fault.asks_again) == (Cause.REFUSAL, 1)


@pytest.mark.parametrize(
    "text", [B + B, f"{B}\n{B}", f"Either {B} or {B}.", f"[{B},{B}]", f"```\n{B}\n```\n```\n{B}\n```"]
)
def test_several_objects_are_never_chosen_from(text: str) -> None:
    assert fault_of(text).cause is Cause.SEVERAL_OBJECTS


def test_an_answer_before_the_end_of_thinking_is_not_taken_for_thinking() -> None:
    assert fault_of(f"{B}</think>{B}").cause is Cause.SEVERAL_OBJECTS


def test_an_object_in_a_list_is_not_the_answer() -> None:
    assert fault_of(f"[ {B} ]").cause is Cause.NO_OBJECT


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"take":"It wor',
        '{"take":"It works.","verdict":{"decision":"ship","score":8',
        '{"take":"It works.","verdict":{"decision":"ship","score":88}',
        '{"take":"It works.","verdict":tru',
        '{"take":"It works.",',
        '{"take":"\\u00',
        "```json\n" + B[:-1] + "\n```",
        "<think>it never ends {",
    ],
)
def test_an_object_that_never_ends_is_cut_off_and_asked_once_more(text: str) -> None:
    fault = fault_of(text)
    assert (fault.cause, fault.asks_again) == (Cause.CUT_OFF, 3)


@pytest.mark.parametrize("end", range(1, len(B)))
def test_no_start_of_an_answer_is_ever_completed(end: int) -> None:
    assert fault_of(B[:end]).cause is Cause.CUT_OFF


@pytest.mark.parametrize(
    "text",
    [
        "{'take': 'It works.'}",
        '{"take": "It works.",}',
        '{"take": "the "primitive" is"}',
        '{"score": NaN}',
        '{"score": -Infinity}',
        '{"take": "x" // fine\n}',
        '{"score": ' + "9" * 5000 + "}",
        '{"score" 88,"decision":"ship"}',
    ],
)
def test_what_is_no_json_is_malformed_and_not_mended(text: str) -> None:
    assert fault_of(text).cause is Cause.MALFORMED


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":1}', '{"a":{"b":1,"b":2}}', '{"a":[{"b":1,"b":2}]}', '{"a":1,"\\u0061":2}']
)
def test_a_repeated_key_at_any_depth_is_refused(text: str) -> None:
    assert fault_of(text).cause is Cause.DUPLICATE_KEY


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_nesting_is_a_fault(opening: str) -> None:
    nested = '{"a":' + opening * 10_000
    assert fault_of(nested).cause in {Cause.MALFORMED, Cause.CUT_OFF}


def test_size_is_bounded_in_bytes() -> None:
    assert extract('{"a":"' + "x" * (SIZE_CAP - 8) + '"}').fields
    assert fault_of('{"a":"' + "x" * (SIZE_CAP - 7) + '"}').cause is Cause.TOO_BIG
    assert fault_of('{"a":"' + "é" * (SIZE_CAP // 2) + '"}').cause is Cause.TOO_BIG


def test_details_quote_little_and_nothing_that_steers_a_terminal() -> None:
    detail = fault_of("\x1b[2J" + "words " * 100).detail
    assert len(detail) < 160
    assert detail.isprintable()
