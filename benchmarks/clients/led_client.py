"""A batch's work in a process of its own, with tools that have a leader or without; prints figures as JSON.

The command has no flag for the latter.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools import made_up

from panel.engine.collecting import one_command
from panel.engine.opening import Work
from panel.engine.progress import Event, Settled
from panel.jobs.asking import begin_run
from panel.jobs.budgeting import Load
from panel.jobs.options import workshop
from panel.jobs.working import Ways, finished, worked


def main() -> None:
    """Ask every persona about so many tools."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--tools", type=int, required=True)
    parser.add_argument("--sentences", type=int, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--unled", action="store_true")
    wanted = parser.parse_args()
    os.environ["OPENROUTER_API_KEY"] = "sk-or-v1-benchmark0000000000"
    with one_command():
        statuses = asyncio.run(_run(wanted))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"statuses": statuses, "cpu": used.ru_utime + used.ru_stime}))


async def _run(wanted: argparse.Namespace) -> Counter[str]:
    """How often each status came of it."""
    statuses: Counter[str] = Counter()

    def watched(event: Event) -> None:
        if isinstance(event, Settled):
            statuses[event.take.status] += 1

    with workshop(
        model=["simulated/model"],
        base_url=wanted.base_url,
        concurrency=wanted.in_flight,
        store=str(wanted.folder / "panel.db"),
        folder=wanted.folder,
    ) as shop:
        tools = shop.store.put_tools(made_up(wanted.tools, wanted.sentences))
        run = begin_run(shop, "batch", tools, is_asking=True)
        cells = list(shop.cells(tools))
        ways = Ways(notes_departures=True, leads=not wanted.unled)
        with finished(shop, run):
            await worked(shop, run, Work.on(cells), Load(cells), watched, ways)
    return statuses


if __name__ == "__main__":
    main()
