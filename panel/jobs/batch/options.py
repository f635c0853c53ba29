"""What a caller of a batch may set beside what every job takes; the same names as the flags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from panel.jobs.options import Options


class BatchOptions(Options, total=False):
    """``limit`` takes the first so many tools of the feeds; ``max_failures`` ends the run after so many failed seats.

    ``columns`` maps a feed's column to a field of a tool, and ``feed_format`` names the format where the feed does not
    tell it. ``max_wait`` is how many seconds a limited model is waited for, ``force`` takes over an output folder of
    another batch, ``reask`` allows asking again about more than 100 cells that are void for the panel's own reasons,
    and ``standard_input`` is what the feed ``-`` is read from.
    """

    limit: int | None
    max_failures: int | None
    max_wait: float | None
    parquet: bool
    html: bool
    force: bool
    reask: bool
    columns: Mapping[str, str]
    feed_format: str | None
    standard_input: BinaryIO
