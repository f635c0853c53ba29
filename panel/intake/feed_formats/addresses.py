"""Addresses as rows give them: fit to be a tool's, or left out with the reason."""

from __future__ import annotations

import re
from typing import NamedTuple

from panel.domain.secret_shapes import without_shapes
from panel.intake.addresses import what_is_wrong

_BARE = re.compile(r"(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?:[/?#][^\s\\]*)?")
"""A domain, with or without a path, as people type it."""

_FILE = re.compile(r"(?i)[\w-]+\.(?:html?|md|txt|pdf|json|csv|xml|py|js|php|exe|dmg|zip|png|jpe?g|svg)")


class Address(NamedTuple):
    """An address that is fit to print, or None, and what was odd about it."""

    text: str | None
    notes: tuple[str, ...] = ()


def address(given: object, what: str) -> Address:
    """An address from a row; ``what`` names it in notes, which never repeat it."""
    if not isinstance(given, str):
        return Address(None, (f"its {what} is no text and is left out",))
    text = given.strip()
    if _BARE.fullmatch(text) and not _FILE.fullmatch(text):
        return _fit(f"https://{text}", what)._replace(notes=(f"its {what} names no scheme and is read as https",))
    return _fit(text, what)


def repository(given: object) -> Address:
    """The address of a repository or another link; package lists put ``git+`` in front of it and ``.git`` behind."""
    text = given.strip().removeprefix("git+").removesuffix(".git") if isinstance(given, str) else given
    return address(text, "link")


def _fit(text: str, what: str) -> Address:
    if wrong := what_is_wrong(text):
        return Address(None, (f"its {what} is left out: {wrong}",))
    if without_shapes(text) != text:
        return Address(None, (f"its {what} is left out: it holds a key or token",))
    return Address(text)
