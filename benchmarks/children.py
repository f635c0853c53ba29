"""Clients as child processes: what each printed of itself, read back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

CLIENTS = Path(__file__).parent / "clients"


def started(name: str, folder: Path, *arguments: object) -> subprocess.Popen[str]:
    """Start a client in a folder of its own, whose user has no settings and nothing cached."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    # Whoever installs a package has its bytecode, as the other clients' libraries have theirs.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, str(CLIENTS / f"{name}.py"), *map(str, arguments)]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


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
