"""What the figures over a feed cost: CPU a take, and how memory grows from one fifth of the takes to the end.

``python benchmarks/quality.py [TOOLS] [different|alike]``: five made-up takes of 60 to 140 words a tool, each its own,
or all much the same, as a simulated endpoint writes them. The takes themselves are made beside the clock.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from panel.domain.panel import Panel
from panel.domain.persona import FIVE
from panel.lab.feed_quality import FeedQuality
from panel.verdict.tally import verdict
from tests.builders import a_persona, a_take, a_tool

ROSTER = tuple(a_persona(id=one) for one in FIVE)
LETTERS = "abcdefghijklmnoprstu"
ONCE = 500


def panels(rng: random.Random, first: int, *, alike: bool) -> list[Panel]:
    """Made-up panels of the next tools."""
    return [panel(rng, f"some-package-name-{number}", alike=alike) for number in range(first, first + ONCE)]


def panel(rng: random.Random, slug: str, *, alike: bool) -> Panel:
    """A made-up panel on a tool."""
    tool = a_tool(slug=slug, name=f"Package {slug}")
    takes = []
    for persona in FIVE:
        score = min(max(int(rng.gauss(62, 15)), 0), 100)
        text = "This is a stand-in for a take, and it says nothing of the tool. " * 8 if alike else " ".join(words(rng))
        decision = "ship" if score >= 60 else "skip"
        takes.append(a_take(tool=slug, persona=persona, score=score, decision=decision, text=text))
    return Panel(tool=tool, takes=tuple(takes), verdict=verdict(tool, takes, ROSTER), seats=len(FIVE))


def vocabulary() -> tuple[list[str], list[float]]:
    """Words, and how frequent each and all before it are, by Zipf's law."""
    rng = random.Random(0)  # noqa: S311 - a made-up text keeps no secret
    spelt = ["".join(rng.choices(LETTERS, k=rng.randint(3, 9))) for _ in range(6_000)]
    return spelt, list(accumulate(1 / (rank + 3) for rank in range(6_000)))


WORDS, FREQUENCY = vocabulary()


def words(rng: random.Random) -> Iterator[str]:
    """The words of one take."""
    yield from rng.choices(WORDS, cum_weights=FREQUENCY, k=rng.randint(60, 140))


def resident() -> float:
    """MB that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def main(tools: int = 20_000, kind: str = "different") -> None:
    """Measure and print."""
    rng = random.Random(1)  # noqa: S311 - nor does a made-up score
    quality, spent, at_a_fifth = FeedQuality(ship_at=60, personas=ROSTER), 0.0, 0.0
    for first in range(0, tools, ONCE):
        made = panels(rng, first, alike=kind == "alike")
        began = time.process_time()
        for one in made:
            quality.add(one)
        spent += time.process_time() - began
        if first + ONCE == tools // 5:
            at_a_fifth = resident()
    takes = quality.figures().takes
    print(f"{takes} takes: {1000 * spent / takes:.3f} ms CPU a take")
    print(f"{at_a_fifth:.1f} MB at a fifth, {resident():.1f} MB at the end")


if __name__ == "__main__":
    main(*(int(argument) if argument.isdigit() else argument for argument in sys.argv[1:]))
