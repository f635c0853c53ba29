"""Budgets: whether a bill ever passes its cap, and how much of a cap is used, in 20 seeded runs; one of them is killed.

Each cap is 40 tools' holds, 64 requests are in flight, answers take 0.05 s, and of those let through 3% are billed and
dropped, 4% get a 503 and 3% are cut off. The killed run gets SIGKILL once half of its cap is billed, and goes on under
the same job. The peer sends the same bytes while the costs that it knows of are below the cap, as plain counters do.

Money is what the simulated OpenRouter billed, whatever a client believes, and a bill is read when nothing is in flight
any more. Ends with 1 where a bill of the panel passes its cap, or where more of the cap is left than one tool's hold
and what is held for calls of unknown outcome come to.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from children import figures, ran, started
from network import write_bodies
from simulator import Simulator, simulated
from tools import made_up

from panel.engine.purse import REQUESTS_HELD
from panel.jobs.options import workshop
from panel.jobs.prices import Prices, terms_of
from panel.store.store import Store

TOOLS = 520
HOLDS = 40
IN_FLIGHT = 64
FAULTS = "dropped_billed=0.03,503=0.04,truncated=0.03"
LATENCY = "0.05"
MODEL = "simulated/model"
JOB = "rehearsal"


@dataclass(frozen=True)
class Row:
    """One run, in USD but for the takes. ``held`` is what stays held for calls of unknown outcome."""

    name: str
    cap: Decimal
    bill: Decimal
    hold: Decimal
    held: Decimal
    takes: int
    seconds: float

    @property
    def unspent(self) -> Decimal:
        """What is left of the cap."""
        return self.cap - self.bill

    @property
    def may_be_left(self) -> Decimal:
        """What has to be more than is left."""
        return self.hold + self.held

    @property
    def broken(self) -> str:
        """Which promise is broken, in words; empty where none is."""
        if self.unspent < 0:
            return f"run {self.name} was billed ${-self.unspent:f} above its cap"
        if self.unspent >= self.may_be_left:
            return f"run {self.name} left ${self.unspent:f}, not less than ${self.may_be_left:f}"
        return ""


def tools_hold(folder: Path) -> Decimal:
    """The most that is held for any one of the tools before it is asked about."""
    os.environ["OPENROUTER_API_KEY"] = "sk-or-v1-benchmark0000000000"
    with simulated() as server, workshop(model=[MODEL], base_url=server.base_url, folder=folder) as shop:
        tools = made_up(TOOLS)
        prices = Prices(asyncio.run(terms_of(shop, shop.models)), shop.prompter(bytes(32)))
        worst = [[prices.worst(cell) or Decimal(0) for cell in shop.cells((tool,))] for tool in tools]
    return max(REQUESTS_HELD * sum(seats, Decimal(0)) for seats in worst)


def asked(seed: int, folder: Path, cap: Decimal, hold: Decimal, *, is_killed: bool) -> Row:
    """One run of the panel against a simulator of its own."""
    folder = folder / f"panel{seed}"
    folder.mkdir()
    began = time.perf_counter()
    flags = ("--tools", TOOLS, "--folder", folder, "--in-flight", IN_FLIGHT, "--budget", cap, "--job", JOB)
    with simulated("--latency", LATENCY, "--faults", FAULTS, "--seed", str(seed)) as server:
        if is_killed:
            killed(server, cap, folder, flags)
        row = ran("panel_client", folder, "--base-url", server.base_url, *flags)
        bill = server.settled()
    if not row["unasked"]:
        raise RuntimeError(f"run {seed} had tools enough for only ${bill['dollars']} of ${cap}")
    held = held_in(folder / "panel.db")
    name = f"{seed} killed" if is_killed else str(seed)
    return Row(name, cap, Decimal(bill["dollars"]), hold, held, row["takes"], time.perf_counter() - began)


def killed(server: Simulator, cap: Decimal, folder: Path, flags: Sequence[object]) -> None:
    """Begin a run, and kill it when half of its cap is billed."""
    process = started("panel_client", folder, "--base-url", server.base_url, *flags)
    while Decimal(server.bill()["dollars"]) < cap / 2:
        if process.poll() is not None:
            raise RuntimeError(f"the run that was to be killed ended with {figures(process)}")
        time.sleep(0.02)
    process.kill()
    process.communicate()


def counted(seed: int, folder: Path, cap: Decimal, bodies: Path) -> Decimal:
    """What the peer was billed above the cap."""
    with simulated("--latency", LATENCY, "--faults", FAULTS, "--seed", str(seed)) as server:
        ran(
            "counting_client",
            folder,
            *("--base-url", server.base_url, "--bodies", bodies, "--in-flight", IN_FLIGHT, "--budget", cap),
        )
        return Decimal(server.settled()["dollars"]) - cap


def held_in(path: Path) -> Decimal:
    """What every run in a store holds together."""
    with Store.open(str(path), announce=lambda _: None, clock=lambda: datetime.now(UTC)) as store:
        return sum((one.held_usd for one in store.figures().values()), Decimal(0))


def main() -> int:
    """Print a row for each run, and what they come to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=2)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(wanted.at_once) as pool:
        folder = Path(name)
        hold = tools_hold(folder)
        cap = HOLDS * hold
        bodies = folder / "bodies.jsonl"
        write_bodies(bodies, TOOLS)
        print(f"cap ${cap:f}, {HOLDS} times one tool's hold of ${hold:f}; {IN_FLIGHT} in flight; {FAULTS}")
        print(
            f"{'run':<12}{'bill':>12}{'unspent':>12}{'held':>12}{'may be left':>13}{'takes':>8}{'s':>7}"
            f"{'peer above':>13}"
        )
        seeds = range(1, wanted.runs + 1)
        peers = pool.map(lambda seed: counted(seed, folder, cap, bodies), seeds)
        overshot = list(peers)
        runs = pool.map(lambda seed: asked(seed, folder, cap, hold, is_killed=seed == wanted.runs), seeds)
        rows = []
        for row, above in zip(runs, overshot, strict=True):
            rows.append(row)
            print(
                f"{row.name:<12}{row.bill:>12.4f}{row.unspent:>12.4f}{row.held:>12.4f}{row.may_be_left:>13.4f}"
                f"{row.takes:>8}{row.seconds:>7.1f}{above:>13.4f}",
                flush=True,
            )
    return summed_up(rows, overshot)


def summed_up(rows: Sequence[Row], overshot: Sequence[Decimal]) -> int:
    """Print what all runs come to, and every promise that is broken; returns the exit code."""
    used = [row.bill / row.cap for row in rows]
    broken = [row.broken for row in rows if row.broken]
    print(
        f"panel: {len(rows) - len(broken)} of {len(rows)} within the cap and its bounds, {min(used):.1%} to "
        f"{max(used):.1%} of it spent; a plain counter: {sum(above > 0 for above in overshot)} of {len(overshot)} "
        f"above the cap, by up to ${max(overshot):.4f}"
    )
    for one in broken:
        print(one)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
