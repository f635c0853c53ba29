"""Reviewing and comparing against an endpoint on loopback, and with the offline rules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from panel.testing.answers import an_answer
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, redirect, says, status
from tests.cli.conftest import Panel, serving

KEY = "sk-or-v1-canary0123456789abcdef"
TWO_MODELS = ("--model", "a/b", "--model", "c/d")


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedEndpoint]:
    """An endpoint that answers every prompt, in PANEL_BASE_URL, with a key in the environment."""
    with serving(SimulatedEndpoint()) as simulated:
        monkeypatch.setenv("PANEL_BASE_URL", simulated.base_url)
        monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
        yield simulated


def everything_in(folder: Path) -> bytes:
    """The bytes of every file under a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_two_models_are_asked_for_ten_seats_and_a_second_run_sends_nothing(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint
) -> None:
    first = panel("review", "alpha.md", *TWO_MODELS)
    assert first.code == 0
    assert len(endpoint.requests) == 10
    assert {request.body["model"] for request in endpoint.requests} == {"a/b", "c/d"}
    assert all(request.headers["authorization"] == f"Bearer {KEY}" for request in endpoint.requests)
    assert "a/b" in first.out
    assert "c/d" in first.out
    second = panel("review", "alpha.md", *TWO_MODELS)
    assert second.code == 0
    assert second.out == first.out
    assert len(endpoint.requests) == 10
    assert "10 stored, 0 to ask" in second.err
    del project


@pytest.mark.parametrize("loudness", [(), ("-v",), ("-q",), ("--dry-run",), ("--json",)])
def test_the_key_is_nowhere_but_in_the_request(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint, loudness: tuple[str, ...]
) -> None:
    del endpoint
    said = panel("review", "alpha.md", *TWO_MODELS, *loudness)
    exported = panel("export").out if (project / "runs").exists() else ""
    assert KEY not in said.out + said.err + exported
    assert KEY.encode() not in everything_in(project)


def test_a_server_that_echoes_the_key_does_not_get_it_stored(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = status(401, {"message": f"bad key {KEY} in Authorization: Bearer {KEY}", "code": 401})
    with serving(SimulatedEndpoint(echo)) as simulated:
        monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
        said = panel("review", "alpha.md", "--base-url", simulated.base_url, "--model", "a/b", "-v")
    assert said.code == 3
    assert "key_rejected" in said.err
    assert "check the key" in said.err
    assert said.out == ""
    assert KEY not in said.err
    assert KEY.encode() not in everything_in(project)


def test_a_project_file_that_sends_openrouter_elsewhere_is_refused_the_key(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with serving(SimulatedEndpoint()) as simulated:
        for model, text in (
            ("a/b", f'base_url = "{simulated.base_url}"\n'),
            ("a/b", f'[endpoints.openrouter]\nbase_url = "{simulated.base_url}"\n'),
            ("mine:a/b", f'[endpoints.mine]\nbase_url = "{simulated.base_url}"\nkey_env = "OPENROUTER_API_KEY"\n'),
        ):
            (project / "panel.toml").write_text(text)
            said = panel("review", "alpha.md", "--model", model)
            assert said.code == 2
            assert "PANEL_BASE_URL" in said.err
            assert KEY not in said.err
        assert simulated.requests == []


def test_a_project_file_cannot_stop_what_needs_no_key(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    (project / "panel.toml").write_text('base_url = "http://127.0.0.1:9/v1"\n')
    assert panel("demo").code == 0
    assert panel("review", "alpha.md", "--model", "offline/rubric").code == 0


def test_a_redirect_is_not_followed_with_the_key(panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with (
        serving(SimulatedEndpoint()) as elsewhere,
        serving(SimulatedEndpoint(redirect(f"{elsewhere.base_url}/chat/completions"))) as simulated,
    ):
        said = panel("review", "alpha.md", "--base-url", simulated.base_url, "--model", "a/b")
        assert elsewhere.requests == []
    assert said.code == 3
    assert "redirect" in said.err
    del project


def test_editing_one_persona_asks_that_persona_alone(panel: Panel, project: Path, endpoint: SimulatedEndpoint) -> None:
    from panel.library.shelves import shelf

    assert panel("review", "alpha.md", "--model", "a/b").code == 0
    text = (shelf("personas") / "skeptic.yaml").read_text("utf-8")
    (project / "personas").mkdir()
    (project / "personas" / "skeptic.yaml").write_text(text.replace("version: ", "version: 9"), "utf-8")
    assert panel("review", "alpha.md", "--model", "a/b").code == 0
    assert len(endpoint.requests) == 6
    assert "(skeptic)" in json.dumps(endpoint.requests[-1].body)


AUDITOR = """id: auditor
name: Auditor
version: 1
motto: Show the ledger.
question: Could every figure be traced to where it came from?
criteria:
  - {id: figures_sourced, ask: "Does every figure have a source?", yes_is: ship}
  - {id: terms_dated, ask: "Are the terms dated?", yes_is: ship}
  - {id: logs_kept, ask: "Does it keep a log of what it did?", yes_is: ship}
  - {id: figures_differ, ask: "Do two figures contradict each other?", yes_is: skip}
  - {id: source_is_vendor, ask: "Is the vendor the only source?", yes_is: skip}
earns_ship: [figures that can be traced]
earns_skip: [figures from nowhere]
not_my_job: [looks]
voice: {stance: exact, sentences: short}
moves:
  - {name: trace, does: traces one figure}
"""


def test_a_seat_of_the_projects_own_is_asked_too(panel: Panel, project: Path, endpoint: SimulatedEndpoint) -> None:
    (project / "personas").mkdir()
    (project / "personas" / "auditor.yaml").write_text(AUDITOR, "utf-8")
    said = panel("review", "alpha.md", "--model", "a/b")
    assert said.code == 0, said.err
    assert len(endpoint.requests) == 6
    assert said.out.index("Creator\n") < said.out.index("Auditor\n")


def test_an_answer_that_cannot_be_read_is_asked_again(panel: Panel, project: Path) -> None:
    replies = [says("not json"), says(an_answer(score=77))]
    with serving(SimulatedEndpoint(*replies)) as simulated:
        said = panel("review", "alpha.md", "--base-url", simulated.base_url, "--model", "m", "--persona", "builder")
        assert said.code == 0
        assert "77/100 · ship" in said.out
        first, again = (request.body["messages"][-1]["content"] for request in simulated.requests)
        assert again.startswith(first)
        assert "77" not in again.removeprefix(first)
    del project


def test_a_failed_seat_leaves_the_others_and_exits_1(panel: Panel, project: Path) -> None:
    def reply(body: dict[str, object]) -> Reply:
        return says("no") if "(skeptic)" in json.dumps(body) else says(an_answer(score=77))

    with serving(SimulatedEndpoint(reply)) as simulated:
        said = panel("review", "alpha.md", "--base-url", simulated.base_url, "--model", "m")
    assert said.code == 1
    assert "skeptic" in said.err
    assert "no_object" in said.err
    assert "Ship · 4 ship / 0 skip" in said.out
    del project


def test_dry_run_prints_each_message_and_sends_and_stores_nothing(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint
) -> None:
    said = panel("review", "alpha.md", *TWO_MODELS, "--dry-run")
    assert said.code == 0
    assert said.out.count("--- system") == 10
    assert said.out.count("--- user") == 10
    assert "10 to ask, price unknown" in said.out
    assert endpoint.requests == []
    assert not (project / "runs").exists()


def test_fresh_asks_again_and_deletes_nothing(panel: Panel, project: Path, endpoint: SimulatedEndpoint) -> None:
    assert panel("review", "alpha.md", "--model", "a/b").code == 0
    assert panel("review", "alpha.md", "--model", "a/b", "--fresh").code == 0
    assert len(endpoint.requests) == 10
    assert len(json.loads(panel("export").out)["takes"]) == 10
    del project


def test_compare_asks_only_for_the_tool_without_takes(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert panel("review", "alpha.md", "--model", "a/b").code == 0
    monkeypatch.setenv("PANEL_MODEL", "c/d")
    said = panel("compare", "alpha", "beta.md")
    assert said.code == 0
    assert [request.body["model"] for request in endpoint.requests] == ["a/b"] * 5 + ["c/d"] * 5
    assert panel("compare", "beta", "alpha").code == 0
    assert len(endpoint.requests) == 10
    assert sorted(path.name for path in (project / "runs").glob("*/compare/*.txt")) == ["alpha-vs-beta.txt"] * 2


def test_a_persona_flag_asks_that_seat_and_keeps_the_others_on_the_page(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint
) -> None:
    assert panel("review", "alpha.md", "beta.md", "--model", "a/b").code == 0
    whole = panel("compare", "alpha", "beta").out
    said = panel("compare", "alpha", "beta", "--model", "a/b", "--persona", "skeptic")
    assert said.code == 0
    assert said.out == whole
    assert len(endpoint.requests) == 10
    del project


def test_a_run_that_nobody_answered_takes_nothing_off_the_page(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert panel("review", "alpha.md", "beta.md", "--model", "a/b").code == 0
    before = panel("compare", "alpha", "beta").out
    monkeypatch.setenv("PANEL_BASE_URL", "http://127.0.0.1:9/v1")
    assert panel("review", "alpha.md", "--model", "down/model", "--persona", "builder").code == 3
    assert panel("review", "alpha.md", "--model", "a/b", "--persona", "builder", "--fresh").code == 3
    after = panel("compare", "alpha", "beta")
    assert (after.code, after.out) == (0, before)
    assert len(endpoint.requests) == 10
    del project


def test_an_abstention_is_a_take_and_is_not_asked_about_again(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "thin.md").write_text("---\nname: Thin\n---\nIt is.\n", "utf-8")
    assert panel("review", "thin.md", "alpha.md", "--model", "offline/rubric").code == 0
    monkeypatch.setenv("PANEL_MODEL", "a/b")
    assert panel("compare", "thin", "alpha").code == 0
    assert endpoint.requests == []


def test_without_key_and_model_the_rules_answer_and_say_so(panel: Panel, project: Path) -> None:
    said = panel("review", "alpha.md")
    assert said.code == 0
    assert "rules rather than a language model" in said.err
    assert "rules, not a language model" in said.out
    assert not [line for line in said.out.splitlines() if "OPENROUTER" in line]
    assert (project / "runs" / "panel.db").stat().st_mode & 0o777 == 0o600


def test_with_a_key_and_no_model_an_example_is_given(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    said = panel("review", "alpha.md")
    assert said.code == 2
    assert "--model " in said.err


def test_json_is_one_document_for_several_tools(panel: Panel) -> None:
    said = panel("review", "alpha.md", "beta.md", "--json")
    document = json.loads(said.out)
    assert document["format"] == "panel/1"
    assert [tool["slug"] for tool in document["tools"]] == ["alpha", "beta"]
    assert [verdict["tool"] for verdict in document["verdicts"]] == ["alpha", "beta"]


def test_an_edited_report_is_left_alone(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md", "--out", "pages").code == 0
    page = project / "pages" / "alpha.txt"
    page.write_text("mine\n")
    said = panel("review", "alpha.md", "--out", "pages")
    assert said.code == 0
    assert page.read_text() == "mine\n"
    assert (project / "pages" / "alpha.new.txt").exists()
    assert "alpha.txt" in said.err


def test_what_is_exported_imports_elsewhere_and_means_the_same(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = panel("compare", "alpha.md", "beta.md")
    (project / "all.json").write_text(panel("export").out, "utf-8")
    elsewhere = project.parent / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    imported = panel("import", str(project / "all.json"))
    assert imported.code == 0
    assert "Warning" not in imported.err
    page, _, footer = compared.out.partition("\nModels\n")
    assert panel("compare", "alpha", "beta").out.startswith(page)
    assert footer
    again = panel("import", str(project / "all.json"))
    assert "0 new takes (10 unchanged)" in again.out


def test_demo_needs_nothing_and_keeps_a_store_of_its_own(panel: Panel, project: Path) -> None:
    said = panel("demo")
    assert said.code == 0
    assert "Compare/Mistral 3B Edge vs OpenRouter Model Fusion" in said.out
    assert "rules, not a language model" in said.out
    assert not (project / "runs" / "panel.db").exists()
    assert (project / "runs" / "demo.db").exists()


def test_nothing_that_is_set_around_it_changes_the_demo(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = panel("demo").out
    monkeypatch.setenv("PANEL_PERSONA", "skeptic")
    (project / "panel.toml").write_text('base_url = "ftp://x"\nship_at = 75\n')
    (project / "personas").mkdir()
    (project / "personas" / "broken.yaml").write_text("id: [", "utf-8")
    assert panel("demo").out == page


def test_a_failure_is_told_once_with_its_cause_and_what_is_next(panel: Panel) -> None:
    said = panel("review", "alpha.md", "--base-url", "http://127.0.0.1:9/v1", "--model", "m", "-q")
    assert said.code == 3
    assert len(said.err.splitlines()) == 1
    loud = panel("review", "alpha.md", "--base-url", "http://127.0.0.1:9/v1", "--model", "m")
    assert loud.err.rstrip().splitlines()[-1].startswith("Next: ")


@pytest.mark.parametrize("name", ["tool", "take", "verdict", "comparison", "answer", "document"])
def test_every_schema_is_json(panel: Panel, name: str) -> None:
    assert json.loads(panel("schema", name).out)["$schema"]


def test_each_command_ends_by_naming_the_next(panel: Panel, project: Path) -> None:
    for command in (["review", "alpha.md"], ["compare", "alpha", "beta.md"], ["export"], ["schema", "take"], ["demo"]):
        assert panel(*command).err.rstrip().splitlines()[-1].startswith("Next: ")
    (project / "all.json").write_text(panel("export").out, "utf-8")
    assert panel("import", "all.json").err.rstrip().splitlines()[-1].startswith("Next: ")


def test_seats_that_were_answered_unusably_are_not_an_endpoint_without_completions(panel: Panel) -> None:
    with serving(SimulatedEndpoint(says("no"))) as simulated:
        said = panel("review", "alpha.md", "--base-url", simulated.base_url, "--model", "m", "--persona", "builder")
    assert said.code == 1
    assert "Too few takes" in said.out


def test_a_dry_run_counts_what_a_retry_would_ask(panel: Panel) -> None:
    with serving(SimulatedEndpoint(says("no"))) as simulated:
        flags = ("--base-url", simulated.base_url, "--model", "m", "--persona", "builder")
        assert panel("review", "alpha.md", *flags).code == 1
        assert "0 to ask" in panel("review", "alpha.md", *flags, "--dry-run").out
        assert "1 to ask" in panel("review", "alpha.md", *flags, "--dry-run", "--retry-failed").out


def test_a_key_that_straddles_where_a_message_is_cut_is_still_taken_out(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "CANARYKEY-abcdefghij0123456789ZZ"
    monkeypatch.setenv("OPENROUTER_API_KEY", key)
    for padding in (190, 280, 290):
        echo = status(400, {"message": "x" * padding + key, "code": 400})
        with serving(SimulatedEndpoint(echo)) as simulated:
            said = panel("review", "alpha.md", "--base-url", simulated.base_url, "--model", "a/b", "-v")
        assert "CANARY" not in said.err + said.out
        assert b"CANARY" not in everything_in(project)


def test_a_closed_or_full_stdout_is_an_output_that_cannot_be_used(project: Path) -> None:
    full = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m panel --help >/dev/full"], cwd=project, capture_output=True, check=False
    )
    assert (full.returncode, b"Traceback" in full.stderr) == (5, False)
    command = f"{sys.executable} -m panel review alpha.md -q"
    for ending, code in ((">/dev/full", 5), (">&-", 5), ("2>&-", 0), ("2>/dev/full", 0)):
        ended = subprocess.run(["/bin/sh", "-c", f"{command} {ending}"], cwd=project, capture_output=True, check=False)
        assert ended.returncode == code, (ending, ended.stderr)
        assert b"Traceback" not in ended.stderr


def test_a_reader_who_has_read_enough_changes_nothing_about_how_a_command_ends(project: Path) -> None:
    assert run_here(project, "review alpha.md -q").returncode == 0
    for command in ("review alpha.md -q", "review alpha.md -q --json", "export -q"):
        reading, writing = os.pipe()
        os.close(reading)
        ended = run_here(project, command, stdout=writing)
        os.close(writing)
        assert (ended.returncode, ended.stderr) == (0, b""), command


def run_here(project: Path, command: str, stdout: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, whose stdout leads there."""
    arguments = [sys.executable, "-m", "panel", *command.split()]
    return subprocess.run(arguments, cwd=project, stdout=stdout, stderr=subprocess.PIPE, check=False)


def test_what_a_run_cost_is_said_with_every_attempt_in_it(panel: Panel) -> None:
    replies = [says("not json", cost=0.001), says(an_answer(score=77), cost=0.002)]
    with serving(SimulatedEndpoint(*replies)) as simulated:
        said = panel("review", "alpha.md", "--base-url", simulated.base_url, "--model", "m", "--persona", "builder")
    assert "Cost $0.003 for 1 seat" in said.err


def test_a_fresh_run_that_nobody_answered_does_not_void_what_is_stored(
    panel: Panel, endpoint: SimulatedEndpoint
) -> None:
    assert panel("review", "alpha.md", "--model", "a/b").code == 0
    endpoint.will_answer(status(400, {"message": "no", "code": 400}))
    assert panel("review", "alpha.md", "--model", "a/b", "--fresh").code == 3
    sent = len(endpoint.requests)
    again = panel("review", "alpha.md", "--model", "a/b")
    assert (again.code, "5 stored, 0 to ask" in again.err) == (0, True)
    assert len(endpoint.requests) == sent


def test_a_run_that_nobody_answered_does_not_take_the_page_from_the_one_before(
    panel: Panel, endpoint: SimulatedEndpoint
) -> None:
    assert panel("review", "alpha.md", "beta.md", "--model", "m/x").code == 0
    assert panel("review", "alpha.md", "--model", "y/y").code == 0
    before = panel("compare", "alpha", "beta").out
    endpoint.will_answer(status(400, {"message": "no", "code": 400}))
    assert panel("review", "alpha.md", "--model", "m/x", "--fresh").code == 3
    assert panel("compare", "alpha", "beta").out == before
    assert "y/y" in before


def test_compare_asks_again_about_failed_takes_when_told_to(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_MODEL", "m")
    with serving(SimulatedEndpoint(says("garbage"))) as simulated:
        monkeypatch.setenv("PANEL_BASE_URL", simulated.base_url)
        assert panel("compare", "alpha.md", "beta.md").code == 1
        simulated.will_answer(says(an_answer(score=77)))
        sent = len(simulated.requests)
        panel("compare", "alpha", "beta")
        assert len(simulated.requests) == sent
        mended = panel("compare", "alpha", "beta", "--retry-failed")
        assert (mended.code, len(simulated.requests) - sent) == (0, 10)
        assert "77/100" in mended.out


def test_after_a_failure_that_passes_the_next_step_is_the_same_command(panel: Panel) -> None:
    def only_the_builder_is_refused(body: dict[str, object]) -> Reply:
        return status(400, "no") if "(builder)" in json.dumps(body) else says(an_answer(score=77))

    with serving(SimulatedEndpoint(only_the_builder_is_refused)) as endpoint:
        said = panel("review", "alpha.md", "--model", "m", "--base-url", endpoint.base_url)
    assert said.code == 1
    assert said.err.endswith("Next: the same command again, which asks only the seats that failed\n")
