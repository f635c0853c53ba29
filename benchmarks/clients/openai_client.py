"""What a good engineer writes in twenty lines: AsyncOpenAI, a semaphore and gather; prints figures as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import time
from pathlib import Path

import openai


async def _run(base_url: str, bodies: list[bytes], in_flight: int) -> float:
    places = asyncio.Semaphore(in_flight)
    began = time.perf_counter()
    # Its own limit of 5 s for connecting is too short for so many connections at once.
    patience = {"timeout": 60, "max_retries": 0}
    async with openai.AsyncOpenAI(base_url=base_url, api_key="sk-or-v1-benchmark0000000000", **patience) as client:

        async def send(body: bytes) -> str | None:
            fields = json.loads(body)
            routing = fields.pop("provider", {})
            async with places:
                answer = await client.chat.completions.create(**fields, extra_body={"provider": routing})
            return answer.choices[0].message.content

        await asyncio.gather(*(send(body) for body in bodies))
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
