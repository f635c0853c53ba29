"""The whole panel on a real server with a model that is far too small for it: every seat ends, and says how."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from panel.errors import OF_ANSWERS
from tests.local.conftest import MODEL, RealServer

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "examples" / "tools" / "uv.md"
LONGEST = 900
"""Seconds after which a review counts as hanging; one takes two to five minutes on two cores."""

FIVE = {"builder", "skeptic", "futurist", "founder", "creator"}
CAUSES = {cause.value for cause in OF_ANSWERS} | {"timed_out"}


@dataclass(frozen=True)
class Reviewed:
    """What a review wrote, and how it ended. ``page`` is the editor's: readers are told of no fault."""

    process: subprocess.CompletedProcess[str]
    takes: list[dict[str, Any]]
    page: str
    folder: Path


def panel(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the panel with a home of its own."""
    own = {"XDG_CACHE_HOME": str(folder / "cache"), "XDG_CONFIG_HOME": str(folder / "config"), "PYTHONPATH": str(ROOT)}
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENROUTER_"))}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "panel", *arguments],
        env={**bare, **own, "PANEL_MAX_TOKENS": "300"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


@pytest.fixture(scope="module")
def reviewed(real_server: RealServer, tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    """One tool before all five personas."""
    folder = tmp_path_factory.mktemp("review")
    where = ("--store", str(folder / "panel.db"), "--out", str(folder / "out"))
    asked = ("--model", MODEL, "--base-url", real_server.base_url, "--concurrency", "2")
    process = panel(folder, "review", str(TOOL), *asked, *where)
    sys.stdout.write(process.stderr)
    takes = json.loads((folder / "out" / "uv.json").read_text())["takes"]
    page = html.unescape((folder / "out" / "uv.editor.html").read_text())
    return Reviewed(process, takes, page, folder)


def test_it_ends_as_it_should(reviewed: Reviewed) -> None:
    failed = [take for take in reviewed.takes if take["status"] == "failed"]
    assert reviewed.process.returncode == (1 if failed else 0)
    assert "Traceback" not in reviewed.process.stderr + reviewed.process.stdout
    assert "Warning" not in reviewed.process.stderr


def test_every_seat_is_a_take_an_abstention_or_a_failure_of_its_answer(reviewed: Reviewed) -> None:
    assert Counter(take["persona"] for take in reviewed.takes) == Counter(FIVE)
    for take in reviewed.takes:
        if take["status"] == "ok":
            assert take["decision"] in ("ship", "skip")
            assert 0 <= take["score"] <= 100
            assert take["text"].strip()
        elif take["status"] == "abstained":
            assert take["reason"] in ("off_lens", "thin_dossier", "no_take")
        else:
            assert take["status"] == "failed"
            assert take["reason"].partition(":")[0] in CAUSES


def test_every_failure_is_on_the_editors_page_with_its_cause(reviewed: Reviewed) -> None:
    for take in reviewed.takes:
        if take["status"] == "failed":
            assert take["reason"] in reviewed.page


def test_what_was_asked_is_counted_and_nothing_is_said_to_have_a_cost(reviewed: Reviewed) -> None:
    # A first attempt and three re-asks at most; the first seat also tries the forms, of which there are four.
    assert all(1 <= take["attempts"] <= 4 + 3 for take in reviewed.takes)
    assert all(take["usage"]["prompt_tokens"] > 0 for take in reviewed.takes)
    assert {take["cost_usd"] for take in reviewed.takes} <= {None, "0"}


def test_the_form_that_it_takes_was_found_out_once(reviewed: Reviewed, real_server: RealServer) -> None:
    (known,) = json.loads((reviewed.folder / "cache" / "panel-review" / "forms.json").read_text())["models"]
    assert (known["address"], known["model"]) == (real_server.base_url, MODEL)
    assert known["form"] in ("json_object_schema", "json_object")
    # It answers 500 to a schema of OpenAI's kind, and is asked that once.
    assert real_server.log.read_text(errors="replace").count(" 500 ") == 1


def test_doctor_counts_what_it_answers_at_a_time(reviewed: Reviewed, real_server: RealServer) -> None:
    told = panel(reviewed.folder, "doctor", "--model", MODEL, "--base-url", real_server.base_url, "--json")
    (model,) = json.loads(told.stdout)["models"]
    # It has a lock around its one context; how that shows in eight calls at once is its own affair.
    assert 1 <= model["at_a_time"] <= 8
    assert model["form"] in ("json_object_schema", "json_object")
