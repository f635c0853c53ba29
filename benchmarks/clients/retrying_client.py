"""A peer for a faulty network: AsyncOpenAI with its own retries, every answer read as JSON; prints figures as JSON."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter

import openai
from reporting import print_figures, read_work


async def _run(base_url: str, bodies: list[bytes], in_flight: int) -> Counter[str]:
    places = asyncio.Semaphore(in_flight)
    async with openai.AsyncOpenAI(base_url=base_url, api_key="sk-or-v1-benchmark0000000000", max_retries=5) as client:

        async def send(body: bytes) -> str:
            fields = json.loads(body)
            routing = fields.pop("provider", {})
            try:
                async with places:
                    answer = await client.chat.completions.create(**fields, extra_body={"provider": routing})
                verdict = json.loads(answer.choices[0].message.content or "")["verdict"]
            except (openai.OpenAIError, ValueError, TypeError, KeyError) as error:
                return type(error).__name__
            return "ok" if 0 <= verdict["score"] <= 100 else "out of range"

        return Counter(await asyncio.gather(*(send(body) for body in bodies)))


def main() -> None:
    """Send every body."""
    work = read_work()
    began = time.perf_counter()
    statuses = asyncio.run(_run(work.base_url, work.bodies, work.in_flight))
    print_figures(time.perf_counter() - began, statuses)


if __name__ == "__main__":
    main()
