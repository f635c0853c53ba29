"""What a simulated OpenRouter answers stands up to the panel's own reading and checks."""

from __future__ import annotations

from itertools import product

import orjson
import pytest

from panel.checks.take import findings_on
from panel.domain.completion import Attempt, Completion
from panel.domain.persona import Persona
from panel.domain.seat import Sampling
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import AnswerFault, Cause
from panel.intake.tool_files import read_tool_file
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from panel.parsing.answer import Reading, read_answer
from panel.prompting.prompter import Prompter
from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.desk import Desk
from panel.testing.openrouter.kinds import Kind
from panel.wire.endpoints import Dialect
from panel.wire.request import body
from panel.wire.response import read_response
from tests.builders import NOON, a_persona, a_tool

PERSONAS = load_personas(shelf("personas"))
TOOLS = [read_tool_file(path).tool for path in sorted((shelf("examples") / "tools").glob("*"))]
PROMPTER = Prompter(shelf("prompts"), secret=b"s" * 32)


def a_desk(kind: Kind = Kind.FINE) -> Desk:
    return Desk(Conditions(script=lambda _: kind), clock=lambda: 0.0, today=lambda: NOON)


def read(desk: Desk, tool: Tool, persona: Persona, dialect: Dialect = Dialect.OPENROUTER) -> Reading:
    content = body(PROMPTER.prompt(tool, persona), "simulated/model", Sampling(), dialect)
    reply = desk.admit(content).reply
    received = read_response(reply.status, dict(reply.headers), reply.body, NOON)
    assert received.fault is None
    attempt = Attempt(outcome="completed", sent_at=NOON)
    completion = Completion(
        text=received.text, finish_reason=received.finish_reason, refusal=received.refusal, attempt=attempt
    )
    return read_answer(completion, persona)


@pytest.mark.parametrize("dialect", [Dialect.OPENROUTER, Dialect.OPENAI])
@pytest.mark.parametrize(
    ("tool", "persona"), list(product(TOOLS, PERSONAS)), ids=lambda one: getattr(one, "id", None) or one.slug
)
def test_every_example_gets_a_take_without_a_finding(tool: Tool, persona: Persona, dialect: Dialect) -> None:
    reading = read(a_desk(), tool, persona, dialect)
    answer = reading.answer
    take = Take(
        tool=tool.slug,
        persona=persona.id,
        model="simulated/model",
        endpoint="openrouter",
        score=answer.score,
        decision=answer.decision,
        text=answer.text,
        evidence=answer.evidence,
        marks=answer.marks,
        created_at=NOON,
    )
    assert (reading.findings, findings_on(take, tool, persona)) == ((), ())


@pytest.mark.parametrize(
    ("kind", "rung"),
    [
        (Kind.FENCED, "unfenced"),
        (Kind.PROSE, "sliced"),
        (Kind.THINK, "thinking_shed"),
        (Kind.HALF_THINK, "thinking_shed"),
        (Kind.NESTED, "as_is"),
        (Kind.MISSING_USAGE, "as_is"),
        (Kind.CACHE_HIT, "as_is"),
    ],
)
def test_what_is_counted_as_usable_can_be_read(kind: Kind, rung: str) -> None:
    assert read(a_desk(kind), a_tool(), a_persona()).rung == rung


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (Kind.TRUNCATED, Cause.CUT_OFF),
        (Kind.OUT_OF_RANGE, Cause.OUT_OF_RANGE),
        (Kind.EMPTY, Cause.BLANK),
        (Kind.EMPTY_NULL, Cause.BLANK),
        (Kind.EMPTY_LENGTH, Cause.CUT_OFF),
        (Kind.REASONING_ONLY, Cause.CUT_OFF),
        (Kind.REFUSAL, Cause.REFUSAL),
        (Kind.FILTERED, Cause.FILTERED),
    ],
)
def test_what_is_counted_as_unusable_cannot(kind: Kind, cause: Cause) -> None:
    with pytest.raises(AnswerFault) as caught:
        read(a_desk(kind), a_tool(), a_persona())
    assert caught.value.cause is cause


def test_retries_and_re_asks_of_a_cell_have_one_key_and_other_cells_others() -> None:
    desk = Desk(Conditions(), clock=lambda: 0.0, today=lambda: NOON)
    cells = list(product(TOOLS[:2], PERSONAS, (Dialect.OPENROUTER, Dialect.OPENAI)))
    for tool, persona, dialect in cells:
        prompt = PROMPTER.prompt(tool, persona)
        again = PROMPTER.again(prompt, AnswerFault(Cause.BLANK, ""))
        longer = Sampling(max_tokens=4_000)
        for content in (
            body(prompt, "simulated/model", Sampling(), dialect),
            body(again, "simulated/model", longer, dialect),
        ):
            desk.settle(desk.admit(content), is_lost=False)
    assert set(desk.bill.usable_by_request.values()) == {2}
    assert (len(desk.bill.usable_by_request), desk.bill.surplus()) == (len(cells), len(cells))


def test_the_same_prompt_and_seed_meet_the_same_faults_in_whatever_order_they_come() -> None:
    conditions = Conditions(faults={Kind.OVERLOADED: 0.5}, seed=3)
    contents = [orjson.dumps({"model": "simulated/model", "messages": [{"content": f"{n}"}]}) for n in range(50)]
    first, second = (
        Desk(conditions, clock=lambda: 0.0, today=lambda: NOON),
        Desk(conditions, clock=lambda: 0.0, today=lambda: NOON),
    )
    fates = {content: first.admit(content).reply.status for content in contents}
    assert fates == {content: second.admit(content).reply.status for content in reversed(contents)}
    assert set(fates.values()) == {200, 503}
