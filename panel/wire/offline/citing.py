"""Citing: quotes get their ids in the order in which a take uses them, and a clause that introduces each."""

from __future__ import annotations

from panel.wire.offline.matching import Answered

_INTRODUCTIONS = {
    "pricing": ("the price is given as",),
    "pricing model": ("it is sold as",),
    "licence": ("the licence is given as",),
    "published": ("it is dated",),
    "description": ("the description says", "in its own words,", "the text has it that"),
    "fact": ("one statement reads", "it is stated that"),
    "quote": ("the source quoted says",),
}
_OTHERWISE = ("it is stated that",)
_SOURCED = ("a sourced statement reads", "on record with a source:")


class Citations:
    """The evidence of one answer, as it is collected."""

    def __init__(self) -> None:
        self.quotes: list[str] = []
        self._said: set[str] = set()

    def cite(self, one: Answered) -> str:
        """The id of the quote that answers a criterion."""
        if one.quote not in self.quotes:
            self.quotes.append(one.quote)
        return f"e{self.quotes.index(one.quote) + 1}"

    def said(self, one: Answered, turn: int) -> str:
        """A clause with the quote and its marker; words that were quoted before are only pointed at."""
        marker = self.cite(one)
        if marker in self._said:
            return f"the words quoted before bear on it as well [{marker}]"
        self._said.add(marker)
        is_sourced_fact = one.place == "fact" and one.is_sourced
        ways = _SOURCED if is_sourced_fact else _INTRODUCTIONS.get(one.place, _OTHERWISE)
        return f"{ways[turn % len(ways)]} “{one.quote}” [{marker}]"
