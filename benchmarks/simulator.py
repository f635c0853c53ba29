"""The simulated OpenRouter in a process of its own, so that what is measured is the client."""

from __future__ import annotations

import json
import subprocess
import sys
import time
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
        return self._page("/bill")

    def charges(self) -> list[dict[str, Any]]:
        """What it billed one by one, where it was told to list that."""
        charges: list[dict[str, Any]] = self._page("/bill/charges")["charges"]
        return charges

    def settled(self, longest: float = 120) -> dict[str, Any]:
        """The bill when nothing is in flight, or after so many seconds."""
        deadline = time.monotonic() + longest
        while (bill := self.bill())["in_flight"] and time.monotonic() < deadline:
            time.sleep(0.02)
        return bill

    def _page(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(self.base_url + path) as response:  # noqa: S310 - the address is on loopback
            page: dict[str, Any] = json.load(response)
        return page


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
