"""What a caller of a batch may set beside what every job takes; the same names as the flags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, cast

from panel.jobs.options import Options


class BatchOptions(Options, total=False):
    """``limit`` takes the first so many tools of the feeds; ``max_failures`` ends the run after so many failed seats.

    ``columns`` maps a feed's column to a field of a tool, and ``feed_format`` names the format where the feed does not
    tell it. ``force`` takes over an output folder of another batch, ``reask`` allows asking again about more than 100
    cells that are void for the panel's own reasons, and ``standard_input`` is what the feed ``-`` is read from.
    """

    limit: int | None
    max_failures: int | None
    parquet: bool
    html: bool
    force: bool
    reask: bool
    columns: Mapping[str, str]
    feed_format: str | None
    standard_input: BinaryIO


def of_every_job(options: BatchOptions) -> Options:
    """Those of the options that every job takes."""
    own = {name: value for name, value in options.items() if name in Options.__annotations__}
    return cast("Options", own)
