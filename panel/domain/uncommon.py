"""Uncommon characters: those of a text beside printable ASCII and line feeds, which are few in most texts."""

from __future__ import annotations

_COMMON = b"\n" + bytes(range(0x20, 0x7F))


def uncommon(text: str) -> str:
    """All of them, in order and with repeats; what a pattern looks for among them is found faster than in the text."""
    return text.encode("utf-8", "surrogatepass").translate(None, _COMMON).decode("utf-8", "surrogatepass")
