"""What a job puts on its pages beside the takes: requests, and checks on takes of earlier versions."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.cli.conftest import Panel, serving


def test_the_editors_page_has_every_request(panel: Panel, project: Path) -> None:
    panel("review", "alpha.md", "--out", "pages")
    html = (project / "pages" / "alpha.editor.html").read_text("utf-8")
    assert "5 requests on record" in html
    assert html.count("<td>completed</td>") == 5


def test_a_take_that_an_earlier_version_stored_unchecked_is_checked_for_its_page(panel: Panel, project: Path) -> None:
    panel("review", "alpha.md", "--out", "pages")
    with closing(sqlite3.connect(project / "runs" / "panel.db")) as connection:
        for at, line in connection.execute("select id, take from takes").fetchall():
            take = json.loads(line) | {"text": "I have used it for a week and I tested the search.", "findings": []}
            connection.execute("update takes set take = ? where id = ?", (json.dumps(take), at))
        connection.commit()
    said = panel("review", "alpha.md", "--out", "pages")
    assert "Draft: builder on alpha: The text claims that somebody used the tool" in said.err
    assert "Next: read pages/alpha.editor.html, then panel hold alpha builder --reason TEXT" in said.err
    assert "draft: true" in (project / "pages" / "alpha.md").read_text("utf-8")
    assert "hard_findings" in json.loads(panel("export").out)["verdicts"][0]["flags"]


def test_a_page_on_which_nothing_counts_is_said_to_be_a_draft(panel: Panel) -> None:
    said = panel("review", "alpha.md")
    for persona in ("builder", "skeptic", "futurist", "founder"):
        panel("hold", "alpha", persona, "--reason", "Not now")
    said = panel("review", "alpha.md")
    assert "Draft: no take on Alpha counts yet." in said.err
    assert "Next: panel tools show alpha" in said.err


def test_a_withheld_take_is_named_on_the_next_run(panel: Panel) -> None:
    panel("review", "alpha.md")
    panel("hold", "alpha", "skeptic", "--reason", "Says nothing")
    assert "Withheld: skeptic on alpha (Says nothing)" in panel("review", "alpha.md").err


def test_what_is_withheld_is_said_once_however_many_takes_it_is(panel: Panel) -> None:
    with serving(SimulatedOpenRouter()) as server:
        seats = ("--persona", "skeptic", "--samples", "3", "--model", "simulated/model", "--model", "simulated/small")
        command = ("review", "alpha.md", *seats, "--base-url", server.base_url)
        panel(*command)
        assert server.bill.completions == 6
        panel("hold", "alpha", "skeptic", "--reason", "Says nothing")
        assert panel(*command).err.count("Withheld: skeptic on alpha (Says nothing)") == 1


def test_every_format_that_is_named_is_printed(panel: Panel) -> None:
    said = panel("review", "alpha.md", "--format", "md", "--format", "json").out
    assert said.startswith("---\ntitle:")
    assert said.rstrip().endswith("}")
