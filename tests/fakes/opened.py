"""A watch on what the process opens: files, sockets and programs, but no modules, by Python's own audit events."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_WATCHED = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.Request", "shutil.")
_seen: list[list[str]] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    is_module = event == "open" and str(arguments[0]).endswith((".py", ".pyc"))
    if _seen and event.startswith(_WATCHED) and not is_module:
        _seen[-1].append(f"{event} {arguments[:1]}")


sys.addaudithook(_hook)


@contextmanager
def what_is_opened() -> Iterator[list[str]]:
    """The events of the block; a hook cannot be taken out again, so outside of blocks it only looks away."""
    _seen.append([])
    try:
        yield _seen[-1]
    finally:
        _seen.pop()
