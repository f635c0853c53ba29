"""Backups of a store and of one ten times its size: what export and restore take, and whether they lose anything.

Run it with the number of tools in the larger store; 20,000 make a file of half a gigabyte, beside two such stores.
"""

from __future__ import annotations

import filecmp
import os
import sys
import tempfile
import time
from pathlib import Path

from children import ran

TOOLS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000


def main() -> None:
    """Back up both stores."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in (TOOLS // 10, TOOLS):
            backed_up(folder, count)


def backed_up(folder: Path, count: int) -> None:
    """Make a store, export it, restore that and export it again."""
    old, new = folder / f"{count}.db", folder / f"{count}-restored.db"
    first, second = folder / f"{count}.json", folder / f"{count}-again.json"
    ran("filled_store", folder, old, count)
    told(count, "export", measured("export", "--store", old, to=first))
    told(count, "restore", measured("import", first, "--restore", "--store", new, to=folder / "said"))
    measured("export", "--store", new, to=second)
    same = "the same file" if filecmp.cmp(first, second, shallow=False) else "ANOTHER FILE"
    print(f"{count:>7,} tools  {first.stat().st_size / 1e6:,.0f} MB; exported again it is {same}")
    for path in (old, new, first, second):
        path.unlink()


def told(count: int, what: str, figures: tuple[float, float, float]) -> None:
    """Print what a command took."""
    wall, cpu, peak = figures
    print(f"{count:>7,} tools  {what:<7} {wall:6.1f} s, {cpu:6.1f} s CPU, peak {peak:,.0f} MB")


def measured(*arguments: object, to: Path) -> tuple[float, float, float]:
    """Run the panel; its seconds, those of the CPU, and its peak memory in MB."""
    started = time.perf_counter()
    with to.open("wb") as out:
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "panel", *map(str, arguments), "-q"],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)],
        )
        _, status, used = os.wait4(pid, 0)
    if status:
        raise RuntimeError(f"panel {' '.join(map(str, arguments))} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
