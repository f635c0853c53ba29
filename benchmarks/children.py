"""Clients as child processes: what each printed of itself, read back."""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

CLIENTS = Path(__file__).parent / "clients"
PANEL = Path(__file__).parents[1] / "panel"


def started(name: str, folder: Path, *arguments: object) -> subprocess.Popen[str]:
    """Start a client in a folder of its own, whose user has no settings and nothing cached."""
    compiled()
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, str(CLIENTS / f"{name}.py"), *map(str, arguments)]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


@cache
def compiled() -> None:
    """Make the panel's bytecode: whoever installs it has it, as the other clients have that of their libraries."""
    compileall.compile_dir(PANEL, quiet=1)


def figures(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a client printed at its end; raises RuntimeError for one that failed."""
    printed, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args} ended with {process.returncode}")
    found: dict[str, Any] = json.loads(printed)
    return found


def ran(name: str, folder: Path, *arguments: object) -> dict[str, Any]:
    """Run a client to its end."""
    return figures(started(name, folder, *arguments))
