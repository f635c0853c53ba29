"""Processes: who works on a store, named so that others on the same machine can tell whether it is still there.

The name holds the machine's boot, the process namespace, the number and the start of a process, as Linux tells them: a
number that was given to another process since then is not taken for the same. Elsewhere processes have no names, and
nobody is known to be gone.
"""

from __future__ import annotations

import os
from enum import Enum
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


@cache
def this_process() -> str | None:
    """The name of this process, None where processes have none."""
    return name_of(os.getpid())


class Fate(Enum):
    """What is known of a process."""

    THERE = "there"
    GONE = "gone"
    UNKNOWN = "unknown"


def fate_of(process: str) -> Fate:
    """What is known of a process: of another machine, or of one without names, that is nothing."""
    own = this_process()
    boot_and_space, _, number_and_start = process.rpartition("/")
    number = number_and_start.partition(".")[0]
    if own is None or own.rpartition("/")[0] != boot_and_space or not (number.isascii() and number.isdecimal()):
        return Fate.UNKNOWN
    return Fate.THERE if name_of(int(number)) == process else Fate.GONE


def name_of(number: int) -> str | None:
    """The name of the process that has a number, None where there is none, or processes have no names."""
    start = _start(number)
    boot = _boot()
    return None if start is None or boot is None else f"{boot}/{number}.{start}"


def _start(number: int) -> str | None:
    """When a process started, in ticks since the boot; None for one that is not there, or not any more."""
    try:
        line = (_PROC / str(number) / "stat").read_text("utf-8", "replace")
    except OSError:
        return None
    state, *rest = line.rpartition(")")[2].split()
    return None if state in ("Z", "X") or len(rest) < 19 else rest[18]


@cache
def _boot() -> str | None:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}.{(_PROC / 'self/ns/pid').stat().st_ino}"
    except (OSError, UnicodeDecodeError):
        return None
