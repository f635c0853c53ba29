"""Dossier text: which words a dossier holds, each of its fields being a text of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import regex

from panel.domain.spelling import comparable
from panel.domain.tool import Dossier, PricingModel

_AROUND = " .,;:!?…"
"""Marks that the sentence around a quotation may put inside it."""

_KEPT = 1_024
"""Dossiers whose text is kept: more than the tools that are in flight together, each of which has several takes."""


@dataclass(frozen=True)
class DossierText:
    """The fields of a dossier that state something, spelt for comparison."""

    fields: tuple[str, ...]

    @classmethod
    @lru_cache(_KEPT)
    def of(cls, dossier: Dossier) -> DossierText:
        """Every field that the panel may read, a fact's text, quote, source and date each by itself."""
        pricing_model = None if dossier.pricing_model is PricingModel.UNKNOWN else dossier.pricing_model.value
        stated = (
            dossier.name,
            dossier.tagline,
            dossier.category,
            dossier.pricing,
            pricing_model,
            dossier.license,
            dossier.published,
            dossier.description,
        )
        facts = (part for fact in dossier.facts for part in (fact.text, fact.quote, fact.source, fact.retrieved_at))
        return cls(tuple(comparable(text) for text in (*stated, *facts) if text))

    def holds(self, quote: str) -> bool:
        """Whether a quote stands in one field, letter for letter as spelling counts; a blank one never does."""
        if _is_plain(quote) and quote in self._whole:
            return True
        wanted = comparable(quote)
        return bool(wanted) and wanted in self._whole

    def holds_quotation(self, words: str) -> bool:
        """The same for words quoted inside a sentence, which may end them with a mark of its own."""
        return self.holds(comparable(words).strip(_AROUND))

    def holds_in_any_case(self, words: str) -> bool:
        """The same, capitals or not, since a sentence may begin with them."""
        wanted = comparable(words).strip(_AROUND).casefold()
        return bool(wanted) and wanted in self._folded

    def has_word(self, word: str) -> bool:
        """Whether a field has the word, in any case."""
        wanted = word.casefold()
        return wanted in self._folded and wanted in self._words

    @cached_property
    def _whole(self) -> str:
        """All fields, a line each: what is looked for has no line ends, so that it is found in one of them alone."""
        return "\n".join(self.fields)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(regex.findall(r"\w[\w-]*", self._folded))

    @cached_property
    def _folded(self) -> str:
        return self._whole.casefold()


def _is_plain(quote: str) -> bool:
    """Whether the quote, where a dossier has it as it is, is there as spelling counts too."""
    return quote.isascii() and quote.isprintable() and not quote.isspace() and quote != "" and "_" not in quote
