"""The floor: bare aiohttp sends the same bytes, reads every body and keeps nothing; prints figures as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import time
from pathlib import Path

import aiohttp


async def _run(base_url: str, bodies: list[bytes], in_flight: int) -> float:
    connector = aiohttp.TCPConnector(limit=in_flight)
    headers = {"authorization": "Bearer sk-or-v1-benchmark0000000000", "content-type": "application/json"}
    places = asyncio.Semaphore(in_flight)
    began = time.perf_counter()
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def send(body: bytes) -> None:
            async with places, session.post(f"{base_url}/chat/completions", data=body) as response:
                await response.read()

        async with asyncio.TaskGroup() as group:
            for body in bodies:
                group.create_task(send(body))
    return time.perf_counter() - began


def main() -> None:
    """Send every body of a file, one a line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--bodies", type=Path, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    wanted = parser.parse_args()
    bodies = wanted.bodies.read_bytes().splitlines()
    wall = asyncio.run(_run(wanted.base_url, bodies, wanted.in_flight))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
