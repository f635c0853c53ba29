"""What the peers have in common: the flags that each is started with, and the figures that each prints as JSON."""

from __future__ import annotations

import argparse
import json
import resource
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Work:
    """Bodies to send to an address, so many at once."""

    base_url: str
    bodies: list[bytes]
    in_flight: int


def read_work() -> Work:
    """Read the flags and the file of bodies, one a line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--bodies", type=Path, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    wanted = parser.parse_args()
    return Work(wanted.base_url, wanted.bodies.read_bytes().splitlines(), wanted.in_flight)


def print_figures(wall: float, statuses: Mapping[str, int] | None = None) -> None:
    """Print what the work took, and how often each thing came of it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    own = {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}
    print(json.dumps({**own, **({"statuses": statuses} if statuses is not None else {})}))
