"""The library, as somebody's program would use it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import panel  # noqa: ICN001 - this panel is ours
from panel.engine.progress import Asking, Event, Planned, Settled
from panel.library.shelves import shelf
from tests.builders import a_persona

TOOL = "---\nname: {name}\npricing: Free\npricing_model: free\n---\n{name} keeps notes in plain files. It runs offline."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two tool files, and an environment without keys or settings."""
    for name in [name for name in os.environ if name.startswith("PANEL_") or name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("Alpha", "Beta"):
        (tmp_path / f"{name.lower()}.md").write_text(TOOL.format(name=name), "utf-8")
    return tmp_path


async def test_a_review_gives_verdicts_pages_and_the_document(folder: Path) -> None:
    outcome = await panel.review([folder / "alpha.md"], folder=folder, model=["offline/rubric"])
    assert outcome.exit_code == 0
    assert [verdict.tool for verdict in outcome.verdicts] == ["alpha"]
    assert len(outcome.document.takes) == 5
    assert outcome.printed("text").startswith("A\n\n")
    assert {path.name for path in outcome.written} == {
        "alpha.txt",
        "alpha.md",
        "alpha.html",
        "alpha.json",
        "alpha.editor.html",
    }


async def test_a_comparison_holds_both_verdicts(folder: Path) -> None:
    outcome = await panel.compare(folder / "alpha.md", folder / "beta.md", folder=folder, model=["offline/rubric"])
    assert outcome.comparison is not None
    assert (outcome.comparison.a.tool, outcome.comparison.b.tool) == ("alpha", "beta")


def test_the_plain_twins_need_no_event_loop(folder: Path) -> None:
    reviewed = panel.review_sync([folder / "alpha.md"], folder=folder, model=["offline/rubric"], persona=["builder"])
    compared = panel.compare_sync("alpha", folder / "beta.md", folder=folder)
    assert reviewed.asked.asked == 1
    assert compared.comparison is not None


async def test_a_mistake_is_raised_for_the_caller(folder: Path) -> None:
    with pytest.raises(panel.Mistake, match="no such file"):
        await panel.review([folder / "gone.md"], folder=folder)


async def test_progress_and_announcements_are_handed_to_the_caller(folder: Path) -> None:
    events: list[Event] = []
    said: list[str] = []
    await panel.review([folder / "alpha.md"], folder=folder, progress=events.append, announce=said.append)
    assert events[0] == Planned(5, 0)
    assert sum(isinstance(event, Asking) for event in events) == 5
    assert sum(isinstance(event, Settled) for event in events) == 5
    assert any("rules rather than a language model" in sentence for sentence in said)


def test_nothing_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel.review_sync([folder / "alpha.md"], folder=folder)
    assert capsys.readouterr() == ("", "")


def test_the_rules_takes_on_the_bundled_examples_have_no_finding(folder: Path) -> None:
    examples = sorted((shelf("examples") / "tools").glob("*.md"))
    outcome = panel.review_sync(examples, folder=folder, model=["offline/rubric"])
    takes = outcome.document.takes
    assert (len(takes), [take.text for take in takes].count(None)) == (5 * len(examples), 0)
    assert {finding for take in takes for finding in take.findings} == set()


def test_what_the_checks_find_is_stored_with_the_take(folder: Path) -> None:
    (folder / "personas").mkdir()
    strict = a_persona(id="strict", ban={"patterns": [r"\w+"]}).model_dump(mode="json")
    (folder / "personas" / "strict.yaml").write_text(json.dumps(strict), "utf-8")
    for _ in range(2):
        outcome = panel.review_sync([folder / "alpha.md"], folder=folder, model=["offline/rubric"], persona=["strict"])
        (take,) = outcome.document.takes
        assert "banned_phrase" in {finding.code for finding in take.findings}
