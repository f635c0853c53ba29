"""A peer for batches: a plain asyncio loop, and a line of JSONL for each answer; prints figures as JSON.

What is in the file is not asked again, by a hash of the request. A line is flushed as soon as it is written, and half
a line at the end of the file is dropped. At the end the answers are written anew, in the feed's order.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

import aiohttp

HEADERS = {"authorization": "Bearer sk-or-v1-benchmark0000000000", "content-type": "application/json"}
RULES = Path(__file__).parents[2] / "prompts" / "take" / "rules.md.j2"

Answer = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One persona's request on one tool."""

    tool: str
    key: str
    body: bytes


def calls(feed: Path, personas: Path) -> Iterator[Call]:
    """Every persona's request on every row."""
    rules = RULES.read_text(encoding="utf-8")
    seats = {path.stem: path.read_text(encoding="utf-8") for path in sorted(personas.glob("*.yaml"))}
    with feed.open(encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            dossier = "\n".join(f"{name}:\n  {value}" for name, value in row.items() if value)
            for seat, text in seats.items():
                yield _call(row["name"], rules, f"{dossier}\n<<<end of dossier 0>>>\nSeat: {seat} ({seat})\n{text}")


def _call(tool: str, rules: str, user: str) -> Call:
    messages = [{"role": "system", "content": rules}, {"role": "user", "content": user}]
    body = json.dumps({"model": "simulated/model", "messages": messages, "max_tokens": 1_200}).encode()
    return Call(tool, sha256(body).hexdigest(), body)


def kept(path: Path) -> dict[str, Answer]:
    """The answers in the file by key."""
    answers: dict[str, Answer] = {}
    if path.exists():
        whole = path.read_bytes().rpartition(b"\n")[0]
        path.write_bytes(whole + b"\n" if whole else b"")
        for line in whole.splitlines():
            answer = json.loads(line)
            answers[answer["key"]] = answer
    return answers


class Loop:
    """Asks what is missing while the costs that it knows of are below the cap."""

    def __init__(self, answers: dict[str, Answer], file: TextIO, cap: Decimal | None) -> None:
        self.answers = answers
        self.sent = 0
        self._file = file
        self._cap = cap
        self._spent = sum((Decimal(one["cost"]) for one in answers.values()), Decimal(0))

    async def work(self, session: aiohttp.ClientSession, queue: Iterator[Call]) -> None:
        """Take calls from the queue until it is empty or the cap is reached."""
        for call in queue:
            if call.key in self.answers:
                continue
            if self._cap is not None and self._spent >= self._cap:
                return
            self.sent += 1
            async with session.post("chat/completions", data=call.body) as response:
                completion = json.loads(await response.read(), parse_float=Decimal)
            self._keep(call, completion)

    def _keep(self, call: Call, completion: dict[str, Any]) -> None:
        verdict = json.loads(completion["choices"][0]["message"]["content"])["verdict"]
        cost = Decimal(completion["usage"]["cost"])
        self._spent += cost
        answer = {"key": call.key, "tool": call.tool, "id": completion["id"], "cost": str(cost), **verdict}
        self._file.write(json.dumps(answer) + "\n")
        self._file.flush()
        self.answers[call.key] = answer


async def _run(wanted: argparse.Namespace) -> Loop:
    answers = kept(wanted.cache)
    with wanted.cache.open("a", encoding="utf-8") as file:
        loop, queue = Loop(answers, file, wanted.budget), calls(wanted.feed, wanted.personas)
        connector = aiohttp.TCPConnector(limit=wanted.in_flight)
        async with aiohttp.ClientSession(wanted.base_url + "/", connector=connector, headers=HEADERS) as session:
            await asyncio.gather(*(loop.work(session, queue) for _ in range(wanted.in_flight)))
    with wanted.cache.with_suffix(".out").open("w", encoding="utf-8") as out:
        for call in calls(wanted.feed, wanted.personas):
            if call.key in answers:
                out.write(json.dumps(answers[call.key]) + "\n")
    return loop


def main() -> None:
    """Ask what is missing, and write all answers anew."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--feed", type=Path, required=True)
    parser.add_argument("--personas", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--budget", type=Decimal)
    wanted = parser.parse_args()
    began = time.perf_counter()
    loop = asyncio.run(_run(wanted))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - began,
                "cpu": used.ru_utime + used.ru_stime,
                "sent": loop.sent,
                "answers": len(loop.answers),
            }
        )
    )


if __name__ == "__main__":
    main()
