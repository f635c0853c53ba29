"""A limit that moves, unannounced: 150 requests a second, then 60 from the 20th second on, then 150 from the 40th.

6,000 calls, 64 in flight, answers after 0.2 s, no ``--rate``; once without ``Retry-After``, once with a second of it.
``used`` is the share of what was allowed after the first 5 s, ``refused`` the share of requests that got a 429. Beside
it a peer: bare AIMD on requests in flight, as frameworks have it (times 0.8 on a refusal, and one more a round).
Ends with 1 where the panel used less than 88% or more than 3% of its requests were refused.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from children import ran
from network import write_bodies
from simulator import simulated

from panel.testing.openrouter.schedule import Schedule

TOOLS = 1_200
STEPS = ((0, 150), (20, 60), (40, 150))
AFTER = 5
LEAST_USED = 0.88
MOST_REFUSED = 0.03


def used(bill: dict[str, Any]) -> float:
    """The share of what was allowed that was let through, in whole seconds after the first five."""
    end = int(bill["last_grant"])
    granted = sum(count for second, count, _ in bill["seconds"] if AFTER <= second < end)
    return float(granted / Schedule(STEPS).allowed(AFTER, end))


def refused(bill: dict[str, Any]) -> float:
    """The share of requests that got a 429."""
    return float(bill["refused"].get("429", 0) / bill["requests"])


def missed(header: str, bill: dict[str, Any]) -> Iterator[str]:
    """Which promises the panel broke, in words."""
    which = f"with a Retry-After of {header}" if header else "without a Retry-After"
    if used(bill) < LEAST_USED:
        yield f"{which} the panel used {used(bill):.2%} of what was allowed, not {LEAST_USED:.0%}"
    if refused(bill) > MOST_REFUSED:
        yield f"{which} {refused(bill):.2%} of the panel's requests were refused, more than {MOST_REFUSED:.0%}"


def main() -> int:
    """Print a row for each client and kind of refusal, and every promise that is broken; returns the exit code."""
    broken: list[str] = []
    print(f"{'client':<10}{'Retry-After':>12}{'takes':>8}{'wall s':>8}{'used':>8}{'refused':>9}{'requests':>10}")
    schedule = ",".join(f"{second}:{rate}" for second, rate in STEPS)
    with tempfile.TemporaryDirectory() as name:
        bodies = Path(name) / "bodies.jsonl"
        write_bodies(bodies, TOOLS)
        for header in ("", "1"):
            for client in ("panel_client", "aimd_client"):
                folder = Path(name) / f"{client}{header}"
                folder.mkdir()
                own = ("--tools", TOOLS, "--folder", folder) if client == "panel_client" else ("--bodies", bodies)
                flags = ("--retry-after", header) if header else ()
                with simulated("--latency", "0.2", "--schedule", schedule, *flags) as server:
                    row = ran(client, folder, "--base-url", server.base_url, "--in-flight", 64, *own)
                    bill = server.bill()
                if client == "panel_client":
                    broken.extend(missed(header, bill))
                print(
                    f"{client.removesuffix('_client'):<10}{header or 'none':>12}{row['statuses'].get('ok', 0):>8}"
                    f"{row['wall']:>8.1f}{used(bill):>8.1%}{refused(bill):>9.2%}"
                    f"{bill['requests']:>10}"
                )
    for one in broken:
        print(one)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
