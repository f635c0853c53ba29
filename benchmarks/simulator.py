"""The simulated OpenRouter in a process of its own, so that what is measured is the client."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Simulator:
    """A simulator that is serving."""

    base_url: str

    def bill(self) -> dict[str, Any]:
        """What it was asked and what it billed so far."""
        address = self.base_url.removesuffix("/v1") + "/bill"
        with urllib.request.urlopen(address) as response:  # noqa: S310 - the address is on loopback
            bill: dict[str, Any] = json.load(response)
        return bill


@contextmanager
def simulated(*flags: str) -> Iterator[Simulator]:
    """Serve with these flags of ``python -m panel.testing``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "panel.testing", *flags], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the simulator has no output")
        yield Simulator(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait()
