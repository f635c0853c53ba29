"""Literals: the stretches of plain letters without which a pattern that somebody wrote cannot match.

A pattern is read piece by piece, as far as its pieces are of the plain sort; what is not understood asks for nothing,
so that the pattern is run. Stretches are spelt as in ``vocabulary.spelt``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from panel.checks.vocabulary import spelt

_TOKEN = re.compile(
    r"(?P<open>\((?!\?|\*)|\(\?:)"
    r"|(?P<around>\(\?<?[=!])"
    r"|(?P<bar>\|)"
    r"|(?P<edge>\\b)"
    r"|(?:(?P<close>\))|\\(?P<escaped>[^a-zA-Z0-9])|(?P<plain>[^\\\[\](){}?*+|.^$])"
    r"|(?P<apart>\\[sW])|\\[BdDSw]|[.^$]|\[(?P<set>\^?\]?(?:[^\[\]\\]|\\.)*)\])"
    r"(?P<repeat>(?:[?*+]|\{\d+(?:,\d*)?\}|\{,\d+\})[?+]?)?",
    re.DOTALL,
)
"""A piece of a pattern of the plain sort; flags, names, fuzzy counts and the like are not."""

_EDGE = "\0"
"""Where a word begins or ends, inside a stretch that is not finished."""

_BEGINS = re.compile(rf"^{_EDGE}(?=\w)")
_ENDS = re.compile(rf"(?<=\w){_EDGE}$")
_MAY_BE_NONE = re.compile(r"[?*]|\{0*[,}]")
_MOST = 24
"""Stretches of which one is needed; where there were more, a pattern is as quickly run."""

_MOST_JOINED = 8

_MOST_IN_SET = 6

Stretches = frozenset[str]
_NOTHING: Stretches = frozenset({""})


@lru_cache(1_024)
def needed(pattern: str) -> tuple[Stretches, ...]:
    """Sets of stretches: of each, one stands in every text that the pattern, read without case, matches.

    The pattern has to be one that compiles.
    """
    groups, at = [_Group()], 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            return ()
        at = token.end()
        if token["open"] or token["around"]:
            groups.append(_Group(is_around=bool(token["around"])))
        elif token["bar"]:
            groups[-1].end_option()
        elif token["close"]:
            inner = groups.pop().read()
            groups[-1].add(inner, token["repeat"])
        else:
            groups[-1].add(_Read(_spellings(token)), token["repeat"])
    return groups[0].read().parts


@dataclass(frozen=True, slots=True)
class _Read:
    """What a piece comes to: every way to spell it, unless that is not known, and sets of which it needs one each."""

    spellings: Stretches | None = None
    parts: tuple[Stretches, ...] = ()


@dataclass(slots=True)
class _Group:
    """A group, as far as it has been read; ``current`` are the stretches that the next piece may lengthen."""

    is_around: bool = False
    options: list[_Read] = field(default_factory=list)
    parts: list[Stretches] = field(default_factory=list)
    current: Stretches = _NOTHING
    is_exact: bool = True

    def add(self, piece: _Read, repeat: str | None) -> None:
        may_be_none = bool(repeat and _MAY_BE_NONE.match(repeat))
        is_once = repeat is None or repeat[0] == "?"
        if piece.spellings is None:
            self._cut()
            self.parts += () if may_be_none else piece.parts
            return
        if not is_once and may_be_none:
            self._cut()
            return
        spellings = piece.spellings | _NOTHING if may_be_none else piece.spellings
        if len(self.current) * len(spellings) > _MOST_JOINED:
            self._cut()
        if len(spellings) <= _MOST:
            self.current = frozenset(start + end for start in self.current for end in spellings)
        if not is_once:
            self._cut()

    def end_option(self) -> None:
        whole = self.current if self.is_exact else None
        self._cut()
        self.options.append(_Read(whole, tuple(sorted(self.parts, key=len))))
        self.parts, self.is_exact = [], True

    def read(self) -> _Read:
        self.end_option()
        if self.is_around:
            return _Read()
        if len(self.options) == 1:
            return self.options[0]
        exact = [option.spellings for option in self.options if option.spellings is not None]
        spellings = frozenset().union(*exact) if len(exact) == len(self.options) else None
        if not all(option.parts for option in self.options):
            return _Read(spellings)
        return _Read(spellings, (frozenset().union(*(max(option.parts, key=_shortest) for option in self.options)),))

    def _cut(self) -> None:
        """End the stretches here."""
        finished = frozenset(map(_finished, self.current))
        if _shortest(finished) > 1:
            self.parts.append(frozenset(one for one in finished if not any(other in one for other in finished - {one})))
        self.current, self.is_exact = _NOTHING, False


def _spellings(token: re.Match[str]) -> Stretches | None:
    if token["edge"]:
        return frozenset({_EDGE})
    if token["apart"]:
        return frozenset({" "})
    members = token["set"] if token["set"] is not None else token["escaped"] or token["plain"] or ""
    is_set = token["set"] is not None
    if is_set and (len(members) > _MOST_IN_SET or members[:1] in "^]" or "\\" in members or "-" in members[1:-1]):
        return None
    if not members or any(member.isalnum() and not member.isascii() for member in members):
        return None
    return frozenset(spelt(member) for member in members)


def _finished(stretch: str) -> str:
    """The stretch with a space where a word begins or ends with it."""
    return _ENDS.sub(" ", _BEGINS.sub(" ", stretch)).replace(_EDGE, "")


def _shortest(stretches: Stretches) -> int:
    return min(map(len, stretches))
