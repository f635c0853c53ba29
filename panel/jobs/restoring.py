"""Restore: a whole backup of one's own put back as it was, into a store that holds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from panel.jobs.backup_file import BackupFile
from panel.jobs.options import Options, workshop


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where."""

    store: str
    versions: int
    takes: int
    runs: int
    attempts: int


def restore(path: str | Path, **options: Unpack[Options]) -> Restored:
    """Put back what ``export`` wrote of a whole store: its takes satisfy cells again, and its costs count as spent.

    All or nothing, and only into a store that holds nothing. Raises Mistake, naming the path of what is wrong. A backup
    is believed in everything it says: one from somebody else is imported instead.
    """
    with workshop(**options) as shop:
        if shop.has_store:
            shop.store.require_empty()
        file = BackupFile(Path(path))
        file.check()
        shop.store.restore(file.contents())
        kept = {name: file.lengths.get(name, 0) for name in ("versions", "takes", "runs", "attempts")}
        return Restored(store=str(shop.store.path), **kept)
