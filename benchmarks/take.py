"""CPU of one take outside HTTP: its prompt, the reading of its answer and the checks, beside ``json.loads`` of it.

Every take is another one, and every dossier is met for the first time and then by four more personas, as in a batch.
Each figure is the median of four passes after one that warms up.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from answers import made_up_answer
from tools import made_up

from panel.checks.take import findings_on
from panel.domain.completion import Attempt, Completion
from panel.domain.persona import Persona
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from panel.parsing.answer import read_answer
from panel.prompting.prompter import Prompter

SIZES = (24, 36, 48, 60, 72)
"""Sentences in the dossiers of each pass: 2 to 8 KB, and no pass has seen the dossiers of another."""

TOOLS = 100
PERSONAS = load_personas(shelf("personas"))


@dataclass(frozen=True, slots=True)
class Case:
    """A seat on a tool, what the model answered, and the take that came of it."""

    tool: Tool
    persona: Persona
    completion: Completion
    take: Take


Step = Callable[[Case], object]


def cases(sentences: int) -> list[Case]:
    """Every persona on tools with dossiers of so many sentences; no two answers are alike."""
    tools = made_up(TOOLS, sentences=sentences)
    return [_case(tool, persona, number) for number, tool in enumerate(tools) for persona in PERSONAS]


def microseconds(step: Step, some: Sequence[Case]) -> float:
    """CPU for each case."""
    began = time.process_time()
    for case in some:
        step(case)
    return (time.process_time() - began) / len(some) * 1e6


def main() -> None:
    """Print a row for each step, with its ratio to reading the same answer as JSON."""
    prompter = Prompter(shelf("prompts"), secret=b"benchmark")
    steps: dict[str, Step] = {
        "json.loads (peer)": lambda case: json.loads(case.completion.text),
        "prompt": lambda case: prompter.prompt(case.tool, case.persona),
        "read_answer": lambda case: read_answer(case.completion, case.persona),
        "findings_on": lambda case: findings_on(case.take, case.tool, case.persona),
    }
    passes = [cases(sentences) for sentences in SIZES]
    taken = {name: [microseconds(step, some) for some in passes] for name, step in steps.items()}
    medians = {name: statistics.median(times[1:]) for name, times in taken.items()}
    medians["prompt to findings"] = sum(medians[name] for name in ("prompt", "read_answer", "findings_on"))
    peer = medians["json.loads (peer)"]
    print(f"{'CPU of one take':<24}{'µs':>8}{'times json.loads':>20}")
    for name, median in medians.items():
        print(f"{name:<24}{median:>8.0f}{median / peer:>20.1f}")


def _case(tool: Tool, persona: Persona, number: int) -> Case:
    attempt = Attempt(outcome="completed", sent_at=datetime.now(UTC))
    completion = Completion(text=made_up_answer(tool, persona, number), finish_reason="stop", attempt=attempt)
    answer = read_answer(completion, persona).answer
    take = Take(
        tool=tool.slug,
        persona=persona.id,
        model="simulated/model",
        score=answer.score,
        decision=answer.decision,
        text=answer.text,
        evidence=answer.evidence,
        marks=answer.marks,
        persona_hash=persona.fingerprint,
        dossier_hash=tool.dossier.fingerprint,
        created_at=attempt.sent_at,
    )
    return Case(tool, persona, completion, take)


if __name__ == "__main__":
    main()
