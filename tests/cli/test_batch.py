"""``panel batch``, from the command line to its files, its log and what is shown of its run."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from panel.testing.answers import an_answer
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, says, slow, status
from tests.cli.children import running
from tests.cli.conftest import Panel, serving

KEY = "sk-or-v1-0123456789abcdef0123456789abcdef"
RULES = ("--model", "offline/rubric", "--out", "nightly")
ABOUT = "It keeps notes in plain files, runs offline and needs no account."


def a_feed(project: Path, names: Iterable[str], *lines: str) -> str:
    """A feed of tools by these names, and whatever other lines."""
    rows = [
        json.dumps({"name": name, "url": f"https://{name.lower()}.example", "description": ABOUT}) for name in names
    ]
    (project / "feed.jsonl").write_text("\n".join([*rows, *lines]) + "\n", "utf-8")
    return "feed.jsonl"


def events(path: Path) -> list[dict[str, Any]]:
    """The lines of a log."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def shown(panel: Panel) -> dict[str, Any]:
    """The newest run in full."""
    run = json.loads(panel("runs", "--json").out)["runs"][0]["id"]
    whole: dict[str, Any] = json.loads(panel("runs", "show", run, "--json").out)
    return whole


def test_a_feed_is_scored_and_what_it_came_to_is_the_result(panel: Panel, project: Path) -> None:
    said = panel("batch", a_feed(project, ["Alpha", "Beta"], "{broken"), *RULES, "--log", "log")
    # Two tools of five seats, and a row that is none.
    assert said.code == 1
    assert "cells     10: " in said.out
    assert "2 tools, 10 cells: 0 stored, 10 to ask" in said.err
    assert "10 of 10 cells (100%)" in said.err
    assert json.loads((project / "nightly" / "summary.json").read_text("utf-8"))["rejected"] == 1
    assert len((project / "nightly" / "takes.jsonl").read_text("utf-8").splitlines()) == 10


def test_the_log_names_the_run_in_every_line(panel: Panel, project: Path) -> None:
    panel("batch", a_feed(project, ["Alpha"]), *RULES, "--log", "log")
    lines = events(project / "log")
    assert [line["event"] for line in lines] == ["planned", *["settled"] * 5, "finished"]
    assert {line["run"] for line in lines} == {shown(panel)["run"]["id"]}
    assert (lines[-1]["exit_code"], lines[-1]["asked"]) == (0, 5)


def test_the_same_command_again_asks_nothing(panel: Panel, project: Path) -> None:
    feed = a_feed(project, ["Alpha", "Beta"])
    panel("batch", feed, *RULES)
    said = panel("batch", feed, *RULES)
    assert said.code == 0
    assert "2 tools, 10 cells: 10 stored, 0 to ask" in said.err
    assert "10 of 10 cells (100%); 2 of 2 tools; 0 failed in this run" in said.err
    a_feed(project, ["Alpha", "Beta", "Gamma"])
    said = panel("batch", feed, *RULES)
    assert "3 tools, 15 cells: 10 stored, 5 to ask" in said.err
    assert "15 of 15 cells (100%)" in said.err.splitlines()[-3]
    assert "3 of 3 tools" in said.err


def test_a_run_is_shown_with_what_it_did(panel: Panel, project: Path) -> None:
    panel("batch", a_feed(project, ["Alpha", "Beta"], "{broken"), *RULES)
    whole = shown(panel)
    assert whole["run"]["feeds"] == ["feed.jsonl"]
    assert whole["run"]["ending"] | {"saved_usd": None} == {
        "outcome": "finished",
        "tools": 2,
        "rejected": 1,
        "unread": 0,
        "reused": 0,
        "unasked": 0,
        "saved_usd": None,
        "why": None,
    }
    (model,) = whole["details"]["models"]
    assert (model["model"], model["attempts"]) == ("offline:offline/rubric", 10)


def test_json_is_the_summary_as_the_file_has_it(panel: Panel, project: Path) -> None:
    said = panel("batch", a_feed(project, ["Alpha"]), *RULES, "--json")
    assert json.loads(said.out) == json.loads((project / "nightly" / "summary.json").read_text("utf-8"))


def test_a_dry_run_prints_the_plan_and_leaves_nothing(panel: Panel, project: Path) -> None:
    feed = a_feed(project, ["Alpha"], "{broken")
    said = panel("batch", feed, "--model", "offline/rubric", "--dry-run", "--log", "log")
    assert said.code == 0
    assert "row 2" in said.out
    assert "to ask  5, costs nothing" in said.out
    assert sorted(path.name for path in project.iterdir()) == ["alpha.md", "beta.md", "feed.jsonl"]
    plan = json.loads(panel("batch", feed, "--model", "offline/rubric", "--dry-run", "--json").out)
    assert (plan["cells"], plan["to_ask"], plan["rejected"]) == (5, 5, 1)


def test_without_a_model_it_says_how_to_name_one(panel: Panel, project: Path) -> None:
    said = panel("batch", a_feed(project, ["Alpha"]), "--out", "nightly")
    assert (said.code, said.out) == (2, "")
    assert "--model" in said.err


def test_a_log_that_cannot_be_written_stops_it_before_anything_is_asked(panel: Panel, project: Path) -> None:
    said = panel("batch", a_feed(project, ["Alpha"]), *RULES, "--log", "gone/log")
    assert (said.code, said.out) == (5, "")
    assert "--log FILE" in said.err
    assert not (project / "runs").exists()


def test_a_key_that_an_endpoint_repeats_is_nowhere(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with serving(SimulatedEndpoint()) as endpoint:
        endpoint.will_answer(status(400, {"message": f"the key {KEY} may not do this", "code": 400}))
        asking = ("--model", "a/b", "--base-url", endpoint.base_url, "--out", "nightly", "--log", "log", "-v")
        said = panel("batch", a_feed(project, ["Alpha"]), *asking)
    assert said.code == 3
    assert "request_rejected" in said.err
    files = [path.read_bytes() for path in project.rglob("*") if path.is_file()]
    for text in (said.out.encode(), said.err.encode(), *files):
        assert b"0123456789abcdef" not in text


def only_the_builder_answers(body: dict[str, object]) -> Reply:
    """An answer at once for the Builder, and none for anybody else while a test lasts."""
    answer = says(an_answer(score=77))
    return answer if "(builder)" in json.dumps(body) else slow(answer, 60)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_batch_keeps_what_was_answered(
    panel: Panel, project: Path, number: signal.Signals, code: int
) -> None:
    feed = a_feed(project, ["Alpha"])
    with serving(SimulatedEndpoint(only_the_builder_answers)) as endpoint:
        asking = ("--model", "m", "--base-url", endpoint.base_url, "--out", "nightly", "--log", "log")
        with running(project, ("batch", feed, *asking)) as child:
            child.wrote(project / "log", '"settled"')
            child.interrupted(number)
            ended, out, err = child.ended()
    assert (ended, out) == (code, "")
    assert "the same command goes on from there" in err
    assert (events(project / "log")[-1]["event"], events(project / "log")[-1]["exit_code"]) == ("stopped", code)
    takes = json.loads(panel("export").out)["takes"]
    assert [take["persona"] for take in takes if take["status"] == "ok"] == ["builder"]


def test_a_killed_batch_is_shown_with_what_was_in_flight(panel: Panel, project: Path) -> None:
    feed = a_feed(project, ["Alpha"])
    with serving(SimulatedEndpoint(only_the_builder_answers)) as endpoint:
        asking = ("--model", "m", "--base-url", endpoint.base_url, "--out", "nightly", "--log", "log")
        with running(project, ("batch", feed, *asking)) as child:
            child.reached(lambda: len(endpoint.requests) == 5, "asked all five")
            child.wrote(project / "log", '"settled"')
            child.interrupted(signal.SIGKILL)
            child.ended()
    whole = shown(panel)
    assert (whole["run"]["finished_at"], whole["details"]["in_flight"]) == (None, 4)
