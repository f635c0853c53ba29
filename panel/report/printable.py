"""Which characters may reach a terminal: whatever a value holds, it can neither steer it nor reorder its lines."""

from __future__ import annotations

import re

STEERING = r"\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
"""C0 but line feed, C1, the bidirectional controls and lone surrogates, for a character class."""

BREAKING = r"\x0b\x0c\x85\u2028\u2029"
"""Line ends other than line feed and carriage return, for a character class."""

_LINE_ENDS = re.compile(rf"\r\n|[\r{BREAKING}]")
_STEERING = re.compile(f"[{STEERING}]")


def paragraphs(text: str) -> str:
    """The text with line feeds as its only control characters and without empty lines at its ends."""
    lines = _STEERING.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " ")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def one_line(text: str) -> str:
    """The same for a place of one line: its lines joined by spaces."""
    lines = (line.strip() for line in paragraphs(text).split("\n"))
    return " ".join(line for line in lines if line)
