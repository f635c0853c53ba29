"""How long whole processes take: ``panel --help`` and ``panel demo``, beside a bare interpreter in the same run.

Each figure is the median of five, every process in an empty folder with a store of its own. CPU is user plus system
time of the process and its children.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RUNS = 5
PANEL = str(Path(sys.executable).parent / "panel")


@dataclass(frozen=True)
class Timing:
    """Medians, in seconds."""

    wall: float
    cpu: float


def once(command: Sequence[str]) -> Timing:
    """Run a command in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CONFIG_HOME": folder}
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        return Timing(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def median(command: Sequence[str]) -> Timing:
    """The median of five runs."""
    runs = [once(command) for _ in range(RUNS)]
    return Timing(statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))


def main() -> None:
    """Print a row for each command, with its ratio to a bare interpreter."""
    bare = median([sys.executable, "-c", "pass"])
    print(f"{'command':<24}{'wall s':>8}{'CPU s':>8}{'CPU, times a bare python':>28}")
    for name, command in {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import openai (peer)": [sys.executable, "-c", "import openai"],
        "panel --help": [PANEL, "--help"],
        "panel demo": [PANEL, "demo", "--quiet"],
    }.items():
        timing = median(command)
        print(f"{name:<24}{timing.wall:>8.2f}{timing.cpu:>8.2f}{timing.cpu / bare.cpu:>28.1f}")


if __name__ == "__main__":
    main()
