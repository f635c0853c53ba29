"""Evidence and marks: what is kept, and what is noted."""

from __future__ import annotations

from typing import Any

import pytest

from panel.domain.take import Evidence, Finding, Mark
from panel.parsing.grounds import note_pointers, read_evidence, read_marks
from tests.builders import a_persona

E1 = Evidence(id="e1", quote="needs no account")


def evidence_of(given: Any) -> tuple[list[str], dict[str, str]]:  # noqa: ANN401 - foreign JSON
    notes: list[Finding] = []
    read = read_evidence({"evidence": given}, notes)
    return [one.id for one in read], {note.code: note.detail for note in notes}


def marks_of(*given: Any) -> tuple[tuple[Mark, ...], dict[str, str]]:  # noqa: ANN401 - foreign JSON
    notes: list[Finding] = []
    marks = read_marks({"marks": list(given)}, (E1,), a_persona(), notes)
    return marks, {note.code: note.detail for note in notes if note.code != "criteria_unmarked"}


def test_keeps_quotes_in_order() -> None:
    given = [{"id": "e2", "quote": "two"}, {"id": "e1", "quote": "one"}]
    assert evidence_of(given) == (["e2", "e1"], {})


@pytest.mark.parametrize("given", [None, "e1", {"id": "e1"}, 7])
def test_notes_evidence_that_is_no_list(given: Any) -> None:  # noqa: ANN401 - foreign JSON
    ids, notes = evidence_of(given)
    assert (ids, list(notes)) == ([], ["evidence_missing"])


@pytest.mark.parametrize(
    "item", [None, "e1", [], {}, {"id": 1, "quote": "x"}, {"id": "e1", "quote": " "}, {"id": "\x00", "quote": "x"}]
)
def test_notes_evidence_without_id_or_quote(item: Any) -> None:  # noqa: ANN401 - foreign JSON
    ids, notes = evidence_of([item])
    assert (ids, list(notes)) == ([], ["odd_evidence"])


def test_keeps_the_first_of_two_quotes_with_one_id() -> None:
    assert evidence_of([{"id": "e1", "quote": "a"}, {"id": "e1", "quote": "b"}]) == (
        ["e1"],
        {"odd_evidence": "e1 stands twice"},
    )


def test_notes_any_number_of_oddities_of_one_kind_once() -> None:
    ids, notes = evidence_of([None] * 20_000)
    assert ids == []
    assert len(notes["odd_evidence"]) <= 120


def test_orders_marks_as_the_persona_does() -> None:
    marks, notes = marks_of(
        {"criterion": "builder_4", "evidence": [], "met": "unknown"},
        {"criterion": "builder_1", "evidence": ["e1"], "met": "yes"},
    )
    assert [mark.criterion for mark in marks] == ["builder_1", "builder_4"]
    assert notes == {}


def test_names_the_criteria_without_a_mark() -> None:
    notes: list[Finding] = []
    read_marks({"marks": [{"criterion": "builder_2", "met": "no", "evidence": ["e1"]}]}, (E1,), a_persona(), notes)
    assert notes == [Finding(code="criteria_unmarked", detail="builder_1, builder_3, builder_4, builder_5")]


@pytest.mark.parametrize(
    ("item", "detail"),
    [
        ({"criterion": "skeptic_1", "met": "yes", "evidence": ["e1"]}, "no criterion skeptic_1"),
        ({"criterion": "builder_1", "met": "maybe", "evidence": ["e1"]}, "an object"),
        ({"criterion": "builder_1", "met": True, "evidence": ["e1"]}, "an object"),
        ({"criterion": "builder_1", "met": "yes", "evidence": "e1"}, "an object"),
        ({"met": "yes"}, "an object"),
        ("builder_1: yes", "builder_1: yes"),
    ],
)
def test_leaves_out_and_notes_a_mark_that_cannot_be_used(item: Any, detail: str) -> None:  # noqa: ANN401 - foreign JSON
    assert marks_of(item) == ((), {"odd_mark": detail})


def test_keeps_the_first_of_two_marks_on_one_criterion() -> None:
    marks, notes = marks_of(
        {"criterion": "builder_1", "evidence": ["e1"], "met": "yes"},
        {"criterion": "builder_1", "evidence": ["e1"], "met": "no"},
    )
    assert [mark.met for mark in marks] == ["yes"]
    assert notes == {"odd_mark": "builder_1 stands twice"}


def test_keeps_and_notes_a_mark_without_evidence() -> None:
    marks, notes = marks_of({"criterion": "builder_1", "evidence": [], "met": "no"})
    assert marks == (Mark(criterion="builder_1", evidence=(), met="no"),)
    assert notes == {"mark_without_evidence": "builder_1"}


def test_notes_evidence_that_is_pointed_at_and_not_there() -> None:
    _, notes = marks_of({"criterion": "builder_1", "evidence": ["e1", "e9", "e7"], "met": "yes"})
    assert notes == {"unknown_evidence": "e7, e9"}


def test_notes_markers_in_the_take_that_point_at_nothing() -> None:
    notes: list[Finding] = []
    note_pointers("It starts fast [e1], runs offline [E1; e3] and ends [e2,e3].", (E1,), notes)
    assert notes == [Finding(code="unknown_pointer", detail="e2, e3")]
