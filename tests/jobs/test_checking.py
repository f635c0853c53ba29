"""Checks on takes written elsewhere."""

from __future__ import annotations

from panel.domain.take import Finding
from panel.jobs.checking import checked
from tests.builders import a_persona, a_take, a_tool

CLAIM = "I tested it."


def findings(*carried: Finding, **fields: object) -> list[tuple[str, str, str]]:
    """What a take that claims experience has after the checks."""
    take = a_take(text=CLAIM, findings=carried, **fields)
    (one,) = checked([take], [a_tool()], [a_persona()])
    return [(finding.code, finding.severity, finding.detail) for finding in one.findings]


def test_a_models_claim_is_hard_and_a_persons_none() -> None:
    assert findings() == [("experience", "hard", "I tested"), ("length", "soft", "3 words, not 60 to 140")]
    assert findings(model="human/Ana") == []


def test_what_the_document_carries_stays_first_and_stands_once() -> None:
    carried = (Finding(code="odd", detail="x"), Finding(code="length", detail="3 words, not 60 to 140"))
    assert [code for code, _, _ in findings(*carried)] == ["odd", "length", "experience"]


def test_a_document_cannot_make_a_hard_finding_light() -> None:
    found = findings(Finding(code="experience", detail="nothing much"))
    assert [one for one in found if one[0] == "experience"] == [("experience", "hard", "I tested")]


def test_what_a_document_finds_hard_is_not_found_again() -> None:
    carried = Finding(code="length", severity="hard", detail="far too long")
    assert [code for code, _, _ in findings(carried)] == ["length", "experience"]


def test_a_take_by_an_unknown_persona_is_checked_without_one() -> None:
    assert [code for code, _, _ in findings(persona="auditor")] == ["experience"]
