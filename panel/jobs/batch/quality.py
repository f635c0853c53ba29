"""Quality over a batch: worked out as its panels go by, or taken over where nothing was asked since it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

from panel.assembly import Workshop
from panel.domain.batch_summary import BatchSummary, WrittenFile
from panel.domain.panel import Panel
from panel.domain.quality import Quality
from panel.jobs.batch.panels import panels
from panel.lab.feed_quality import FeedQuality

_FILES = ("takes.jsonl", "verdicts.jsonl")
"""What says whether the takes are those of an earlier summary."""


class BatchQuality:
    """The quality of one batch. ``earlier`` is the summary of the set before, where this run asked nothing."""

    def __init__(
        self, shop: Workshop, numbers: Sequence[int], *, since: datetime | None, earlier: BatchSummary | None
    ) -> None:
        is_same = earlier is not None and earlier.quality is not None and earlier.panel == version("panel-review")
        self._shop = shop
        self._numbers = numbers
        self._since = since
        self._earlier = earlier if is_same else None
        self._found = self._begun()

    def add(self, panel: Panel) -> tuple[str, ...]:
        """Look at a panel, unless the earlier figures are expected to hold; gives its marks. Only whole ones count."""
        return self._found.add(panel) if self._earlier is None and panel.is_whole else ()

    def figures(self, files: Sequence[WrittenFile]) -> Quality:
        """The figures, now that the files are there which all panels went into."""
        if self._earlier is None:
            return self._found.figures()
        if self._earlier.quality is not None and _hashes(files) == _hashes(self._earlier.files):
            return self._earlier.quality
        for panel in panels(self._shop, self._numbers, since=self._since):
            if panel.is_whole:
                self._found.add(panel)
        return self._found.figures()

    def _begun(self) -> FeedQuality:
        return FeedQuality(ship_at=self._shop.ship_at, personas=self._shop.personas)


def _hashes(files: Sequence[WrittenFile]) -> dict[str, str]:
    return {one.name: one.sha256 for one in files if one.name in _FILES}
