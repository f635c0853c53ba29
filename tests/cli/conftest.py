"""A terminal: runs commands in an empty project with an environment of their own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from panel.cli.main import main
from tests.cli.kept_back import Held

TOOL = """---
name: {name}
tagline: Keeps notes in plain files
category: Developer Tools
pricing: Free
pricing_model: free
license: MIT
facts:
  - The command line tool is installed with one command.
  - Notes are plain Markdown files, so they can be exported at any time.
---
{name} keeps notes in plain Markdown files on your own disk. It runs offline and needs no account.

It does not sync between devices; that is left to a tool of your choice. It is meant for developers.
"""


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


Panel = Callable[..., Said]
Server = TypeVar("Server", bound=AbstractAsyncContextManager[Any])


@contextmanager
def serving(endpoint: Server) -> Iterator[Server]:
    """Serve in a thread of its own, since a command runs an event loop of its own."""
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        async with endpoint:
            ready.set()
            while not stop.is_set():  # noqa: ASYNC110 - set from another thread
                await asyncio.sleep(0.005)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait(10)
    try:
        yield endpoint
    finally:
        stop.set()
        thread.join(10)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: empty but for alpha.md and beta.md, with no key and no settings in the environment."""
    for name in list(os.environ):
        if name.startswith("PANEL_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("Alpha", "Beta"):
        (folder / f"{name.lower()}.md").write_text(TOOL.format(name=name), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def panel(project: Path, capsys: pytest.CaptureFixture[str]) -> Panel:
    """Runs a command line in the project."""
    del project

    def run(*arguments: str) -> Said:
        code = main(arguments)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Said(code, printed.out, printed.err)

    return run


@pytest.fixture
def held() -> Iterator[Held]:
    """The server; in the end whatever it keeps back is let go."""
    one = Held()
    with serving(one.server):
        try:
            yield one
        finally:
            one.go.set()
