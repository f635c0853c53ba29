"""Sayings: texts that a pattern of the checks may match, made from the pattern itself."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<around>\(\?<?[=!])|(?P<open>\((?:\?(?:P<\w+>|-?\w*:))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?:\\(?P<escaped>.)|\[(?P<set>\^?\]?(?:[^\]\\]|\\.)*)\]|(?P<plain>[^()|\[\\]))",
    re.DOTALL,
)
_REPEAT = re.compile(r"(?:([?*+])|\{(\d*),?(\d*)\})[?+]?")
_CLASSES = {"w": "a7é", "d": "5", "s": " ", "S": "x-", "b": "", "B": "", "D": "x", "W": "-"}


def saying(pattern: str, dice: random.Random) -> str:
    """Something that the pattern describes, leaving out what it looks ahead or behind for."""
    options, _ = _parsed(pattern, 0)
    return "".join(
        _piece(part.token, part.piece, dice) for part in dice.choice(options) for _ in range(_times(part.repeat, dice))
    )


def disguised(text: str, dice: random.Random) -> str:
    """The text with some letters in another form that a pattern read without case may take for the same."""
    forms = {"s": "Sſ", "k": "K\u212a", "i": "Iİı"}
    return "".join(dice.choice(forms.get(mark, mark.upper()) + 5 * mark) for mark in text)


class _Part(NamedTuple):
    """A piece of a pattern, and how often it may stand there."""

    token: re.Match[str]
    piece: str
    repeat: re.Match[str] | None


@lru_cache(maxsize=10_000)
def _parsed(pattern: str, at: int) -> tuple[tuple[tuple[_Part, ...], ...], int]:
    """The alternatives that begin here, and where their group ends."""
    options: list[list[_Part]] = [[]]
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        assert token is not None
        if token["close"]:
            break
        start, at = at, token.end()
        if token["bar"]:
            options.append([])
            continue
        if token["around"] or token["open"]:
            _, end = _parsed(pattern, at)
            piece, at = pattern[at:end], end + 1
        else:
            piece = pattern[start:at]
        repeat = _REPEAT.match(pattern, at)
        at = repeat.end() if repeat else at
        if not token["around"]:
            options[-1].append(_Part(token, piece, repeat))
    return tuple(map(tuple, options)), at


def _piece(token: re.Match[str], piece: str, dice: random.Random) -> str:
    if token["open"]:
        return saying(piece, dice)
    if token["set"]:
        return "x" if token["set"].startswith("^") else dice.choice(token["set"].replace("\\w", "w").replace("\\", ""))
    if token["escaped"]:
        return dice.choice(_CLASSES[token["escaped"]] or [""]) if token["escaped"] in _CLASSES else token["escaped"]
    return {"^": "", "$": "", ".": "x"}.get(piece, piece)


def _times(repeat: re.Match[str] | None, dice: random.Random) -> int:
    if repeat is None:
        return 1
    sign, least, _ = repeat.groups()
    if sign is None and repeat[0].count(",") == 0:
        return int(least)
    low = {"?": 0, "*": 0, "+": 1}.get(sign, int(least or 0))
    return low + dice.randint(0, 1)
