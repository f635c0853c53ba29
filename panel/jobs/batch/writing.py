"""Writing a batch's outputs: streamed to files in the making, which take their places together, the summary last."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from panel.domain.batch_summary import BatchSummary, WrittenFile
from panel.domain.panel import Panel
from panel.domain.source import Rejected
from panel.jobs.batch.locking import locked, quiet
from panel.jobs.batch.out_folder import INDEX, OUTPUTS, RECORD, SUMMARY
from panel.jobs.batch.page_writing import BatchPages, PageMaker, without_pages
from panel.jobs.outcome import KeptEdit
from panel.report.batch import parquet
from panel.report.batch.lines import rejected_line, take_line, verdict_line
from panel.report.batch.totals import Totals
from panel.report.clearing import Cleared
from panel.report.files import Draft, writing
from panel.report.memory import MEMORY
from panel.report.values import value_json

Summarise = Callable[[tuple[WrittenFile, ...]], BatchSummary]


class OutputSet:
    """The outputs of one batch, in a folder that one process writes to at a time.

    Nothing is seen of them before ``finish``; left without it, they leave no trace but the pages of tools, which are
    each written at once. Raises OutputUnusable, on a full disk too: then the earlier set is as it was, without its
    summary. ``written`` are the files of the set, the summary last, and ``cleared`` is what went with an
    earlier set. ``say`` is told what is waited for.
    """

    def __init__(
        self,
        root: Path,
        *,
        is_parquet: bool = False,
        pages: PageMaker | None = None,
        say: Callable[[str], None] = quiet,
    ) -> None:
        self.root = root
        self.totals = Totals()
        self.written: tuple[Path, ...] = ()
        self.cleared = Cleared()
        self._is_parquet = is_parquet
        self._say = say
        self._pages = BatchPages(root, pages) if pages else None
        self._drafts: dict[str, Draft] = {}
        self._held = ExitStack()

    def __enter__(self) -> Self:
        with writing(self.root), self._held:
            self.root.mkdir(parents=True, exist_ok=True)
            self._held.enter_context(locked(self.root, self._say))
            self._held.callback(self._discard)
            self._sweep()
            self._open()
            if self._pages is not None:
                self._held.enter_context(self._pages)
            self._held = self._held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with writing(self.root):
            self._held.__exit__(kind, error, trace)

    @property
    def kept_edits(self) -> tuple[KeptEdit, ...]:
        """The pages that somebody had edited, and the new ones beside them."""
        return tuple(self._pages.kept_edits) if self._pages else ()

    def add(self, panel: Panel, marks: Sequence[str] = ()) -> None:
        """Write a tool's takes, and its verdict where every seat was asked; ``marks`` go to its row in the index."""
        with writing(self.root):
            for take in panel.takes:
                self._takes.add_line(take_line(take))
            if panel.is_whole:
                self._verdicts.add_line(verdict_line(panel.verdict))
            if self._is_parquet:
                self._add_rows(panel)
            if self._pages is not None and panel.is_whole:
                self._pages.add(panel, marks)
        self.totals.add(panel)

    def finish(self, *, rejected: Iterable[Rejected], summarise: Summarise) -> BatchSummary:
        """Put every file in its place and last the summary, which is made from what the files came to."""
        with writing(self.root):
            draft = self._draft("rejected.jsonl")
            for one in rejected:
                draft.add_line(rejected_line(one))
            if self._is_parquet:
                self._take_rows.close()
                self._verdict_rows.close()
            summary = summarise(tuple(_written(one) for one in self._drafts.values()))
            if self._pages is not None:
                pages = self._pages.manifest()
                index = self._pages.draft(summary, self._draft(INDEX))
                summary = summary.model_copy(update={"files": (*summary.files, pages, index)})
            self._publish(summary)
        return summary

    def _open(self) -> None:
        self._takes = self._draft("takes.jsonl")
        self._verdicts = self._draft("verdicts.jsonl")
        if self._is_parquet:
            self._take_rows = parquet.takes_in(self._draft("takes.parquet"))
            self._held.callback(self._take_rows.abandon)
            self._verdict_rows = parquet.verdicts_in(self._draft("verdicts.parquet"))
            self._held.callback(self._verdict_rows.abandon)

    def _add_rows(self, panel: Panel) -> None:
        for take in panel.takes:
            self._take_rows.add(parquet.take_row(take))
        if panel.is_whole:
            self._verdict_rows.add(parquet.verdict_row(panel.verdict))

    def _publish(self, summary: BatchSummary) -> None:
        """All of them closed before the first takes its place, so that a full disk is met while nothing has changed."""
        last = self._draft(SUMMARY)
        last.write(value_json(summary).encode())
        for draft in self._drafts.values():
            draft.close()
        last.path.unlink(missing_ok=True)
        written = [self._placed(self._drafts[name]) for name in OUTPUTS if name in self._drafts]
        for name in OUTPUTS:
            if name.endswith(".parquet") and name not in self._drafts:
                # An earlier set's; beside this one it would be taken for a part of it.
                (self.root / name).unlink(missing_ok=True)
        self.cleared = without_pages(self.root) if self._pages is None else self._pages.cleared
        _settle(self.root)
        last.publish()
        _settle(self.root)
        self.written = (*written, last.path)

    def _placed(self, draft: Draft) -> Path:
        if self._pages is not None and draft.path.name == INDEX:
            return self._pages.place(draft)
        draft.publish()
        return draft.path

    def _draft(self, name: str) -> Draft:
        self._drafts[name] = Draft(self.root / name)
        return self._drafts[name]

    def _discard(self) -> None:
        for draft in self._drafts.values():
            draft.discard()

    def _sweep(self) -> None:
        """Remove what processes that died have left; no other is at work here."""
        for name in (*(f".{name}.*" for name in (*OUTPUTS, SUMMARY, RECORD, MEMORY)), "tools/.*.html.*"):
            for left in self.root.glob(name):
                if left.suffix[1:].isdecimal():
                    left.unlink()


def _written(draft: Draft) -> WrittenFile:
    draft.close()
    return WrittenFile(name=draft.path.name, sha256=draft.sha256, lines=draft.lines)


def _settle(folder: Path) -> None:
    """Have the disk know which files a folder holds."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
