"""Where content lives: inside an installed wheel, or beside the package in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

Kind = Literal["personas", "prompts", "examples", "starting"]


def shelf(kind: Kind) -> Path:
    """The folder of one kind of bundled content; nothing else computes such a path."""
    package = Path(str(files("panel")))
    if kind == "starting":
        return package / "library" / kind
    bundled = package / "_bundled" / kind
    return bundled if bundled.is_dir() else package.parent / kind
