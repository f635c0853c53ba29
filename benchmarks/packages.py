"""A real feed: 20,000 packages of Debian with their one-line summaries, from the lists of this machine's apt.

Which ones are taken, and in which order, is drawn by a hash of their names, so that the same list gives the same feed.
What is written stays in ``data/``, which is not committed. ``python benchmarks/packages.py`` writes it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

from panel.intake.slugs import derived_slug

ROWS = 20_000
SUMMARIES = Path(__file__).parent / "data" / "packages.jsonl"
_FIELDS = ("Package", "Description", "Section")

Row = dict[str, Any]


class ListMissing(SystemExit):
    """There is no list of packages on this machine."""


def packages(count: int = ROWS) -> list[Row]:
    """The first so many rows of the feed, which is made where it is not there yet."""
    if not SUMMARIES.exists():
        write(SUMMARIES, chosen(listed()))
    with SUMMARIES.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]
    if len(rows) < count:
        raise ListMissing(f"{SUMMARIES} has only {len(rows):,} rows; delete it and give apt longer lists")
    return rows


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as JSONL, whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    unfinished.replace(path)


def listed() -> Iterator[Row]:
    """Every package that apt knows of, in its order."""
    command = shutil.which("apt-cache")
    if command is None:
        raise ListMissing("the list is that of Debian's packages, and there is no apt-cache on this machine")
    with subprocess.Popen(
        [command, "dumpavail"], stdout=subprocess.PIPE, encoding="utf-8", errors="replace"
    ) as process:
        yield from _rows(process.stdout or ())


def chosen(rows: Iterable[Row], count: int = ROWS) -> list[Row]:
    """So many rows, drawn by a hash of their names and in that order."""
    by_slug = {derived_slug(row["name"], None): row for row in rows}
    drawn = sorted(by_slug.values(), key=lambda row: blake2b(row["name"].encode(), digest_size=8).digest())
    if len(drawn) < count:
        raise ListMissing(f"apt lists {len(drawn):,} packages; run apt-get update and try again")
    return drawn[:count]


def _rows(lines: Iterable[str]) -> Iterator[Row]:
    """A row for each stanza that has a name and a summary; lines that go on with a field begin with a space."""
    found: dict[str, str] = {}
    for line in chain(lines, ("\n",)):
        name, colon, text = line.partition(":")
        if not line.strip():
            if "Package" in found and "Description" in found:
                yield _row(found)
            found = {}
        elif colon and name in _FIELDS:
            found[name] = text.strip()


def _row(found: dict[str, str]) -> Row:
    """A package's row; without its address, since packages that are made from one source share theirs."""
    name = found["Package"]
    section = found.get("Section", "").rpartition("/")[2]
    return {"id": name, "name": name, "description": found["Description"], "category": section or None}


def main() -> None:
    """Write the feed anew, and say what is in it."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    rows = chosen(listed())
    write(SUMMARIES, rows)
    print(f"{len(rows):,} packages in {SUMMARIES}, the first of them {rows[0]['name']}: {rows[0]['description']}")


if __name__ == "__main__":
    main()
