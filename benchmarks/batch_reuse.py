"""A finished batch again: whether it sends nothing, and what is asked after a small change; 2,000 tools, 10,000 cells.

``wall`` and ``CPU`` are those of the whole process, start-up and outputs included. The peer is a plain asyncio loop
with a line of JSONL for each answer, found by the hash of its request: it reads them, makes the requests again and
writes all anew.

Ends with 1 where the panel sends anything but what a change asks for, or where doing nothing takes it 3 s or more.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from batches import Project, write_feed
from children import ran
from packages import packages
from simulator import Simulator, simulated

TOOLS = 2_000
SEATS = 5
MORE = 10
CELLS = TOOLS * SEATS
LONGEST = 3.0
EDITED = "skeptic"

Rows = list[dict[str, Any]]
T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One more batch after a change: its feed, and how many completions it should come to."""

    name: str
    rows: Rows
    expected: int
    edits: bool = False


def steps() -> tuple[Step, ...]:
    """The first batch, the same again, and one after each change; changes stay."""
    every = packages(TOOLS + MORE)
    first, more = every[:TOOLS], every
    changed = [{**more[0], "description": f"{more[0]['description']}, in a new version"}, *more[1:]]
    return (
        Step("everything", first, CELLS),
        Step("the same again", first, 0),
        Step("one of five personas edited", first, TOOLS, edits=True),
        Step(f"{MORE} tools added", more, MORE * SEATS),
        Step("one dossier changed", changed, SEATS),
    )


def edit(personas: Path) -> None:
    """Change one persona."""
    path = personas / f"{EDITED}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nmotto: ", "\nmotto: Still, ", 1), encoding="utf-8")


def sent(server: Simulator, run: Callable[[], T]) -> tuple[T, int]:
    """What something came to, and how many completions it was billed for."""
    before = server.settled()["completions"]
    ended = run()
    return ended, server.settled()["completions"] - before


def missed(step: Step, wall: float, count: int) -> Iterator[str]:
    """Which promises the panel broke, in words."""
    if count != step.expected:
        yield f"{step.name}: {count:,} completions, not {step.expected:,}"
    if not step.expected and wall >= LONGEST:
        yield f"{step.name}: {wall:.2f} s, not less than {LONGEST:g}"


def main() -> int:
    """Print a row for each step, and every promise that is broken; returns the exit code."""
    broken: list[str] = []
    print(f"{'':<30}{'panel sent':>12}{'wall s':>9}{'CPU s':>8}{'plain loop sent':>18}{'wall s':>9}")
    with tempfile.TemporaryDirectory() as name, simulated() as server, simulated() as other:
        folder = Path(name)
        project = Project(folder / "panel", server.base_url).make()
        own = ("--base-url", other.base_url, "--personas", project.personas, "--cache", folder / "peer.jsonl")
        for step in steps():
            feed = write_feed(folder / "packages.jsonl", step.rows)
            if step.edits:
                edit(project.personas)
            ended, count = sent(server, lambda: project.run(feed, "--quiet"))  # noqa: B023 - run at once
            peer, asked = sent(other, lambda: ran("jsonl_client", folder, *own, "--feed", feed))  # noqa: B023
            broken.extend(missed(step, ended.wall, count))
            print(
                f"{step.name:<30}{count:>12,}{ended.wall:>9.2f}{ended.cpu:>8.2f}{asked:>18,}{peer['wall']:>9.2f}",
                flush=True,
            )
    for one in broken:
        print(one)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
