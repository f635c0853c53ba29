"""A batch through the library, for what the command has no flag for: cells that do not wait for a tool's first one."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
from pathlib import Path

from panel.jobs.batch.batch import batch


def main() -> None:
    """Run one batch, and print how it ended as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--feed", required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--unled", action="store_true")
    wanted = parser.parse_args()
    os.environ["OPENROUTER_API_KEY"] = "sk-or-v1-benchmark0000000000"
    outcome = asyncio.run(
        batch(
            [wanted.feed],
            model=["simulated/model"],
            base_url=wanted.base_url,
            concurrency=wanted.in_flight,
            store=str(wanted.folder / "panel.db"),
            out=str(wanted.folder / "out"),
            folder=wanted.folder,
            leads=not wanted.unled,
        )
    )
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"code": outcome.exit_code, "cpu": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    main()
