"""Quotes: words that a take gives as the dossier's and that the dossier does not hold."""

from __future__ import annotations

from panel.checks.quotations import quotations
from panel.domain.dossier_text import DossierText
from panel.domain.excerpt import listed
from panel.domain.markers import without_markers
from panel.domain.spelling import tidy
from panel.domain.take import Finding, Take

_PHRASE = 4
"""Words from which a quotation is a claim about a source; fewer may be a term or a tone."""


def strange_evidence(take: Take, dossier: DossierText) -> Finding | None:
    """Evidence whose quote is not in the dossier."""
    strange = [f"{one.id}: {one.quote}" for one in take.evidence if not dossier.holds(one.quote)]
    return Finding(code="quote_not_in_dossier", detail=listed(strange)) if strange else None


def strange_quotations(text: str, dossier: DossierText) -> Finding | None:
    """Quotations of four words or more in the text that are not in the dossier."""
    quoted = [quotation["words"] for quotation in quotations(tidy(without_markers(text)))]
    strange = [words for words in quoted if len(words.split()) >= _PHRASE and not dossier.holds_quotation(words)]
    return Finding(code="quotation_not_in_dossier", detail=listed(strange)) if strange else None
