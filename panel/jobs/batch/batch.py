"""Batch: score a feed of any size, asking only what is not stored, and write what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from panel.jobs.batch.options import BatchOptions
from panel.jobs.batch.outcome import BatchOutcome, BatchPlan


async def batch(feeds: Sequence[str], **options: Unpack[BatchOptions]) -> BatchOutcome:
    """Have the panel review every tool of some feeds: paths, addresses, or ``-`` for standard input."""
    raise NotImplementedError


async def batch_dry_run(feeds: Sequence[str], **options: Unpack[BatchOptions]) -> BatchPlan:
    """What a batch would do, with nothing sent to a model and nothing stored."""
    raise NotImplementedError
