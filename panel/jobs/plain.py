"""Plain twins of the async jobs, for callers without an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from panel.jobs.batch.batch import batch
from panel.jobs.batch.options import BatchOptions
from panel.jobs.batch.outcome import BatchOutcome
from panel.jobs.compare import compare
from panel.jobs.demo import demo
from panel.jobs.options import Options
from panel.jobs.outcome import Outcome
from panel.jobs.review import review


def review_sync(tools: Sequence[str | Path], **options: Unpack[Options]) -> Outcome:
    """``review`` without asyncio."""
    return asyncio.run(review(tools, **options))


def compare_sync(a: str | Path, b: str | Path, **options: Unpack[Options]) -> Outcome:
    """``compare`` without asyncio."""
    return asyncio.run(compare(a, b, **options))


def demo_sync(**options: Unpack[Options]) -> Outcome:
    """``demo`` without asyncio."""
    return asyncio.run(demo(**options))


def batch_sync(feeds: Sequence[str], **options: Unpack[BatchOptions]) -> BatchOutcome:
    """``batch`` without asyncio."""
    return asyncio.run(batch(feeds, **options))
