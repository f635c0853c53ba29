"""Batches as a user runs them: ``panel batch`` in a process and a folder of its own, and what its store holds then."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from children import compiled

from panel.library.shelves import shelf

MODEL = "simulated/model"
KEY = "sk-or-v1-benchmark0000000000"


@dataclass(frozen=True)
class Ended:
    """A batch that is over: how, after how many seconds, what its summary says, and what it said on the way.

    ``cpu`` is user plus system time of the whole process.
    """

    code: int
    wall: float
    cpu: float
    summary: Mapping[str, Any]
    said: str


@dataclass(frozen=True)
class Project:
    """A folder with a store and personas of its own, whose batches ask the server at ``base_url``."""

    folder: Path
    base_url: str
    in_flight: int = 64

    @property
    def store(self) -> Path:
        """The file of its store."""
        return self.folder / "panel.db"

    @property
    def personas(self) -> Path:
        """Its copies of the bundled personas, which may be edited."""
        return self.folder / "personas"

    def make(self) -> Project:
        """Make the folder."""
        self.folder.mkdir(parents=True)
        (self.folder / "panel.toml").touch()
        shutil.copytree(shelf("personas"), self.personas)
        return self

    def start(self, feed: Path, *flags: object, out: str = "out") -> subprocess.Popen[bytes]:
        """Start a batch; what it says is left in ``OUT.txt``."""
        compiled()
        command = [sys.executable, "-m", "panel", "batch", str(feed), "--out", out, "--store", str(self.store)]
        command += ["--base-url", self.base_url, "--model", MODEL, "--concurrency", str(self.in_flight)]
        home = str(self.folder)
        own = {"OPENROUTER_API_KEY": KEY, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": f"{home}/cache"}
        with self._said(out).open("wb") as said:
            return subprocess.Popen(
                [*command, *map(str, flags)],
                cwd=self.folder,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def run(self, feed: Path, *flags: object, out: str = "out", expected: int = 0) -> Ended:
        """Run a batch to its end; raises RuntimeError where that is another than expected."""
        began = time.perf_counter()
        process = self.start(feed, *flags, out=out)
        return self.ended(process, began, out=out, expected=expected)

    def ended(self, process: subprocess.Popen[bytes], began: float, *, out: str = "out", expected: int = 0) -> Ended:
        """Wait for a batch that began then, on the performance counter."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = process.wait()
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        said = self._said(out).read_text(encoding="utf-8", errors="replace")
        if code != expected:
            raise RuntimeError(f"the batch ended with {code}, not {expected}:\n{said[-2_000:]}")
        summary = json.loads((self.folder / out / "summary.json").read_text(encoding="utf-8"))
        return Ended(code, wall, cpu, summary, said)

    def lines(self, name: str, *, out: str = "out") -> list[dict[str, Any]]:
        """The lines of one of its outputs."""
        with (self.folder / out / name).open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What its store answers to a query that changes nothing."""
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            return store.execute(query).fetchall()

    def _said(self, out: str) -> Path:
        return self.folder / f"{out}.txt"


def write_feed(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as a feed in JSONL."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path
