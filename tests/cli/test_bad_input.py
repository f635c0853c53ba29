"""Whatever is given wrong: its exit code, a message that says the fix, and nothing left behind."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from panel.store.store import Store
from tests.cli.conftest import Panel
from tests.fakes.engine import noon

BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghijkl", "bcdefghijklm", strict=True)
)


def files(folder: Path) -> set[str]:
    """Everything under a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def write(folder: Path, name: str, content: str | bytes) -> str:
    """A file in the project, by name."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


BAD_FILES: dict[str, tuple[str | bytes, list[str]]] = {
    "empty.md": ("", ["empty.md", "empty"]),
    "blank.md": (" \n\n", ["blank.md", "empty"]),
    "binary.md": (b"\x89PNG\r\n\x1a\n\x00\x00", ["binary.md"]),
    "latin.md": ("---\nname: Caf\xe9\n---\nx".encode("latin-1"), ["latin.md", "UTF-8"]),
    "yaml.md": ("---\nname: [Alpha\n---\nIt does.\n", ["yaml.md:", "YAML"]),
    "bomb.md": (f"---\nname: Alpha\n{BOMB}---\nIt does.\n", ["bomb.md:", "alias"]),
    "noname.md": ("---\ntagline: x\n---\nIt does.\n", ["noname.md", "name"]),
    "nothing.md": ("---\nname: Alpha\n---\n", ["nothing.md", "description"]),
    "enum.md": ("---\nname: Alpha\npricing_model: cheap\n---\nIt does.\n", ["enum.md:3", "freemium"]),
    "field.md": ("---\nname: Alpha\ntaglin: x\n---\nIt does.\n", ["field.md:3", "tagline"]),
    "number.md": ("---\nname: 7\n---\nIt does.\n", ["number.md:2", "quote"]),
    "slug.md": ("---\nname: Alpha\nslug: A B\n---\nIt does.\n", ["slug.md:3", "slug"]),
    "url.md": ("---\nname: Alpha\nurl: javascript:alert(1)\n---\nIt does.\n", ["url.md:3", "http"]),
    "plain.md": ("Just a text.\n", ["plain.md", "---"]),
    "endless.md": ("---\nname: Alpha\nIt does.\n", ["endless.md", "---"]),
    "twice.md": ("---\nname: Alpha\nname: Beta\n---\nIt does.\n", ["twice.md:3", "twice"]),
    "huge.md": (f"---\nname: Alpha\n---\n{'word ' * 5_000}\n", ["huge.md", "24,000"]),
    "broken.json": ('{"name": "Alpha",', ["broken.json", "JSON"]),
    "list.json": ("[]", ["list.json", "found a list"]),
}


@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_a_bad_tool_file_is_refused_with_its_place_and_fix(panel: Panel, project: Path, name: str) -> None:
    content, words = BAD_FILES[name]
    write(project, name, content)
    before = files(project)
    said = panel("review", "alpha.md", name)
    assert said.code == 2
    assert said.out == ""
    assert all(word.lower() in said.err.lower() for word in words), said.err
    assert files(project) == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["review"], 2, ["TOOL", "--help"]),
        (["review", "gone.md"], 2, ["gone.md", "no such file"]),
        (["review", "alpa.md"], 2, ["did you mean", "alpha.md"]),
        (["review", "."], 2, ["folder", "alpha.md"]),
        (["review", ""], 2, ["empty"]),
        (["review", "alpha"], 2, ["alpha", "slug"]),
        (["review", "alpha.md", "--persona", "critic"], 2, ["critic", "builder, skeptic"]),
        (["review", "alpha.md", "--model", "offline/poet"], 2, ["offline/rubric"]),
        (["review", "alpha.md", "--model", "nowhere:a/b"], 2, ["nowhere", "openrouter"]),
        (["review", "alpha.md", "--model", "a/b"], 2, ["OPENROUTER_API_KEY"]),
        (["review", "alpha.md", "--model", " "], 2, ["model"]),
        (["review", "alpha.md", "--model", "ollama:"], 2, ["ollama"]),
        (["review", "alpha.md", "--samples", "0"], 2, ["samples"]),
        (["review", "alpha.md", "--samples", "many"], 2, ["samples"]),
        (["review", "alpha.md", "--concurrency", "-1"], 2, ["concurrency"]),
        (["review", "alpha.md", "--format", "pdf"], 2, ["format", "json"]),
        (["review", "alpha.md", "--base-url", "ftp://x", "--model", "a"], 2, ["http"]),
        (["review", "alpha.md", "--base-url", "http://127.0.0.1:9"], 2, ["--model"]),
        (["review", "alpha.md", "--base-url", "http://me:secret@127.0.0.1:9", "--model", "a"], 2, ["password"]),
        (["review", "alpha.md", "--store", "postgresql://me:secret@db/x"], 2, ["PostgreSQL"]),
        (["review", "alpha.md", "--store", "."], 5, ["folder"]),
        (["review", "alpha.md", "--store", "alpha.md"], 5, ["not a store"]),
        (["review", "alpha.md", "--store", "alpha.md/panel.db"], 5, ["panel.db"]),
        (["review", "alpha.md", "--out", "beta.md"], 5, ["beta.md", "folder"]),
        (["review", "alpha.md", "--nonsense"], 2, ["nonsense"]),
        (["compare", "alpha.md"], 2, ["B"]),
        (["compare", "alpha.md", "alpha.md"], 2, ["same tool", "alpha"]),
        (["import", "gone.json"], 2, ["gone.json", "no such file"]),
        (["import", "."], 2, ["folder"]),
        (["export"], 2, ["no store"]),
        (["schema", "nothing"], 2, ["document"]),
        (["vote"], 2, ["vote"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_arguments_are_refused(
    panel: Panel, project: Path, arguments: list[str], code: int, words: list[str]
) -> None:
    before = files(project)
    said = panel(*arguments)
    assert said.code == code, said.err
    assert said.out == ""
    assert all(word.lower() in said.err.lower() for word in words), said.err
    assert "secret" not in said.err
    assert files(project) == before


def a_newer_store(path: Path) -> None:
    """A store by a later version of the program."""
    Store.open(str(path), announce=print, clock=noon).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def a_corrupt_store(path: Path) -> None:
    """A store whose middle was overwritten."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    content = bytearray(path.read_bytes())
    content[100:4000] = b"\xff" * 3900
    path.write_bytes(bytes(content))


def a_foreign_database(path: Path) -> None:
    """Somebody else's database."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE people (name TEXT)")


@pytest.mark.parametrize(
    ("make", "words"),
    [(a_newer_store, ["newer", "upgrade"]), (a_corrupt_store, ["corrupt"]), (a_foreign_database, ["--store"])],
)
def test_a_store_that_cannot_be_used_is_said_and_left_alone(
    panel: Panel, project: Path, make: Callable[[Path], None], words: list[str]
) -> None:
    path = project / "runs" / "panel.db"
    path.parent.mkdir()
    make(path)
    before = path.read_bytes()
    said = panel("review", "alpha.md")
    assert said.code == 5
    assert all(word in said.err for word in words), said.err
    assert path.read_bytes() == before


def test_a_read_only_store_is_said(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md", "-q").code == 0
    store = project / "runs" / "panel.db"
    store.chmod(0o444)
    said = panel("review", "beta.md")
    assert (said.code, "read-only" in said.err) == (5, True)


def test_an_output_folder_that_is_read_only_is_said_before_anything_is_asked(panel: Panel, project: Path) -> None:
    (project / "closed").mkdir(mode=0o555)
    said = panel("review", "alpha.md", "--out", "closed/reports")
    assert (said.code, "writable" in said.err) == (5, True)
    assert not (project / "runs").exists()


def test_an_unreachable_endpoint_is_said_with_its_address(panel: Panel, project: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = panel(
        "review", "alpha.md", "--base-url", f"http://127.0.0.1:{port}/v1", "--model", "m", "--persona", "builder"
    )
    assert said.code == 3
    assert f"127.0.0.1:{port}" in said.err
    assert "running" in said.err
    assert said.out == ""
    assert not list((project / "runs").glob("*/*"))


DOCUMENTS: dict[str, tuple[str, list[str]]] = {
    "not json": ("{", ["d.json:1", "JSON"]),
    "empty": ("", ["empty"]),
    "a list": ("[]", ["object"]),
    "a format of another kind": ('{"format": "panel/2"}', ["format", "panel/1"]),
    "an unknown part": ('{"format": "panel/1", "tool": []}', ["tool: no such field"]),
    "a part of another type": ('{"format": "panel/1", "takes": {}}', ["takes: expected a list"]),
    "a take of another type": ('{"format": "panel/1", "takes": [3]}', ["takes[0]"]),
    "a score in words": (
        '{"format":"panel/1","takes":[{"tool":"alpha","persona":"builder","score":"80","decision":"ship","text":"x"}]}',
        ["takes[0].score", '"80"'],
    ),
    "a score out of range": (
        '{"format":"panel/1","takes":[{"tool":"alpha","persona":"builder","score":101,"decision":"ship","text":"x"}]}',
        ["takes[0].score", "101"],
    ),
    "a decision of its own": (
        '{"format":"panel/1","takes":[{"tool":"alpha","persona":"builder","score":80,"decision":"buy","text":"x"}]}',
        ["takes[0].decision", "buy"],
    ),
    "a take without text": (
        '{"format":"panel/1","takes":[{"tool":"alpha","persona":"builder","score":80,"decision":"ship"}]}',
        ["takes[0].text"],
    ),
    "a take for an unknown tool": (
        '{"format":"panel/1","takes":[{"tool":"gamma","persona":"builder","score":80,"decision":"ship","text":"x"}]}',
        ["takes[0].tool", "gamma"],
    ),
    "votes for an unknown tool": (
        '{"format":"panel/1","votes":[{"tool":"gamma","ship":1,"skip":0}]}',
        ["votes[0].tool", "gamma"],
    ),
    "a tool without a name": ('{"format":"panel/1","tools":[{"description":"x"}]}', ["tools[0]", "name"]),
    "a tool of another type": ('{"format":"panel/1","tools":[[]]}', ["tools[0]", "object"]),
    "a key twice": ('{"format":"panel/1","format":"panel/1"}', ["format", "twice"]),
    "not a number": ('{"format":"panel/1","votes":[{"tool":"a","ship":NaN,"skip":0}]}', ["NaN"]),
    "nested without end": ('{"format":"panel/1","takes":' + "[" * 100_000, ["nested too deeply"]),
}


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_bad_document_is_refused_whole(panel: Panel, project: Path, name: str) -> None:
    content, words = DOCUMENTS[name]
    write(project, "d.json", content)
    before = files(project)
    said = panel("import", "d.json")
    assert said.code == 2
    assert all(word in said.err for word in words), said.err
    assert files(project) == before


def test_one_bad_take_keeps_the_good_ones_out(panel: Panel, project: Path) -> None:
    good = {"tool": "alpha", "persona": "builder", "score": 80, "decision": "ship", "text": "x"}
    document = {
        "format": "panel/1",
        "tools": [{"slug": "alpha", "name": "Alpha", "description": "It does."}],
        "takes": [good, {**good, "score": -1}],
    }
    write(project, "d.json", json.dumps(document))
    assert panel("import", "d.json").code == 2
    assert panel("export").code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("samples = 0\n", ["panel.toml: samples"]),
        ("nonsense = 1\n", ["panel.toml: nonsense"]),
        ("model = [\n", ["panel.toml", "TOML"]),
    ],
)
def test_a_bad_project_file_is_named(panel: Panel, project: Path, text: str, words: list[str]) -> None:
    write(project, "panel.toml", text)
    said = panel("review", "alpha.md")
    assert said.code == 2
    assert all(word in said.err for word in words), said.err


def test_a_bad_persona_of_the_project_is_named_with_its_line(panel: Panel, project: Path) -> None:
    (project / "personas").mkdir()
    write(project, "personas/auditor.yaml", "id: auditor\nname: Auditor\nversion: one\n")
    said = panel("review", "alpha.md")
    assert said.code == 2
    assert "auditor.yaml:3" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["review", "a" * 300],
        ["review", "a" * 300 + ".md"],
        ["import", "a" * 300],
        ["review", "alpha.md", "--store", "a" * 300],
        ["review", "alpha.md", "--out", "a" * 300],
    ],
    ids=["slug", "file", "document", "store", "out"],
)
def test_a_name_too_long_for_any_file_is_refused_before_anything_is_asked(
    panel: Panel, project: Path, arguments: list[str]
) -> None:
    before = files(project)
    said = panel(*arguments)
    assert (said.code in (2, 5), said.out) == (True, "")
    assert files(project) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sample", 2**64),
        ("created_at", "0001-01-01T00:00:00+14:00"),
        ("created_at", "9999-12-31T23:59:59-14:00"),
        ("cost_usd", "1e9999999999"),
        ("cost_usd", "1e-9999999"),
        ("cost_usd", "NaN"),
    ],
)
def test_a_value_beyond_all_bounds_is_named_by_its_path(panel: Panel, project: Path, field: str, value: object) -> None:
    take = {"tool": "alpha", "persona": "builder", "score": 80, "decision": "ship", "text": "x", field: value}
    tools = [{"name": "Alpha", "description": "It does."}]
    write(project, "d.json", json.dumps({"format": "panel/1", "tools": tools, "takes": [take]}))
    said = panel("import", "d.json")
    assert said.code == 2
    assert f"takes[0].{field}" in said.err


def test_votes_beyond_all_bounds_are_named_by_their_path(panel: Panel, project: Path) -> None:
    tools = [{"name": "Alpha", "description": "It does."}]
    votes = [{"tool": "alpha", "ship": 2**63, "skip": 0}]
    write(project, "d.json", json.dumps({"format": "panel/1", "tools": tools, "votes": votes}))
    said = panel("import", "d.json")
    assert (said.code, "votes[0].ship" in said.err) == (2, True)


def test_a_persona_with_control_characters_is_refused(panel: Panel, project: Path) -> None:
    from panel.library.shelves import shelf

    text = (shelf("personas") / "skeptic.yaml").read_text("utf-8")
    (project / "personas").mkdir()
    write(project, "personas/skeptic.yaml", text.replace("name: Skeptic", 'name: "Evil\\e[31mX"'))
    said = panel("review", "alpha.md", "--dry-run")
    assert (said.code, "skeptic.yaml:2" in said.err, "\x1b" in said.out + said.err) == (2, True, False)


def test_a_fifo_is_not_waited_for(panel: Panel, project: Path) -> None:
    os.mkfifo(project / "pipe.md")
    said = panel("review", "pipe.md")
    assert (said.code, "regular file" in said.err) == (2, True)
