"""A run that is stopped: how it exits, and that what was answered is stored and not asked again."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from panel.testing.answers import an_answer
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, says, slow
from tests.cli.children import running
from tests.cli.conftest import Panel, serving


def only_the_builder_answers(body: dict[str, object]) -> Reply:
    """An answer at once for the Builder, and none for anybody else while a test lasts."""
    answer = says(an_answer(score=77))
    return answer if "(builder)" in json.dumps(body) else slow(answer, 60)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_keeps_what_was_answered(panel: Panel, project: Path, number: signal.Signals, code: int) -> None:
    with serving(SimulatedEndpoint(only_the_builder_answers)) as endpoint:
        command = ("review", "alpha.md", "--model", "m", "--base-url", endpoint.base_url)
        with running(project, command) as child:
            child.heard("77 ship")
            child.interrupted(number)
            ended, out, rest = child.ended()
    assert ended == code, rest
    assert "the same command goes on from there" in rest
    assert "Traceback" not in rest
    assert out == ""
    assert json.loads(panel("runs", "--json").out)["runs"][0]["finished_at"] is not None
    takes = json.loads(panel("export").out)["takes"]
    assert [(take["persona"], take["score"]) for take in takes if take["status"] == "ok"] == [("builder", 77)]
    assert {take["reason"].partition(":")[0] for take in takes if take["status"] == "failed"} == {"stopped"}
