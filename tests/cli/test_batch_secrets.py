"""Secrets in a batch: keys, and tokens in the addresses of feeds, are nowhere that it prints, writes or stores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import raw, redirect, status
from tests.cli.conftest import Panel, serving
from tests.cli.test_batch import ABOUT, RULES, a_feed

TOKEN = "canary4token5feed6"
KEY = f"sk-or-v1-{'canary7key8' * 4}"
CANARY = b"canary"
GOOD = json.dumps({"name": "Alpha", "description": ABOUT}).encode() + b"\n"


def server() -> SimulatedEndpoint:
    """Feeds, one of them elsewhere and one out of order, and a model that repeats its key now and then."""
    refused = status(401, {"message": f"no such key: {KEY}", "code": 401})
    pages = {
        "/feed": raw(GOOD, content_type="application/x-ndjson"),
        "/moved": redirect(f"/feed?token={TOKEN}", code=301),
        "/broken": raw(f"token={TOKEN} is not known".encode(), code=500),
        "/page": raw(f"<html>?token={TOKEN}".encode(), content_type="text/html"),
    }
    return SimulatedEndpoint(refused, pages=pages)


@pytest.mark.parametrize("flags", [("-q",), (), ("-v",), ("--json",), ("--dry-run",)])
@pytest.mark.parametrize("paths", [("feed", "moved", "broken", "page"), ("broken",)])
def test_no_secret_is_anywhere(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch, paths: tuple[str, ...], flags: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with serving(server()) as endpoint:
        root = endpoint.base_url.removesuffix("/v1")
        feeds = [f"{root}/{path}?token={TOKEN}&x=1" for path in paths]
        asking = ("--model", "a/b", "--base-url", endpoint.base_url, "--out", "nightly", "--log", "log", "--html")
        said = panel("batch", *feeds, *asking, "--parquet", *flags)
        if len(paths) > 1 and "--dry-run" not in flags:
            assert endpoint.requests[0].headers["authorization"] == f"Bearer {KEY}"
            assert (project / "nightly" / "summary.json").exists()
    everything = [said.out, said.err, panel("runs", "--json").out, panel("export").out]
    for text in (*(one.encode() for one in everything), *(path.read_bytes() for path in written(project))):
        assert CANARY not in text


@pytest.mark.parametrize(
    "flag", ["--model", "--persona", "--budget", "--rate", "--max-wait", "--column", "--feed-format"]
)
def test_a_key_in_the_place_of_a_value_is_not_repeated(panel: Panel, project: Path, flag: str) -> None:
    said = panel("batch", a_feed(project, ["Alpha"]), *RULES, flag, KEY)
    assert (said.code, said.out) == (2, "")
    assert KEY[:20] not in said.err


def test_a_key_in_a_setting_is_not_repeated(panel: Panel, project: Path) -> None:
    (project / "panel.toml").write_text(f'budget = "{KEY}"\n')
    said = panel("batch", a_feed(project, ["Alpha"]), *RULES)
    assert (said.code, "budget: '[redacted]' is no sum of US dollars" in said.err) == (2, True), said.err


def written(project: Path) -> list[Path]:
    """Every file that there is, what is remembered of feeds among them, but not what these held."""
    return [path for path in project.parent.rglob("*") if path.is_file() and path.suffix != ".body"]
