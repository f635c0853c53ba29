"""A peer for budgets: checks before it sends that the costs it knows of are below the cap, and holds nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
from decimal import Decimal
from pathlib import Path

import aiohttp

KEY = {"authorization": "Bearer sk-or-v1-benchmark0000000000", "content-type": "application/json"}


async def _run(base_url: str, bodies: list[bytes], in_flight: int, cap: Decimal) -> Decimal:
    known = Decimal(0)
    queue = iter(bodies)

    async def work(session: aiohttp.ClientSession) -> None:
        nonlocal known
        for body in queue:
            if known >= cap:
                return
            try:
                async with session.post("chat/completions", data=body) as response:
                    answer = json.loads(await response.read(), parse_float=Decimal)
            except aiohttp.ClientError:
                continue
            known += Decimal((answer.get("usage") or {}).get("cost", 0))

    async with aiohttp.ClientSession(base_url + "/", headers=KEY) as session:
        await asyncio.gather(*(work(session) for _ in range(in_flight)))
    return known


def main() -> None:
    """Send bodies of a file, one a line, until the cap is reached."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--bodies", type=Path, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    parser.add_argument("--budget", type=Decimal, required=True)
    wanted = parser.parse_args()
    bodies = wanted.bodies.read_bytes().splitlines()
    print(json.dumps({"spent": str(asyncio.run(_run(wanted.base_url, bodies, wanted.in_flight, wanted.budget)))}))


if __name__ == "__main__":
    main()
