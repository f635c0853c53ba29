"""Holding and releasing a take, as an editor does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Panel

REASON = "Quotes a price that nobody stated"


def reviewed(panel: Panel) -> str:
    said = panel("review", "alpha.md", "--out", "pages")
    assert said.code == 0
    return said.out


def verdict_of(panel: Panel) -> dict[str, int]:
    document = json.loads(panel("review", "alpha.md", "--out", "pages", "--json").out)
    return {name: document["verdicts"][0][name] for name in ("ship", "skip")}


def test_a_held_take_leaves_page_and_verdict_and_comes_back_when_released(panel: Panel) -> None:
    before = reviewed(panel)
    whole = verdict_of(panel)
    said = panel("hold", "alpha", "skeptic", "--reason", REASON)
    assert said.code == 0
    assert f"skeptic on alpha is withheld: {REASON}" in said.out
    assert "Skeptic" not in reviewed(panel).partition("What this rests on")[0]
    assert sum(verdict_of(panel).values()) == sum(whole.values()) - 1
    assert panel("release", "alpha", "skeptic", "--reason", "The price is stated now").code == 0
    assert reviewed(panel) == before


def test_nothing_is_asked_again_because_of_a_hold(panel: Panel) -> None:
    reviewed(panel)
    panel("hold", "alpha", "skeptic", "--reason", REASON)
    assert "5 stored, 0 to ask" in panel("review", "alpha.md", "--out", "pages").err


def test_reasons_are_on_the_editors_page_and_in_json_but_not_on_the_readers(panel: Panel, project: Path) -> None:
    reviewed(panel)
    panel("hold", "alpha", "skeptic", "--reason", REASON)
    document = json.loads(panel("review", "alpha.md", "--out", "pages", "--json").out)
    held = [(one["persona"], one["action"], one["reason"]) for one in document["holds"]]
    assert held == [("skeptic", "hold", REASON)]
    withheld = [(one["persona"], one["reason"]) for one in document["takes"] if one["status"] == "withheld"]
    assert withheld == [("skeptic", REASON)]
    assert REASON in (project / "pages" / "alpha.editor.html").read_text("utf-8")
    assert REASON not in (project / "pages" / "alpha.html").read_text("utf-8")
    assert REASON not in (project / "pages" / "alpha.md").read_text("utf-8")


def test_tools_show_what_is_held_and_count_without_it(panel: Panel) -> None:
    reviewed(panel)
    before = verdict_of(panel)
    panel("hold", "alpha", "skeptic", "--reason", REASON)
    after = verdict_of(panel)
    assert after != before
    assert f"{after['ship']} ship / {after['skip']} skip" in panel("tools").out
    shown = panel("tools", "show", "alpha").out
    assert f"skeptic  hold  {REASON}" in shown


def test_a_second_hold_gives_another_reason(panel: Panel) -> None:
    reviewed(panel)
    panel("hold", "alpha", "skeptic", "--reason", REASON)
    assert "skeptic on alpha stays withheld" in panel("hold", "alpha", "skeptic", "--reason", "Out of date").out
    takes = json.loads(panel("review", "alpha.md", "--json").out)["takes"]
    assert [one["reason"] for one in takes if one["status"] == "withheld"] == ["Out of date"]


def test_an_export_says_what_is_held_and_an_import_does_not_take_it_over(panel: Panel, project: Path) -> None:
    reviewed(panel)
    panel("hold", "alpha", "skeptic", "--reason", REASON)
    (project / "all.json").write_text(panel("export").out, "utf-8")
    again = panel("import", "all.json")
    assert "5 unchanged" in again.out
    said = panel("import", "all.json", "--store", "other.db")
    assert "Warning: holds: decisions made elsewhere are not taken over" in said.err
    assert json.loads(panel("export", "--store", "other.db").out)["holds"] == []
    assert panel("release", "alpha", "skeptic", "--reason", "Checked", "--store", "other.db").code == 0
    takes = json.loads(panel("export", "--store", "other.db").out)["takes"]
    assert {one["status"] for one in takes if one["persona"] == "skeptic"} == {"ok"}


def test_json_is_the_decision(panel: Panel) -> None:
    reviewed(panel)
    made = json.loads(panel("hold", "alpha", "skeptic", "--reason", REASON, "--json").out)
    assert (made["tool"], made["persona"], made["action"], made["reason"]) == ("alpha", "skeptic", "hold", REASON)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("hold", "alpha", "skeptic"), "Missing option '--reason'"),
        (("hold", "alpha", "skeptic", "--reason", " \n\u200b"), "--reason: say why"),
        (("hold", "alpha", "skeptic", "--reason", "x" * 1_001), "--reason: over 1,000 characters"),
        (("hold", "alpa", "skeptic", "--reason", REASON), "did you mean alpha?"),
        (("hold", "alpha", "Skeptik", "--reason", REASON), "did you mean skeptic?"),
        (("hold", "alpha", "zzz", "--reason", REASON), "there are builder, skeptic, futurist, founder, creator"),
        (("release", "alpha", "skeptic", "--reason", REASON), "nothing of skeptic on alpha is withheld"),
    ],
)
def test_what_cannot_be_is_refused_with_the_fix(panel: Panel, arguments: tuple[str, ...], complaint: str) -> None:
    reviewed(panel)
    said = panel(*arguments)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err


def test_without_a_store_there_is_nothing_to_hold_and_none_is_made(panel: Panel, project: Path) -> None:
    said = panel("hold", "alpha", "skeptic", "--reason", REASON)
    assert (said.code, "no store at" in said.err) == (2, True)
    assert not (project / "runs").exists()


def test_a_reason_cannot_steer_a_terminal(panel: Panel) -> None:
    reviewed(panel)
    said = panel("hold", "alpha", "skeptic", "--reason", "bad\x1b[2J\u202e <b>thing</b>")
    assert "is withheld: bad[2J <b>thing</b>" in said.out
