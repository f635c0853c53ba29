"""A peer for moving limits: bare aiohttp with AIMD on requests in flight, as frameworks have it; prints JSON."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter

import aiohttp
from reporting import print_figures, read_work

START, DOWN, COOLDOWN = 20.0, 0.8, 1.0


class Limit:
    """Requests in flight: eight tenths after a refusal, at most once a second; one more after each round."""

    def __init__(self, most: int) -> None:
        self.most = float(most)
        self.limit = min(START, self.most)
        self.in_flight = 0
        self.cut_at = 0.0
        self.changed = asyncio.Condition()

    async def enter(self) -> None:
        """Wait for a place."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.in_flight < int(self.limit))
            self.in_flight += 1

    async def leave(self, *, is_refused: bool) -> None:
        """Free the place and learn."""
        async with self.changed:
            self.in_flight -= 1
            now = time.monotonic()
            if not is_refused:
                self.limit = min(self.limit + 1 / self.limit, self.most)
            elif now > self.cut_at + COOLDOWN:
                self.limit, self.cut_at = max(self.limit * DOWN, 1.0), now
            self.changed.notify()


async def _run(base_url: str, bodies: list[bytes], in_flight: int) -> Counter[str]:
    limit = Limit(in_flight)
    headers = {"authorization": "Bearer sk-or-v1-benchmark0000000000", "content-type": "application/json"}
    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=0)) as session:

        async def send(body: bytes) -> str:
            for attempt in range(12):
                await limit.enter()
                async with session.post(f"{base_url}/chat/completions", data=body) as response:
                    await response.read()
                await limit.leave(is_refused=response.status == 429)
                if response.status != 429:
                    return "ok"
                asked = response.headers.get("retry-after")
                await asyncio.sleep(float(asked) if asked else random.random() * min(0.5 * 2**attempt, 8))  # noqa: S311
            return "refused"

        return Counter(await asyncio.gather(*(send(body) for body in bodies)))


def main() -> None:
    """Send every body."""
    work = read_work()
    began = time.perf_counter()
    statuses = asyncio.run(_run(work.base_url, work.bodies, work.in_flight))
    print_figures(time.perf_counter() - began, statuses)


if __name__ == "__main__":
    main()
