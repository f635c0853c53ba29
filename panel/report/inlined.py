"""Inlined: our own styles and scripts for the inside of a page, with the hash by which the page's rules allow them."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"

_STRING = re.compile(r'("[^"]*")')
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,>]) ?|(:) ")


def style(*files: str) -> dict[str, object]:
    """Style sheets, one after the other, without the space that only their writers need."""
    return _allowed("style", compact(_text(files)))


def script(*files: str) -> dict[str, object]:
    """Scripts, one after the other, as they were written."""
    return _allowed("script", _text(files))


def compact(css: str) -> str:
    """A style sheet of ours in fewer characters, most of what thousands of pages have in common; strings stay.

    The sheets have no comments, and a colon with a space behind it only between a property and its value.
    """
    parts = _STRING.split(css)
    parts[::2] = [_AROUND.sub(r"\1\2", _SPACE.sub(" ", part)).replace(";}", "}") for part in parts[::2]]
    return "".join(parts).strip()


def _text(files: tuple[str, ...]) -> str:
    return "".join((TEMPLATES / file).read_text("utf-8") for file in files)


def _allowed(name: str, text: str) -> dict[str, object]:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {name: Markup(text), f"{name}_hash": f"sha256-{digest}"}  # noqa: S704 - our own files
