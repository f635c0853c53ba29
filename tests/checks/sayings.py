"""Sayings: texts that a pattern of the checks may match, made from the pattern itself."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

_TOKEN = re.compile(
    r"(?:(?P<around>\(\?<?[=!])|(?P<open>\((?:\?(?:P<\w+>|-?\w*:))?)|(?P<close>\))|(?P<bar>\|)"
    r"|\\(?P<escaped>.)|\[(?P<set>\^?\]?(?:[^\]\\]|\\.)*)\]|(?P<plain>[^()|\[\\]))"
    r"(?P<repeat>(?:(?<![(|])[?*+]|\{\d*,?\d*\})[?+]?)?",
    re.DOTALL,
)
_CLASSES = {"w": "a7é", "d": "5", "s": " ", "S": "x-", "b": "", "B": "", "D": "x", "W": "-"}
_FORMS = {"s": "Sſ", "k": "K\u212a", "i": "Iİı"}


def saying(pattern: str, dice: random.Random) -> str:
    """Something that the pattern describes, leaving out what it looks ahead or behind for."""
    return _said(_parsed(pattern), dice)


def disguised(text: str, dice: random.Random) -> str:
    """The text with some letters in another form that a pattern read without case may take for the same."""
    return "".join(dice.choice(_FORMS.get(mark, mark.upper()) + 5 * mark) for mark in text)


@dataclass(slots=True)
class _Group:
    """A part of a pattern: each option is a sequence of groups and of characters to choose from, with their repeats."""

    is_said: bool = True
    options: list[list[tuple[_Group | str, str]]] = field(default_factory=lambda: [[]])


@lru_cache(64)
def _parsed(pattern: str) -> _Group:
    groups = [_Group()]
    for token in _TOKEN.finditer(pattern):
        if token["around"] or token["open"]:
            groups.append(_Group(is_said=bool(token["open"])))
        elif token["bar"]:
            groups[-1].options.append([])
        elif token["close"]:
            inner = groups.pop()
            groups[-1].options[-1].append((inner, token["repeat"] or ""))
        else:
            groups[-1].options[-1].append((_characters(token), token["repeat"] or ""))
    return groups[0]


def _characters(token: re.Match[str]) -> str:
    """Those of which one may stand here; none where nothing does."""
    if token["set"]:
        return "x" if token["set"].startswith("^") else token["set"].replace("\\w", "w").replace("\\", "")
    if token["escaped"]:
        return _CLASSES.get(token["escaped"], token["escaped"])
    return {"^": "", "$": "", ".": "x"}.get(token["plain"], token["plain"])


def _said(group: _Group, dice: random.Random) -> str:
    if not group.is_said:
        return ""
    option = dice.choice(group.options)
    return "".join(_once(piece, dice) for piece, repeat in option for _ in range(_times(repeat, dice)))


def _once(piece: _Group | str, dice: random.Random) -> str:
    if isinstance(piece, _Group):
        return _said(piece, dice)
    return dice.choice(piece) if piece else ""


def _times(repeat: str, dice: random.Random) -> int:
    """As often as a repeat asks for, or once more where it leaves that open."""
    if not repeat:
        return 1
    counts: Sequence[str] = re.findall(r"\d+", repeat)
    least = {"?": 0, "*": 0, "+": 1}.get(repeat[0], int(counts[0]) if counts and "{," not in repeat else 0)
    return least if repeat.startswith("{") and "," not in repeat else least + dice.randint(0, 1)
