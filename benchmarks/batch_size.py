"""A feed of 20,000 real packages: whether memory and speed stay what they are while 100,000 takes come in.

Five personas, one model, 128 in flight, answers after 0.2 s, all outputs and quality figures included. Memory is that
of the whole process, the most at any time so far (VmHWM) and at the moment (VmRSS); the rate is that of the takes in
the store. The peer is a plain asyncio loop with a line of JSONL for each answer, which checks and computes nothing.

Ends with 1 where the panel's peak grows by more than 30 MB after the first fifth of the takes or passes 250 MB, or
where its last fifth of takes comes at less than 95% of the rate of the first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from batches import Project, write_feed
from children import figures, started
from packages import ROWS, packages
from simulator import Simulator, simulated

SEATS = 5
FIFTHS = 5
MOST_GROWTH = 30.0
MOST_MEMORY = 250.0
LEAST_RATE = 0.95
_OFTEN = 0.1
_SELDOM = 10
"""The bill is asked for at every so many looks at the memory: it is made by whoever answers."""

_MB = 1_024


@dataclass(frozen=True)
class Look:
    """The memory of a process in MB, now and at most so far, and how many completions there were."""

    done: int
    now: float
    peak: float


@dataclass(frozen=True)
class Row:
    """What a client came to: seconds, its memory along the way, and takes a second in each fifth."""

    name: str
    wall: float
    looks: tuple[Look, ...]
    rates: tuple[float, ...] = ()

    def peak_at(self, done: int) -> float:
        """The most memory until there were so many completions; all of it, where there never were more."""
        return next((look.peak for look in self.looks if look.done >= done), self.looks[-1].peak)

    @property
    def peak(self) -> float:
        """The most memory of all."""
        return max(look.peak for look in self.looks)


def watched(process: subprocess.Popen[bytes] | subprocess.Popen[str], server: Simulator) -> tuple[Look, ...]:
    """Look at a process until it ends."""
    looks, done = [], 0
    for number in range(sys.maxsize):
        if process.poll() is not None:
            return tuple(looks)
        if number % _SELDOM == 0:
            done = int(server.bill()["completions"])
        memory = _memory(process.pid)
        if memory:
            looks.append(Look(done, *memory))
        time.sleep(_OFTEN)
    raise AssertionError


def _memory(pid: int) -> tuple[float, float] | None:
    """What a process has and what it had at most, in MB; None for one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    found = {
        name: int(rest.split()[0]) / _MB
        for name, _, rest in (line.partition(":") for line in lines)
        if name[:2] == "Vm"
    }
    return (found["VmRSS"], found["VmHWM"]) if "VmHWM" in found else None


def rates(project: Project) -> tuple[float, ...]:
    """Takes a second in each fifth, by when they were made."""
    times = [datetime.fromisoformat(at) for (at,) in project.rows("SELECT created_at FROM takes ORDER BY created_at")]
    marks = [times[min(len(times) * part // FIFTHS, len(times) - 1)] for part in range(FIFTHS + 1)]
    return tuple(len(times) / FIFTHS / (end - start).total_seconds() for start, end in pairwise(marks))


def the_panel(folder: Path, feed: Path, in_flight: int, latency: float, tools: int) -> tuple[Row, Project]:
    """One batch of the panel."""
    with simulated("--latency", str(latency)) as server:
        project = Project(folder / "panel", server.base_url, in_flight).make()
        began = time.perf_counter()
        process = project.start(feed, "--quiet")
        looks = watched(process, server)
        ended = project.ended(process, began)
    if ended.summary["cells"]["ok"] != tools * SEATS:
        raise RuntimeError(f"not every cell has a take: {ended.summary['cells']}")
    return Row("panel", ended.wall, looks, rates(project)), project


def the_peer(folder: Path, feed: Path, personas: Path, in_flight: int, latency: float) -> Row:
    """The same feed through a plain loop."""
    with simulated("--latency", str(latency)) as server:
        own = ("--base-url", server.base_url, "--feed", feed, "--personas", personas, "--in-flight", in_flight)
        process = started("jsonl_client", folder, *own, "--cache", folder / "peer.jsonl")
        looks = watched(process, server)
        return Row("plain loop", figures(process)["wall"], looks)


def missed(row: Row, takes: int) -> Iterator[str]:
    """Which promises the panel broke, in words."""
    early = row.peak_at(takes // FIFTHS)
    if row.peak - early > MOST_GROWTH:
        yield f"the peak grew after the first fifth, from {early:.0f} MB to {row.peak:.0f} MB"
    if row.peak > MOST_MEMORY:
        yield f"the peak was {row.peak:.0f} MB, more than {MOST_MEMORY:.0f}"
    kept = row.rates[-1] / row.rates[0]
    if kept < LEAST_RATE:
        yield f"the last fifth came at {kept:.1%} of the rate of the first, not {LEAST_RATE:.0%}"


def main() -> int:
    """Print a row for each client, what the panel wrote, and every promise that is broken; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=int, default=ROWS)
    parser.add_argument("--in-flight", type=int, default=128)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--no-peer", action="store_true")
    wanted = parser.parse_args()
    takes = wanted.tools * SEATS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        feed = write_feed(folder / "packages.jsonl", packages(wanted.tools))
        print(f"{wanted.tools:,} tools, {takes:,} calls, {wanted.in_flight} in flight, {wanted.latency:g} s")
        print(f"{'client':<12}{'wall s':>8}{'takes/s':>9}{'peak MB at 1/5':>16}{'peak MB':>9}{'MB at end':>11}")
        row, project = the_panel(folder, feed, wanted.in_flight, wanted.latency, wanted.tools)
        print_row(row, takes)
        if not wanted.no_peer:
            print_row(the_peer(folder, feed, project.personas, wanted.in_flight, wanted.latency), takes)
        print("takes a second in each fifth: " + ", ".join(f"{rate:.0f}" for rate in row.rates))
        stored = kilobytes(project.folder.glob("panel.db*")) / takes * 1_000
        written = kilobytes((project.folder / "out").rglob("*")) / takes * 1_000
        print(f"for each 1,000 takes the store has {stored:,.0f} KB and the outputs {written:,.0f} KB")
    broken = list(missed(row, takes))
    for one in broken:
        print(one)
    return 1 if broken else 0


def kilobytes(paths: Iterable[Path]) -> float:
    """The size of the files among some paths."""
    return sum(path.stat().st_size for path in paths if path.is_file()) / _MB


def print_row(row: Row, takes: int) -> None:
    """Print what a client came to."""
    print(
        f"{row.name:<12}{row.wall:>8.1f}{takes / row.wall:>9.0f}{row.peak_at(takes // FIFTHS):>16.0f}"
        f"{row.peak:>9.0f}{row.looks[-1].now:>11.0f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
