"""Writing a batch's pages: two for each tool as it goes by, and the index that leads to them."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from panel.domain.batch_summary import BatchSummary, WrittenFile
from panel.domain.panel import Panel
from panel.jobs.batch.out_folder import TOOLS
from panel.jobs.outcome import KeptEdit
from panel.report.batch.index import index_frame
from panel.report.batch.rows import editor_page_name, index_row, page_name
from panel.report.clearing import Cleared
from panel.report.files import Draft
from panel.report.folder import Folder, Reports, Written
from panel.report.html import editor_html, tool_html
from panel.report.view import House, ToolView

_PAGES = re.compile(r"index(\.new\d*)?\.html|tools/[\w.-]+\.html", re.ASCII)


@dataclass(frozen=True, slots=True)
class PageMaker:
    """What pages are made with: how a panel is seen, and what all pages have in common."""

    view_of: Callable[[Panel], ToolView]
    house: House


class BatchPages:
    """The pages of one batch: those of tools are written at once, the index is drafted and placed at the end.

    With them in place, earlier ones that this set does not have are gone. Rows wait in a file that has no name, so that
    a process that dies leaves none. Raises OSError and OutputUnusable.
    """

    def __init__(self, root: Path, maker: PageMaker) -> None:
        self.kept_edits: list[KeptEdit] = []
        self.cleared = Cleared()
        self._root = root
        self._maker = maker
        self._held = ExitStack()

    def __enter__(self) -> Self:
        with self._held:
            self._reports: Reports = self._held.enter_context(Folder(self._root).many())
            self._rows = self._held.enter_context(tempfile.TemporaryFile(dir=self._root))
            self._held = self._held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.__exit__(kind, error, trace)

    def add(self, panel: Panel, marks: Sequence[str]) -> None:
        """Write a tool's pages and its row; ``marks`` say what there is to look at in it."""
        view, house = self._maker.view_of(panel), self._maker.house
        slug = panel.tool.slug
        self._keep(self._reports.write(page_name(slug), tool_html(view, house)))
        self._keep(self._reports.write(editor_page_name(slug), editor_html(view, house, is_of_batch=True)))
        self._rows.write(index_row(panel, house.personas, marks).encode())

    def manifest(self) -> WrittenFile:
        """All pages of tools as one: the hash of what ``sha256sum`` prints of them, by name, and how many they are."""
        lines = sorted((name, of_page) for name, of_page in self._reports.written.items() if name.startswith(TOOLS))
        listed = sha256()
        for name, of_page in lines:
            listed.update(f"{of_page}  {name}\n".encode())
        return WrittenFile(name=TOOLS, sha256=listed.hexdigest(), lines=len(lines))

    def draft(self, summary: BatchSummary, draft: Draft) -> WrittenFile:
        """Write the index that belongs to a summary, and say where it will be."""
        head, tail = index_frame(summary, self._maker.house)
        draft.write(head.encode())
        self._rows.seek(0)
        shutil.copyfileobj(self._rows, draft)
        draft.write(tail.encode())
        draft.close()
        return WrittenFile(name=self._reports.place_of(draft).name, sha256=draft.sha256)

    def place(self, draft: Draft) -> Path:
        """Put the index in its place; after this all pages are on the disk."""
        path = self._keep(self._reports.place(draft))
        cleared = self._reports.clear(is_page)
        replaced = {kept.edited for kept in self.kept_edits}
        self.cleared = replace(cleared, edited=tuple(one for one in cleared.edited if one not in replaced))
        self._reports.settle()
        return path

    def _keep(self, written: Written) -> Path:
        if written.kept_edit is not None:
            self.kept_edits.append(KeptEdit(written.kept_edit, written.path))
        return written.path


def is_page(name: str) -> bool:
    """Whether a batch may have written a page by that name, relative to its folder."""
    return _PAGES.fullmatch(name) is not None


def without_pages(root: Path) -> Cleared:
    """Take away what earlier runs wrote of pages, for a set that has none. Raises OSError and OutputUnusable."""
    return Folder(root).clear(is_page)
