"""A review on servers of one's own: whatever they send, every seat ends, and the editor's page says why one failed."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from panel.testing.answers import an_answer
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.local_servers import (
    MODEL,
    formless_server,
    json_object_server,
    llama_cpp_python,
    llama_server,
    local_says,
)
from panel.testing.replies import Reply
from tests.cli.conftest import Panel, serving

ANSWER = an_answer(score=72)


def reviewed(panel: Panel, project: Path, reply: Reply) -> tuple[list[dict[str, Any]], str, int]:
    """The takes of one seat, the editor's page, and how many requests they took."""
    with serving(llama_server(reply)) as server:
        panel(
            "review",
            "alpha.md",
            "--model",
            MODEL,
            "--persona",
            "builder",
            "--base-url",
            server.base_url,
            "--out",
            "out",
        )
    takes = json.loads((project / "out" / "alpha.json").read_text())["takes"]
    return takes, html.unescape((project / "out" / "alpha.editor.html").read_text()), len(server.requests)


@pytest.mark.parametrize(
    ("reply", "cause", "requests"),
    [
        (local_says(None, reasoning=ANSWER), "blank: nothing in it", 4),
        (local_says("", reasoning_content=ANSWER), "blank: nothing in it", 4),
        (local_says(f"<think>{ANSWER}</think>"), "blank: nothing after the thinking", 4),
        (local_says("ship ship ship", finish_reason="length"), "cut_off: the answer reached its length limit", 4),
        (local_says("\n" * 5_000, finish_reason="length"), "cut_off: the answer reached its length limit", 4),
        (local_says("It is nice."), "no_object: no JSON object: It is nice.", 4),
        (local_says(an_answer(score=20, decision="ship")), "contradiction: ship with 20, and ships are from 60", 2),
    ],
)
def test_an_answer_that_stays_unusable_is_asked_for_again_and_fails_with_its_cause(
    panel: Panel, project: Path, reply: Reply, cause: str, requests: int
) -> None:
    (take,), page, asked = reviewed(panel, project, reply)
    assert (take["status"], take["reason"], asked) == ("failed", cause, requests)
    assert cause in page
    assert take["cost_usd"] is None


@pytest.mark.parametrize("content", [f"<think>Hm.</think>{ANSWER}", f"Hm.</think>\n{ANSWER}", ANSWER])
def test_thinking_before_the_answer_costs_no_further_request(panel: Panel, project: Path, content: str) -> None:
    (take,), _, asked = reviewed(panel, project, local_says(content))
    assert (take["status"], take["score"], asked) == ("ok", 72, 1)


@pytest.mark.parametrize(
    ("server", "tries"), [(llama_server, 0), (llama_cpp_python, 1), (json_object_server, 2), (formless_server, 3)]
)
def test_a_server_is_tried_once_and_the_next_run_knows_what_it_takes(
    panel: Panel, server: Callable[[], SimulatedEndpoint], tries: int
) -> None:
    with serving(server()) as simulated:
        asked = ("--model", MODEL, "--base-url", simulated.base_url)
        assert panel("review", "alpha.md", *asked).code == 0
        assert len(simulated.requests) == 5 + tries
        assert panel("review", "beta.md", *asked).code == 0
        assert len(simulated.requests) == 10 + tries
