"""Quotes that the dossier does not hold."""

from __future__ import annotations

import pytest

from panel.checks.quotes import strange_evidence, strange_quotations
from panel.domain.dossier_text import DossierText
from panel.domain.take import Finding
from tests.builders import a_take, a_tool

DOSSIER = DossierText.of(a_tool().dossier)


def evidence(*quotes: str) -> Finding | None:
    """The finding for evidence with these quotes."""
    listed = [{"id": f"e{number}", "quote": quote} for number, quote in enumerate(quotes, start=1)]
    return strange_evidence(a_take(evidence=listed), DOSSIER)


def test_evidence_from_the_dossier_is_fine() -> None:
    assert evidence("needs no account", "Keeps notes in plain files") is None


def test_evidence_from_elsewhere_is_named_once_for_all() -> None:
    finding = evidence("needs an account", "MIT", "Alpha Keeps notes")
    assert finding == Finding(code="quote_not_in_dossier", detail="e1: needs an account, e3: Alpha Keeps notes")


def test_hostile_evidence_gives_one_short_line() -> None:
    finding = evidence(*["\x1b[31m\n\u202eno " * 500] * 500)
    assert finding is not None
    assert (len(finding.detail), finding.detail.isprintable()) == (120, True)


@pytest.mark.parametrize(
    "text",
    [
        "It says “runs offline and needs no account”.",
        "It says “runs offline and needs\nno account,” which is much.",
        'It says "One command installs the command line tool."',
        "It says “runs offline and [e1] needs no account”.",
        "It calls that “a new way”.",
        "Its ‘runs online and needs an account’ is single.",
    ],
)
def test_quotations_from_the_dossier_and_short_ones_are_fine(text: str) -> None:
    assert strange_quotations(text, DOSSIER) is None


@pytest.mark.parametrize(
    "text", ["“runs online and needs accounts”", '"runs online and needs accounts"', "«runs online and needs accounts»"]
)
def test_a_longer_quotation_from_elsewhere_is_named(text: str) -> None:
    finding = strange_quotations(f"It says {text}.", DOSSIER)
    assert finding == Finding(code="quotation_not_in_dossier", detail="runs online and needs accounts")


def test_case_counts_in_quotations() -> None:
    assert strange_quotations("“RUNS offline and needs no account”", DOSSIER) is not None
