"""Prefixes: what 300 tools come to where cached tokens are billed at a tenth; five personas, one sample, 64 in flight.

The simulated server keeps prefixes in blocks of 128 tokens from 1,024 up once a request with them has completed, and
answers after 0.5 s. ``billed`` is a call's uncached tokens of input plus a tenth of the cached ones, ``uncached`` what
they would be without a cache. The peer is the same batch without leaders: every cell leaves as soon as it may. The rate
is that of the server, from the first request to the last answer.

Ends with 1 where more is billed than 750 with dossiers of about 300 tokens or 1,160 with about 1,700, or where leading
costs more than 5% of the rate. Rates differ by more than that on a machine that does other things too: ``--runs`` takes
turns and counts the best of each.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from children import ran
from simulator import simulated
from tools import made_up

from panel.library.personas import load_personas
from panel.library.shelves import shelf
from panel.prompting.prompter import Prompter
from panel.testing.openrouter.asked import tokens

TOOLS = 300
SEATS = 5
IN_FLIGHT = 64
LATENCY = 0.5
CACHED = Decimal("0.1")
LEAST_RATE = 0.95
SENTENCES = {6: 750, 55: 1_160}
"""How many sentences a dossier has, and how many tokens of input a call may then be billed for."""


@dataclass(frozen=True)
class Row:
    """One batch: tokens of input a call, all of them and those billed, and calls a second."""

    prompt: float
    billed: float
    rate: float


def batched(folder: Path, sentences: int, *, leads: bool) -> Row:
    """Run a batch in a new folder, and read its bill."""
    folder.mkdir()
    flags = () if leads else ("--unled",)
    with simulated("--latency", str(LATENCY), "--cache-blocks", "--cached-share", str(CACHED)) as server:
        own = ("--base-url", server.base_url, "--in-flight", IN_FLIGHT, "--folder", folder)
        ended = ran("led_client", folder, *own, "--tools", TOOLS, "--sentences", sentences, *flags)
        bill = server.settled()
    if ended["statuses"] != {"ok": TOOLS * SEATS}:
        raise RuntimeError(f"the batch came to {ended['statuses']}")
    return read(bill)


def read(bill: dict[str, Any]) -> Row:
    """A bill as figures for each call."""
    calls, prompt, cached = bill["completions"], bill["prompt_tokens"], bill["cached_tokens"]
    seconds = bill["last_grant"] - bill["first_grant"] + LATENCY
    return Row(prompt / calls, float(prompt - cached + CACHED * cached) / calls, calls / seconds)


def dossier_tokens(sentences: int) -> int:
    """How long the dossiers are, their frame included."""
    prompter = Prompter(shelf("prompts"), secret=bytes(32))
    persona = load_personas(shelf("personas"))[0]
    texts = [prompter.prompt(tool, persona).dossier for tool in made_up(TOOLS, sentences)]
    return sum(tokens(len(text)) for text in texts) // len(texts)


def missed(length: int, most: int, led: Row, unled: Row) -> Iterator[str]:
    """Which promises the panel broke, in words."""
    if led.billed > most:
        yield f"with dossiers of {length:,} tokens {led.billed:,.0f} are billed a call, more than {most:,}"
    if led.rate < LEAST_RATE * unled.rate:
        yield f"with dossiers of {length:,} tokens leading takes the rate to {led.rate / unled.rate:.1%}"


def main() -> int:
    """Print a row for each length of dossiers and way to send, and every promise that is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    wanted = parser.parse_args()
    broken: list[str] = []
    print(f"{'dossier':>8}  {'':<9}{'uncached':>9}{'billed':>8}{'of it':>7}{'asked for':>11}{'calls/s':>9}")
    with tempfile.TemporaryDirectory() as name:
        for sentences, most in SENTENCES.items():
            length = dossier_tokens(sentences)
            rows: dict[str, list[Row]] = {"led": [], "unled": []}
            for number in range(wanted.runs):
                for way, of_way in rows.items():
                    of_way.append(batched(Path(name) / f"{way}{sentences}-{number}", sentences, leads=way == "led"))
            led, unled = (max(of_way, key=lambda row: row.rate) for of_way in rows.values())
            for way, row in (("led", led), ("unled", unled)):
                print(
                    f"{length:>8,}  {way:<9}{row.prompt:>9,.0f}{row.billed:>8,.0f}{row.billed / row.prompt:>7.0%}"
                    f"{most if way == 'led' else '':>11}{row.rate:>9.1f}",
                    flush=True,
                )
            broken.extend(missed(length, most, led, unled))
    for one in broken:
        print(one)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
