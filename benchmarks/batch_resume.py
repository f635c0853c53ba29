"""Killed five times: whether anything is lost, doubled or paid for without need in a batch of 2,000 cells.

64 in flight, answers after 0.25 s. The batch gets SIGKILL at five random moments, the same ones in every run, and then
runs to its end. What the server billed for each completion is compared with what the store holds: a completion beyond
one for each cell has to have been on its way at a kill, or to have ended within a commit of one. Then two batches are
started together on one store. The peer is a plain asyncio loop with a line of JSONL for each answer, killed alike.

Ends with 1 where a cell has not exactly one take, where more was billed than was in flight at kills, where the totals
are not the server's own for what is stored, or where two batches pay for one cell.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from batches import Ended, Project, write_feed
from children import ran, started
from packages import packages
from simulator import Simulator, simulated

TOOLS = 400
SEATS = 5
CELLS = TOOLS * SEATS
KILLS = 5
IN_FLIGHT = 64
LATENCY = "0.25"
EARLIEST, LATEST = 0.05, 1.4
"""When a run is killed, in seconds after its first request."""

COMMIT = 0.1
"""Seconds within which an answer that has left the server is stored."""

ARRIVAL = 0.05
"""Seconds within which the server reads what a client has sent."""

Process = subprocess.Popen[bytes] | subprocess.Popen[str]


@dataclass(frozen=True)
class Kills:
    """When each run was killed, in seconds since 1970, and how many requests were on their way at each."""

    at: tuple[float, ...]
    in_flight: tuple[int, ...]

    def explain(self, charge: dict[str, Any]) -> bool:
        """Whether a completion was on its way at one of them, or had just arrived."""
        return any(charge["came_at"] - ARRIVAL <= kill <= charge["ended_at"] + COMMIT for kill in self.at)


def killed(start: Callable[[], Process], server: Simulator, seed: int) -> Kills:
    """Start a run and kill it, so many times."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret is made of it
    at, in_flight = [], []
    for _ in range(KILLS):
        before = server.settled()["granted"]
        process = start()
        while server.bill()["granted"] == before:
            if process.poll() is not None:
                raise RuntimeError(f"the run that was to be killed ended with {process.returncode}")
            time.sleep(0.005)
        time.sleep(dice.uniform(EARLIEST, LATEST))
        process.send_signal(signal.SIGKILL)
        process.wait()
        at.append(time.time())
        in_flight.append(int(server.bill()["in_flight"]))
    return Kills(tuple(at), tuple(in_flight))


@dataclass(frozen=True)
class Row:
    """What came of a batch: its cells, the completions billed for them, and those that nothing explains."""

    name: str
    stored: int
    doubled: int
    billed: int
    extra: int
    unexplained: int
    kills: Kills

    def printed(self) -> str:
        """The row as it is shown."""
        return (
            f"{self.name:<12}{self.stored:>8}{self.doubled:>9}{self.billed:>8}{self.extra:>7}"
            f"{self.unexplained:>13}{sum(self.kills.in_flight):>20}"
        )


def counted(name: str, stored: dict[str, int], kept: frozenset[str], charges: Sequence[Any], kills: Kills) -> Row:
    """Compare what was billed with what was kept: takes by cell, and the ids of their completions."""
    extra = [charge for charge in charges if charge["id"] not in kept]
    unexplained = [charge for charge in extra if not kills.explain(charge)]
    doubled = sum(count > 1 for count in stored.values())
    return Row(name, len(stored), doubled, len(charges), len(extra), len(unexplained), kills)


def the_panel(folder: Path, feed: Path, seed: int) -> tuple[Row, int, list[str]]:
    """A batch of the panel that is killed, how many calls it says were in flight then, and what it broke."""
    with simulated("--latency", LATENCY, "--charges") as server:
        project = Project(folder / "panel", server.base_url, IN_FLIGHT).make()
        kills = killed(lambda: project.start(feed, "--quiet"), server, seed)
        ended = project.run(feed, "--quiet")
        server.settled()
        charges = server.charges()
    stored = dict(Counter(key for (key,) in project.rows("SELECT key FROM takes WHERE status = 'ok'")))
    kept = frozenset(one for (one,) in project.rows("SELECT json_extract(take, '$.generation_id') FROM takes"))
    row = counted("panel", stored, kept, charges, kills)
    paid = [charge for charge in charges if charge["id"] in kept]
    said = int(ended.summary["in_flight_at_kills"])
    return row, said, [*missed(row, said), *totals(ended, paid), *lines(project)]


def missed(row: Row, said: int) -> Iterator[str]:
    """Which promises about cells the panel broke, in words."""
    if (row.stored, row.doubled) != (CELLS, 0):
        yield f"{row.stored:,} of {CELLS:,} cells have a take, {row.doubled:,} more than one"
    if row.unexplained:
        yield f"{row.unexplained} completions were billed beyond one for each cell and were not in flight at a kill"
    if row.extra > said:
        yield f"{row.extra} completions were billed beyond need, and the summary says that {said} were in flight"


def totals(ended: Ended, paid: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Whether the summary's sums are the server's for what is stored."""
    money = ended.summary["money"]
    billed = sum((Decimal(charge["dollars"]) for charge in paid), Decimal(0))
    if Decimal(money["spent_usd"]) != billed:
        yield f"the summary says ${money['spent_usd']}, and the server billed ${billed:f} for what is stored"
    for name in ("prompt_tokens", "cached_tokens", "completion_tokens"):
        counted = sum(charge[name] for charge in paid)
        if money[name] != counted:
            yield f"the summary counts {money[name]:,} {name}, and the server {counted:,} for what is stored"


def lines(project: Project) -> Iterator[str]:
    """Whether the outputs are whole."""
    takes, verdicts = project.lines("takes.jsonl"), project.lines("verdicts.jsonl")
    if (len(takes), len(verdicts)) != (CELLS, TOOLS):
        yield f"{len(takes):,} takes and {len(verdicts):,} verdicts were written, not {CELLS:,} and {TOOLS:,}"


def the_peer(folder: Path, feed: Path, personas: Path, seed: int) -> Row:
    """A plain loop that is killed in the same way."""
    cache = folder / "peer.jsonl"
    with simulated("--latency", LATENCY, "--charges") as server:
        own = ("--base-url", server.base_url, "--feed", feed, "--personas", personas, "--in-flight", IN_FLIGHT)
        kills = killed(lambda: started("jsonl_client", folder, *own, "--cache", cache), server, seed)
        ran("jsonl_client", folder, *own, "--cache", cache)
        server.settled()
        charges = server.charges()
    answers = [json.loads(line) for line in cache.read_text(encoding="utf-8").splitlines()]
    stored = dict(Counter(answer["key"] for answer in answers))
    return counted("plain loop", stored, frozenset(answer["id"] for answer in answers), charges, kills)


def two_at_once(folder: Path, feed: Path) -> Iterator[str]:
    """Two batches on one store, begun together; yields what they broke."""
    with simulated("--latency", LATENCY) as server:
        project = Project(folder / "two", server.base_url, IN_FLIGHT).make()
        began = time.perf_counter()
        both = {name: project.start(feed, "--quiet", out=name) for name in ("first", "second")}
        ended = {name: project.ended(process, began, out=name) for name, process in both.items()}
        bill = server.settled()
    asked = {name: one.summary["cells"]["asked"] for name, one in ended.items()}
    print(
        f"two batches at once: {asked['first']:,} and {asked['second']:,} cells asked, {bill['completions']:,} "
        f"completions billed for {CELLS:,} cells, {bill['surplus']} of them a second time; "
        f"{max(one.wall for one in ended.values()):.1f} s"
    )
    if (bill["completions"], bill["surplus"], sum(asked.values())) != (CELLS, 0, CELLS):
        yield f"two batches at once were billed {bill['completions']:,} completions for {CELLS:,} cells"
    for name, one in ended.items():
        if one.summary["cells"]["ok"] != CELLS:
            yield f"the {name} of two batches at once has {one.summary['cells']['ok']:,} takes of {CELLS:,}"


def main() -> int:
    """Print a row for each client, and every promise that is broken; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        feed = write_feed(folder / "packages.jsonl", packages(TOOLS))
        print(
            f"{'client':<12}{'cells':>8}{'doubled':>9}{'billed':>8}{'extra':>7}{'unexplained':>13}"
            f"{'in flight at kills':>20}"
        )
        row, said, broken = the_panel(folder, feed, wanted.seed)
        print(f"{row.printed()}; at most {said} by its summary", flush=True)
        print(the_peer(folder, feed, folder / "panel" / "personas", wanted.seed).printed(), flush=True)
        broken += two_at_once(folder, feed)
    for one in broken:
        print(one)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
