"""Fills a store: so many tools with five takes each, as a batch under a budget leaves it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from panel.domain.completion import Attempt, Usage
from panel.domain.finished import Finished
from panel.domain.money import Reserve
from panel.domain.run import Run
from panel.domain.seat import Model
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.intake.tools import clean_tool
from panel.store.store import Store
from panel.testing.prose import stand_in

PERSONAS = ("builder", "skeptic", "futurist", "founder", "creator")
AT = datetime(2026, 1, 2, 12, tzinfo=UTC)
RUN = "20260102T120000000Z-aaaa"
COST = Decimal("0.0012")
AT_ONCE = 500


def fill(path: str, count: int) -> None:
    """Make the store."""
    with Store.open(path, announce=lambda _: None, clock=lambda: AT) as store:
        model = Model(endpoint="openrouter", id="a/b")
        store.start_run(Run(id=RUN, job="batch", tools=(), personas=PERSONAS, models=(model,), started_at=AT))
        for start in range(0, count, AT_ONCE):
            tools = [a_tool(number) for number in range(start, min(start + AT_ONCE, count))]
            store.put_tools(tools)
            finished = [answered(tool, persona) for tool in tools for persona in PERSONAS]
            store.reserve([held(one.take) for one in finished])
            store.record(finished)
        store.finish_run(RUN, AT + timedelta(hours=1))


def a_tool(number: int) -> Tool:
    """A tool with a description of a hundred words."""
    description = f"Tool {number} keeps notes in plain Markdown files. It runs offline and needs no account. " * 6
    return clean_tool({"slug": f"tool-{number:06d}", "name": f"Tool {number}", "description": description})


def answered(tool: Tool, persona: str) -> Finished:
    """One persona's take, and the request that it cost."""
    take = Take.model_validate(
        {
            "tool": tool.slug,
            "persona": persona,
            "model": "a/b",
            "endpoint": "openrouter",
            "score": 72,
            "decision": "ship",
            "text": stand_in(tool.name, seed=int(tool.slug[-6:]) * 5 + PERSONAS.index(persona), words=80),
            "evidence": [{"id": "e1", "quote": "It runs offline and needs no account"}],
            "marks": [{"criterion": f"criterion_{at}", "evidence": ["e1"], "met": "yes"} for at in range(5)],
            "usage": Usage(prompt_tokens=1500, cached_tokens=1000, completion_tokens=250),
            "cost_usd": COST,
            "attempts": 1,
            "dossier_hash": tool.dossier.fingerprint,
            "key": f"{tool.slug}-{persona}".ljust(64, "0"),
            "run": RUN,
            "created_at": AT,
        }
    )
    said = take.model_dump_json(include={"evidence", "marks", "text"})
    attempt = Attempt(outcome="completed", cost_usd=COST, cost_basis="billed", text=said, sent_at=AT)
    return Finished(take=take, attempts=(attempt,), charge=COST)


def held(take: Take) -> Reserve:
    """What was set aside for it."""
    return Reserve(job=RUN, run=RUN, key=take.key or "", tool=take.tool, held_usd=Decimal("0.004"), at=AT)


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
    sys.stdout.write(json.dumps({}))
