"""Citing: quotes get their ids in the order in which a take uses them."""

from __future__ import annotations

from typing import Literal

from panel.wire.offline.matching import Answered

_NOUNS = {
    "pricing": "the price",
    "pricing model": "the pricing",
    "licence": "the licence",
    "published": "the date",
}


Form = Literal["said", "quote", "marker"]
"""How words are pointed at: with a noun for where they stand, by themselves, or by their marker alone."""


class Citations:
    """The evidence of one answer, as it is collected."""

    def __init__(self) -> None:
        self.quotes: list[str] = []

    def marker(self, one: Answered) -> str:
        """The id of the words that answer a criterion; new words get the next one."""
        if one.quote not in self.quotes:
            self.quotes.append(one.quote)
        return f"e{self.quotes.index(one.quote) + 1}"

    def cite(self, one: Answered | None, form: Form) -> str:
        """The words that answer a criterion, as they stand in a sentence; nothing for none."""
        if one is None:
            return ""
        return phrase(one, form, f"[{self.marker(one)}]")


def phrase(one: Answered, form: Form, marker: str) -> str:
    """The words that answer a criterion, in one of the forms."""
    if form == "marker":
        return marker
    noun = _NOUNS.get(one.place) if form == "said" else None
    return f"{noun}, “{one.quote}” {marker}" if noun else f"“{one.quote}” {marker}"
