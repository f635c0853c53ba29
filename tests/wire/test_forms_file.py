"""Forms between runs: what is remembered comes back, and what is damaged counts as nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from panel.wire.form import Form
from panel.wire.forms_file import FormsFile, Remembered, Served
from tests.fakes.clock import START

A, B = Served("http://localhost:1/v1", "a"), Served("http://localhost:1/v1", "b")
SCHEMA = Remembered(form=Form.JSON_SCHEMA, since=START)


def test_every_models_form_and_its_date_come_back(tmp_path: Path) -> None:
    FormsFile(tmp_path / "forms.json").write(A, SCHEMA)
    plain = Remembered(form=Form.PLAIN, since=START + timedelta(days=1))
    FormsFile(tmp_path / "forms.json").write(B, plain)
    assert FormsFile(tmp_path / "forms.json").read() == {A: SCHEMA, B: plain}


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    file = FormsFile(tmp_path / "forms.json")
    file.write(A, SCHEMA)
    file.write(B, SCHEMA)
    file.write(A, None)
    assert file.read() == {B: SCHEMA}


GOOD = {"address": A.address, "model": "a", "form": "plain", "since": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format":"panel-forms/2","models":[]}',
        '{"format":"panel-forms/1"}',
        json.dumps({"format": "panel-forms/1", "models": [{**GOOD, "form": "xml"}]}),
        json.dumps({"format": "panel-forms/1", "models": [{**GOOD, "since": "2026-01-01T00:00:00"}]}),
        json.dumps({"format": "panel-forms/1", "models": [{**GOOD, "more": 1}]}),
        json.dumps({"format": "panel-forms/1", "models": [{**GOOD, "model": "x" * 201}]}),
        json.dumps({"format": "panel-forms/1", "models": [GOOD] * 1_001}),
        "[" * 100_000,
        " " * 1_000_001,
    ],
)
def test_a_damaged_file_counts_as_none_and_is_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "forms.json"
    path.write_text(content)
    assert FormsFile(path).read() == {}
    FormsFile(path).write(A, SCHEMA)
    assert FormsFile(path).read() == {A: SCHEMA}


def test_a_thousand_models_are_kept_and_the_oldest_dropped(tmp_path: Path) -> None:
    entries = [{**GOOD, "model": f"m{number}"} for number in range(1_000)]
    entries[7]["since"] = "2025-01-01T00:00:00Z"
    path = tmp_path / "forms.json"
    path.write_text(json.dumps({"format": "panel-forms/1", "models": entries}))
    FormsFile(path).write(A, SCHEMA)
    kept = FormsFile(path).read()
    assert len(kept) == 1_000
    assert A in kept
    assert Served(A.address, "m7") not in kept
