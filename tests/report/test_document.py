"""Documents, their JSON text, and what their derived parts are checked against."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from panel.domain.document import Document
from panel.domain.take import Take
from panel.report.document import as_json, comparison_record, differences, document, verdict_record
from tests.builders import a_take, a_tool
from tests.report.panels import a_pair, a_view, takes_of


def a_document(left: list[Take] | None = None, right: list[Take] | None = None) -> Document:
    """Alpha and Beta, their verdicts and the comparison of the two."""
    views = [
        a_view(takes=takes_of([80, 70, 80, 40]) if left is None else left),
        a_view(a_tool(slug="beta"), takes_of([60, 60, 60], "beta") if right is None else right),
    ]
    return document(
        tools=[view.tool for view in views],
        takes=[take for view in views for take in view.takes],
        votes=[],
        verdicts=[view.verdict for view in views],
        comparisons=[a_pair(*views).comparison],
    )


def test_a_verdict_is_recorded_without_its_takes() -> None:
    record = verdict_record(a_view(takes=takes_of([80, 70, 80, 40])).verdict)
    assert (record.tool, record.verdict, record.ship, record.skip, record.ship_pct) == ("alpha", "ship", 3, 1, 75)
    assert (record.mean, record.low, record.high) == (Decimal("67.50"), 40, 80)  # 270 / 4
    assert (record.missing, record.takes, record.flags) == (("creator",), 4, ("single_run",))
    assert [(row.persona, row.score) for row in record.personas][:2] == [("builder", 80), ("skeptic", 70)]


def test_a_comparison_is_recorded_by_slugs() -> None:
    record = a_document().comparisons[0]
    assert (record.a, record.b, record.shared) == ("alpha", "beta", ("builder", "skeptic", "futurist"))
    assert (record.paired_gap, record.widest, record.widest_gap) == (Decimal("16.67"), "builder", 20)  # 20, 10, 20
    assert record.single_run
    assert record.flags == ("different_juries",)


def test_a_comparison_without_shared_personas_has_no_widest() -> None:
    left, right = a_view(takes=takes_of([80])), a_view(a_tool(slug="beta"))
    record = comparison_record(a_pair(left, right).comparison)
    assert (record.paired_gap, record.widest, record.widest_gap) == (None, None, None)


def test_json_text_reads_back_as_the_document() -> None:
    whole = a_document()
    assert Document.model_validate_json(as_json(whole)) == whole


def test_json_text_ends_in_one_line_break_and_is_indented_by_two() -> None:
    assert as_json(Document()) == (
        '{\n  "format": "panel/1",\n  "tools": [],\n  "takes": [],\n  "votes": [],\n  "verdicts": [],\n'
        '  "comparisons": [],\n  "holds": []\n}\n'
    )


def test_keys_stand_as_the_values_declare_them() -> None:
    take = json.loads(as_json(a_document()))["takes"][0]
    assert list(take)[:7] == ["tool", "persona", "model", "endpoint", "sample", "status", "score"]
    assert "is_imported" not in take


def test_money_is_a_plain_decimal_string() -> None:
    text = as_json(Document(takes=(a_take(cost_usd="0.0000005"), a_take(cost_usd="0E-10"))))
    assert '"cost_usd": "0.0000005"' in text
    assert '"cost_usd": "0.0000000000"' in text


def test_times_are_in_utc_and_end_in_z() -> None:
    take = a_take(created_at=datetime.fromisoformat("2026-03-01T00:30:00.250000+02:00"))
    assert '"created_at": "2026-02-28T22:30:00.250000Z"' in as_json(Document(takes=(take,)))


def test_letters_of_any_script_are_written_as_they_are() -> None:
    assert "naïve 🦊 שלום" in as_json(Document(takes=(a_take(text="naïve 🦊 שלום"),)))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_text_holds_no_control_character_and_loses_nothing(text: str) -> None:
    whole = Document(takes=(a_take(text=text),))
    shown = as_json(whole)
    assert not set(shown) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160), 0x202E, 0x2066)}
    assert Document.model_validate_json(shown) == whole


def test_a_lone_surrogate_does_not_stop_the_text_from_being_written() -> None:
    shown = as_json(Document(takes=(a_take(text="a\ud800b"),)))
    assert b'"text": "a\\ud800b"' in shown.encode()


def test_a_document_that_says_what_its_takes_say_has_no_differences() -> None:
    assert differences(a_document(), a_document()) == []


def test_a_document_without_derived_parts_has_no_differences() -> None:
    assert differences(Document(), a_document()) == []


def test_a_derived_value_that_differs_is_named_with_both_values() -> None:
    given = a_document()
    wrong = given.verdicts[0].model_copy(update={"ship": 4, "mean": Decimal("99.00")})
    changed = given.model_copy(update={"verdicts": (wrong, given.verdicts[1])})
    assert differences(changed, given) == [
        'verdicts[0] on alpha: ship is 4, the takes give 3; mean is "99.00", the takes give "67.50"'
    ]


def test_a_personas_part_that_differs_is_named() -> None:
    given = a_document()
    row = given.verdicts[0].personas[1].model_copy(update={"score": 71})
    wrong = given.verdicts[0].model_copy(update={"personas": (given.verdicts[0].personas[0], row)})
    changed = given.model_copy(update={"verdicts": (wrong,)})
    assert differences(changed, given) == ["verdicts[0] on alpha: skeptic: score is 71, the takes give 70"]


def test_a_comparison_that_differs_is_named() -> None:
    given = a_document()
    wrong = given.comparisons[0].model_copy(update={"widest": "skeptic"})
    changed = given.model_copy(update={"comparisons": (wrong,)})
    assert differences(changed, given) == [
        "comparisons[0] of alpha and beta: widest is skeptic, the takes give builder"
    ]


def test_a_derived_part_that_nothing_bears_out_is_named() -> None:
    given = a_document()
    assert differences(given, Document()) == [
        "verdicts[0] on alpha: nothing in the document bears it out; left out",
        "verdicts[1] on beta: nothing in the document bears it out; left out",
        "comparisons[0] of alpha and beta: nothing in the document bears it out; left out",
    ]


def test_costs_are_not_compared_since_an_import_only_claims_them() -> None:
    given = a_document(left=takes_of([80], cost_usd="0.1"))
    assert differences(given, a_document(left=takes_of([80], cost_usd="0.1", is_imported=True))) == []


def test_a_difference_shows_no_control_characters_and_stays_short() -> None:
    given = a_document()
    wrong = given.comparisons[0].model_copy(update={"widest": "\x1b[2J" + "x" * 500})
    (line,) = differences(given.model_copy(update={"comparisons": (wrong,)}), given)
    assert line.isprintable()
    assert len(line) < 200
