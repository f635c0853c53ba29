"""One run of the panel in a process of its own: renders, sends, reads, checks and stores; prints figures as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools import made_up

from panel.domain.take import Take
from panel.engine.collecting import one_command
from panel.engine.progress import unwatched
from panel.jobs.asking import ask, begin_run
from panel.jobs.options import workshop


def main() -> None:
    """Ask every persona about so many tools."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--tools", type=int, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--budget")
    parser.add_argument("--job")
    wanted = parser.parse_args()
    os.environ["OPENROUTER_API_KEY"] = "sk-or-v1-benchmark0000000000"
    with one_command():
        takes, spent, unasked, wall = asyncio.run(_run(wanted))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "wall": wall,
                "cpu": used.ru_utime + used.ru_stime,
                "peak_mb": used.ru_maxrss / 1024,
                "takes": len(takes),
                "statuses": Counter(take.status for take in takes),
                "causes": Counter(take.reason for take in takes if take.status == "failed"),
                "spent": spent,
                "unasked": unasked,
            }
        )
    )


async def _run(wanted: argparse.Namespace) -> tuple[Sequence[Take], str, int, float]:
    """The takes, their cost, how many tools were not asked, and the seconds from first prompt to last take."""
    with workshop(
        model=["simulated/model"],
        base_url=wanted.base_url,
        concurrency=wanted.in_flight,
        store=str(wanted.folder / "panel.db"),
        folder=wanted.folder,
        budget=wanted.budget,
    ) as shop:
        tools = shop.store.put_tools(made_up(wanted.tools))
        run = begin_run(shop, "review", tools, is_asking=True)
        began = time.perf_counter()
        asked = await ask(shop, run, tools, unwatched, job=wanted.job)
        return asked.takes, str(asked.cost_usd), len(asked.unasked), time.perf_counter() - began


if __name__ == "__main__":
    main()
