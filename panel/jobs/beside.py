"""Beside: work that goes on beside other work, and does not hold up its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

PATIENCE = 1.0
"""Seconds that are waited for such work once all else is done."""


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None], patience: float = PATIENCE) -> AsyncIterator[None]:
    """Do some work beside the body; what is not done ``patience`` seconds after the body is given up.

    It has ended when this is left, whichever way. What it raises is raised at the end, unless the body failed.
    """
    task = asyncio.create_task(work)
    try:
        yield
        await asyncio.wait({task}, timeout=patience)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    if not task.cancelled():
        task.result()
