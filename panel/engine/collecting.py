"""Collecting: keeps Python's garbage collector from going over what stays for a whole run, again and again.

On a run of thousands of calls that took a fifth of the time. Nothing here makes garbage that only a full collection
would find, so rarer ones do.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# What is young is gone over often, while the processor still has it at hand; what outlived that, seldom.
_RARELY = (2_000, 1_000, 50)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Set what is there aside and collect rarely, until the end of the run; then all is as it was."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def one_command() -> Iterator[None]:
    """Collect rarely in a process that is a single command, and not at its end, when everything goes anyway."""
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.freeze()
