"""Findings in words: what each code means to an editor."""

from __future__ import annotations

_MEANINGS = {
    "banned_phrase": "The text has a phrase that its persona never writes",
    "borderline": "Score and decision disagree, within the grey band",
    "characters_dropped": "Characters that cannot be printed were dropped",
    "contradiction": "The decision is against the score",
    "criteria_unmarked": "Some criteria have no mark",
    "evidence_missing": "The answer has no list of evidence",
    "experience": "The text claims that somebody used the tool",
    "extra_keys": "The answer has keys that were not asked for",
    "links": "The text has an address or a link",
    "markup": "The text has markup other than code and emphasis",
    "length": "The take is longer or shorter than its persona's",
    "mark_without_evidence": "A yes or no names no evidence",
    "marks_missing": "The answer has no list of marks",
    "odd_evidence": "Some evidence could not be read",
    "odd_mark": "Some marks could not be read",
    "odd_reason": "The reason to stand aside does not fit the decision",
    "odd_take": "What stands for the take is no text",
    "pattern_unusable": "A pattern of the persona could not be run",
    "quotation_not_in_dossier": "The text quotes words that the dossier does not hold",
    "quote_not_in_dossier": "Evidence that the dossier does not hold",
    "served_by_another": "Another model answered than the one that was asked",
    "unknown_evidence": "A mark points at evidence that is not there",
    "unknown_pointer": "The text points at evidence that is not there",
}


def meaning(code: str) -> str:
    """A finding's code in words; one that is not known here is shown by its own name."""
    return _MEANINGS.get(code) or code.replace("_", " ").capitalize()
