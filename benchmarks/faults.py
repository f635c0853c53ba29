"""A faulty network: how many takes come of 1,000 seats, and what is paid for that no seat needed.

64 in flight, answers after 0.2 s, 150 requests a second allowed without ``Retry-After``, and of those let through 4%
get a 503, 2% are dropped, 3% are an error in a 200, 3% cut off, 3% fenced, 3% with prose around, 2% empty and 2% out of
range. The peer is what a good engineer writes: the SDK with its own retries, and every answer read as JSON.

Ends with 1 where the panel has less than a take for every seat, or was billed for an answer that no seat needed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from children import ran
from network import SEATS, write_bodies
from simulator import simulated

TOOLS = 200
FAULTS = "503=0.04,dropped=0.02,error_in_200=0.03,truncated=0.03,fenced=0.03,prose=0.03,empty=0.02,out_of_range=0.02"


def missed(row: dict[str, Any], bill: dict[str, Any]) -> Iterator[str]:
    """Which promises the panel broke, in words."""
    good, seats = row["statuses"].get("ok", 0), TOOLS * SEATS
    if good < seats:
        yield f"the panel has {good:,} takes of {seats:,}; without one: {row['causes'] or row['statuses']}"
    if bill["surplus"]:
        yield f"the panel was billed for {bill['surplus']:,} good answers more than it has seats"


def main() -> int:
    """Print a row for each client, and every promise that is broken; returns the exit code."""
    broken: list[str] = []
    print(
        f"{'client':<10}{'good of 1000':>14}{'wall s':>8}{'requests':>10}{'429s':>6}"
        f"{'billed':>8}{'unusable':>10}{'surplus':>9}"
    )
    with tempfile.TemporaryDirectory() as name:
        bodies = Path(name) / "bodies.jsonl"
        write_bodies(bodies, TOOLS)
        for client in ("panel_client", "retrying_client"):
            folder = Path(name) / client
            folder.mkdir()
            own = ("--tools", TOOLS, "--folder", folder) if client == "panel_client" else ("--bodies", bodies)
            with simulated("--latency", "0.2", "--rate", "150", "--faults", FAULTS, "--seed", "7") as server:
                row = ran(client, folder, "--base-url", server.base_url, "--in-flight", 64, *own)
                bill = server.bill()
            if client == "panel_client":
                broken.extend(missed(row, bill))
            good = row["statuses"].get("ok", 0)
            print(
                f"{client.removesuffix('_client'):<10}{good:>14}{row['wall']:>8.1f}{bill['requests']:>10}"
                f"{bill['refused'].get('429', 0):>6}{bill['completions']:>8}{bill['unusable']:>10}{bill['surplus']:>9}"
            )
    for one in broken:
        print(one)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
