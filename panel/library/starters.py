"""Starters: the texts that a new project and a new tool file begin with, each a template in ``starting/``."""

from __future__ import annotations

from string import Template
from typing import Literal

from panel.errors import Mistake
from panel.library.shelves import shelf

Starter = Literal["panel.toml", "gitignore", "example.md", "tool.md"]


def starter(name: Starter, /, **values: str) -> str:
    """The text of a starter with its values filled in, where it has any. Raises Mistake where it cannot be read."""
    path = shelf("starting") / name
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Mistake(f"{path}: cannot be read; the installation is incomplete") from None
    return Template(text).substitute(values) if values else text
