"""A clean network: 6,000 calls, 500 in flight, answers after a second; the panel beside bare aiohttp and the plain SDK.

Every client is a whole process and sends the same bytes to a simulated OpenRouter of its own. The panel renders,
parses, checks and stores as well; bare aiohttp only reads, and the SDK makes objects of what it reads. ``of ideal`` is
the rate against 500 a second, from the first prompt that is rendered to the last take that is stored; ``CPU`` is user
plus system time of the whole process, start-up included, for one call. Beneath the table stands which of the figures
asked for were reached; they hold for 6,000 calls, 500 in flight and a second, on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from children import ran
from simulator import simulated
from tools import made_up

from panel.assembly import lone_workshop
from panel.domain.seat import Sampling
from panel.wire.endpoints import Dialect
from panel.wire.request import body

SEATS = 5
LEAST_OF_IDEAL = 0.94
MOST_OF_AIOHTTP = 2.0
MOST_OF_OPENAI = 0.5


def write_bodies(path: Path, tools: int) -> None:
    """Write the body of every call, one a line."""
    shop = lone_workshop(flags={}, folder=path.parent, announce=lambda _: None)
    prompter = shop.prompter(bytes(32))
    with path.open("wb") as file:
        for tool in made_up(tools):
            for persona in shop.personas:
                prompt = prompter.prompt(tool, persona)
                file.write(body(prompt, "simulated/model", Sampling(), Dialect.OPENROUTER) + b"\n")


def main() -> None:
    """Print a row for each client."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=6_000)
    parser.add_argument("--in-flight", type=int, default=500)
    parser.add_argument("--latency", type=float, default=1.0)
    wanted = parser.parse_args()
    tools = wanted.calls // SEATS
    ideal = tools * SEATS * wanted.latency / wanted.in_flight
    rows: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        bodies = Path(name) / "bodies.jsonl"
        write_bodies(bodies, tools)
        for client in ("aiohttp_client", "panel_client", "openai_client"):
            folder = Path(name) / client
            folder.mkdir()
            own = ("--tools", tools, "--folder", folder) if client == "panel_client" else ("--bodies", bodies)
            with simulated("--latency", str(wanted.latency)) as server:
                rows[client] = ran(client, folder, "--base-url", server.base_url, "--in-flight", wanted.in_flight, *own)
    floor = rows["aiohttp_client"]["cpu"]
    print(f"{tools * SEATS} calls, {wanted.in_flight} in flight, {wanted.latency:g} s; ideal {ideal:.1f} s")
    print(f"{'client':<18}{'wall s':>8}{'of ideal':>10}{'CPU ms':>8}{'× aiohttp':>11}{'× openai':>10}{'peak MB':>9}")
    for client, row in rows.items():
        per_call = 1_000 * row["cpu"] / (tools * SEATS)
        print(
            f"{client.removesuffix('_client'):<18}{row['wall']:>8.2f}{ideal / row['wall']:>10.1%}{per_call:>8.2f}"
            f"{row['cpu'] / floor:>11.2f}{row['cpu'] / rows['openai_client']['cpu']:>10.2f}{row['peak_mb']:>9.0f}"
        )
    print(f"takes of the panel: {rows['panel_client']['statuses']}")
    for line in judged(rows, ideal):
        print(line)


def judged(rows: dict[str, dict[str, Any]], ideal: float) -> Iterator[str]:
    """Whether each figure that is asked for was reached, in words."""
    panel = rows["panel_client"]
    of_ideal = ideal / panel["wall"]
    of_aiohttp, of_openai = (panel["cpu"] / rows[name]["cpu"] for name in ("aiohttp_client", "openai_client"))
    for is_reached, words in (
        (of_ideal >= LEAST_OF_IDEAL, f"{of_ideal:.1%} of the ideal rate, at least {LEAST_OF_IDEAL:.0%} asked for"),
        (of_aiohttp <= MOST_OF_AIOHTTP, f"{of_aiohttp:.2f} × bare aiohttp, at most {MOST_OF_AIOHTTP} asked for"),
        (of_openai <= MOST_OF_OPENAI, f"{of_openai:.2f} × the SDK, at most {MOST_OF_OPENAI} asked for"),
    ):
        yield f"{'reached' if is_reached else 'MISSED'}: {words}"


if __name__ == "__main__":
    main()
