"""The floor: bare aiohttp sends the same bytes, reads every body and keeps nothing; prints figures as JSON."""

from __future__ import annotations

import asyncio
import time

import aiohttp
from reporting import print_figures, read_work


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
    """Send every body."""
    work = read_work()
    print_figures(asyncio.run(_run(work.base_url, work.bodies, work.in_flight)))


if __name__ == "__main__":
    main()
