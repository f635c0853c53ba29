"""A cap that falls in the middle of a feed: 600 tools, 3,000 cells, and money for about half of them.

64 in flight, answers after 0.05 s. The first run has to end with 4, write verdicts of whole panels alone and name every
other tool as not asked; the second has a cap that is high enough, and has to ask exactly what is missing. The peer is a
plain asyncio loop that checks before it sends that the costs it knows of are below the same cap.

Ends with 1 where any of that is not so, or where the bill passes the cap.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from batches import Ended, Project, write_feed
from children import ran
from packages import packages
from simulator import simulated

TOOLS = 600
SEATS = 5
CELLS = TOOLS * SEATS
IN_FLIGHT = 64
LATENCY = "0.05"
CAP = Decimal(8)
"""USD; a cell comes to about 0.006, so that all of them come to twice as much."""

ENOUGH = 10 * CAP
OVER_BUDGET = 4


def capped(project: Project, ended: Ended, bill: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a batch that reached its cap."""
    verdicts = project.lines("verdicts.jsonl")
    asked, unasked = {one["tool"] for one in verdicts}, set(ended.summary["unasked"])
    takes = Counter(one["tool"] for one in project.lines("takes.jsonl"))
    if Decimal(bill["dollars"]) > CAP:
        yield f"${bill['dollars']} was billed, more than the cap of ${CAP}"
    if broken := [one["tool"] for one in verdicts if takes[one["tool"]] != SEATS or one["takes"] != SEATS]:
        yield f"{len(broken)} panels in verdicts.jsonl are not whole, {broken[0]} among them"
    if not (asked and unasked):
        yield f"the cap did not fall in the middle of the feed: {len(asked)} tools were asked, {len(unasked)} not"
    if asked & unasked or len(asked | unasked) != TOOLS:
        yield f"{len(asked)} tools have a verdict and {len(unasked)} are named as not asked, of {TOOLS}"
    if partial := [tool for tool in unasked if takes[tool] == SEATS]:
        yield f"{len(partial)} tools are named as not asked and have a whole panel"
    if ended.summary["outcome"] != "budget_reached":
        yield f"the outcome is {ended.summary['outcome']}"


def finished(ended: Ended, missing: int, sent: int) -> Iterator[str]:
    """What is wrong with the batch once its cap was raised."""
    if sent != missing:
        yield f"raising the cap asked for {sent:,} completions, and {missing:,} cells were missing"
    if (ended.summary["cells"]["ok"], ended.summary["unasked"]) != (CELLS, []):
        yield f"raising the cap did not finish the batch: {ended.summary['cells']}"


def the_peer(folder: Path, feed: Path, personas: Path) -> str:
    """What a plain loop makes of the same cap, in words."""
    with simulated("--latency", LATENCY) as server:
        own = ("--base-url", server.base_url, "--feed", feed, "--personas", personas, "--in-flight", IN_FLIGHT)
        ran("jsonl_client", folder, *own, "--cache", folder / "peer.jsonl", "--budget", CAP)
        bill = server.settled()
    takes = Counter(json.loads(line)["tool"] for line in (folder / "peer.jsonl").read_text("utf-8").splitlines())
    partial = sum(count != SEATS for count in takes.values())
    return f"${bill['dollars']} of ${CAP} billed, {len(takes)} tools, {partial} of them not whole"


def main() -> int:
    """Print what each run came to, and every promise that is broken; returns the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        feed = write_feed(folder / "packages.jsonl", packages(TOOLS))
        with simulated("--latency", LATENCY) as server:
            project = Project(folder / "panel", server.base_url, IN_FLIGHT).make()
            ended = project.run(feed, "--quiet", "--budget", CAP, expected=OVER_BUDGET)
            bill = server.settled()
            print(
                f"panel: ended with {ended.code}, ${bill['dollars']} of ${CAP} billed, "
                f"{len(project.lines('verdicts.jsonl'))} whole panels, {len(ended.summary['unasked'])} tools not asked"
            )
            broken = list(capped(project, ended, bill))
            missing = CELLS - ended.summary["cells"]["ok"]
            ended = project.run(feed, "--quiet", "--budget", ENOUGH)
            sent = server.settled()["completions"] - bill["completions"]
            print(f"with a higher cap: ended with {ended.code}, {sent:,} completions for {missing:,} missing cells")
            broken += finished(ended, missing, sent)
        print(f"plain loop: {the_peer(folder, feed, project.personas)}")
    for one in broken:
        print(one)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
