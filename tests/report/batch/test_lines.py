"""JSON lines of a batch: one line each, valid, and the same as the documents say."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.source import Rejected
from panel.report.batch.lines import rejected_line, take_line, verdict_line
from panel.report.document import as_json, document
from tests.batches import a_panel
from tests.builders import a_take
from tests.payloads import PAYLOADS, hostile_takes

BREAKS = ("\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x7f", "\u202e")


def test_a_take_has_the_fields_of_the_document() -> None:
    take = a_take(cost_usd=Decimal("0.0000001"), usage={"prompt_tokens": 3}, findings=[{"code": "length"}])
    whole = json.loads(as_json(document(tools=[], takes=[take], votes=[], verdicts=[], comparisons=[])))
    assert json.loads(take_line(take)) == whole["takes"][0]


def test_money_is_a_plain_decimal_string_and_time_is_utc() -> None:
    late = datetime(2026, 1, 2, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    line = json.loads(take_line(a_take(cost_usd=Decimal("1E-7"), created_at=late)))
    assert (line["cost_usd"], line["created_at"]) == ("0.0000001", "2026-01-01T23:30:00Z")


def test_a_verdict_has_the_fields_that_batches_promise_and_no_others() -> None:
    # 80, 70 and 65 ship, 40 and 55 skip: 3 of 5 is 60%, and 310 / 5 is a mean of 62.
    assert json.loads(verdict_line(a_panel().verdict)) == {
        "tool": "alpha", "verdict": "ship", "ship": 3, "skip": 2, "ship_pct": 60, "missing": [], "mean": "62.00",
        "low": 40, "high": 80, "cost_usd": None, "takes": 5,
    }  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_on_its_line_and_comes_back_as_it_was(payload: str) -> None:
    for take in hostile_takes(payload, "alpha"):
        line = take_line(take)
        assert not any(one in line.decode() for one in BREAKS)
        assert json.loads(line)["reason"] == payload


def test_the_one_control_character_that_json_lets_through_is_escaped_too() -> None:
    line = rejected_line(Rejected(feed="feed.csv", row=1, reason="a\x7fb"))
    assert b"\x7f" not in line
    assert json.loads(line)["reason"] == "a\x7fb"


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_even_one_that_no_encoding_has_is_one_valid_line(text: str) -> None:
    line = rejected_line(Rejected(feed=text, row=1, reason=text))
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == {"feed": text, "row": 1, "reason": text}
