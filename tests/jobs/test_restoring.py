"""Backups on disk: whatever is wrong with one is said with its place, and leaves the store empty."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import panel  # noqa: ICN001 - this panel is ours
from panel.domain.document import Document
from panel.errors import Mistake, StoreUnusable
from panel.jobs.backup_shape import DEPTH
from panel.report.document import as_json
from tests.builders import NOON, a_take, a_tool
from tests.fakes.engine import an_attempt
from tests.store.building import a_reserve, a_run, asked, imported
from tests.store.conftest import open_store


def a_backup(folder: Path) -> dict[str, Any]:
    """The backup of a store with a tool, a take that was asked for and one that was imported."""
    with open_store(folder / "old.db") as store:
        store.put_tool(a_tool(aliases=("first",)))
        store.start_run(a_run())
        store.reserve([a_reserve()])
        store.record([asked(an_attempt(cost_usd="0.5", cost_basis="billed", text="{}"), charge="0.5")])
        store.finish_run("r1", NOON)
        imported(store, a_take(persona="skeptic", model="human", endpoint=None))
    backup: dict[str, Any] = json.loads(as_json(panel.export(store=str(folder / "old.db"), folder=folder)))
    return backup


def restore(folder: Path, backup: object, name: str = "new.db") -> None:
    """Restore a backup that has been written to a file, as text or as a value."""
    text = backup if isinstance(backup, str) else json.dumps(backup)
    (folder / "all.json").write_text(text, "utf-8")
    panel.restore(folder / "all.json", store=str(folder / name), folder=folder)


def refusal(folder: Path, backup: object) -> str:
    """What is said of a backup that is refused; no store is made for it."""
    with pytest.raises(Mistake) as caught:
        restore(folder, backup)
    assert not (folder / "new.db").exists()
    return str(caught.value).replace(f"{folder / 'all.json'}: ", "")


def test_a_backup_laid_out_and_ordered_otherwise_is_the_same_backup(bare_folder: Path) -> None:
    backup = a_backup(bare_folder)
    restore(bare_folder, "\ufeff" + json.dumps(dict(reversed(backup.items()))))
    assert json.loads(as_json(panel.export(store=str(bare_folder / "new.db"), folder=bare_folder))) == backup


def test_what_was_restored_is_counted(bare_folder: Path) -> None:
    (bare_folder / "all.json").write_text(json.dumps(a_backup(bare_folder)), "utf-8")
    restored = panel.restore(bare_folder / "all.json", store=str(bare_folder / "new.db"), folder=bare_folder)
    assert (restored.versions, restored.takes, restored.runs, restored.attempts) == (1, 2, 2, 1)


def test_an_exported_document_is_whole_or_on_some_tools(bare_folder: Path) -> None:
    a_backup(bare_folder)
    where: dict[str, Any] = {"store": str(bare_folder / "old.db"), "folder": bare_folder}
    assert (panel.export(**where).is_whole, panel.export(["first"], **where).is_whole) == (True, False)
    assert not Document().is_whole


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("format",), "panel/2", 'format: expected "panel/1", found "panel/2"'),
        (("runs",), {"r1": 1}, "runs: expected a list, found {}"),
        (("runs",), None, "runs: expected a list, found null"),
        (("takes",), 5, "takes: expected a list, found 5"),
        (("more",), [], "more: no such field"),
        (("runs", 0), 5, "runs[0]: input should be"),
        (("runs", 0, "id"), None, "runs[0].id: input should be a valid string, found null"),
        (("runs", 0, "colour"), "red", "runs[0].colour: no such field"),
        (("takes", 1, "score"), 101, "takes[1].score: input should be less than or equal to 100, found 101"),
        (("takes", 0, "text"), None, "takes[0].text: required for a take with status ok"),
        (("takes", 0, "tool"), "beta", "takes[0].tool: no tool beta among versions"),
        (("stored", 0, "origin"), "found", "stored[0].origin: input should be 'asked' or 'imported'"),
        (("stored",), [], "stored[0]: takes has as many entries, in the same order"),
        (("takes",), [], "stored[0]: takes has as many entries, in the same order"),
        (("attempts", 0, "latency_ms"), 1e30, "attempts[0].latency_ms: "),
        (("attempts", 0, "status"), -1, "attempts[0].status: "),
        (("attempts", 0, "usage"), {"prompt_tokens": 2**63}, "integer overflow"),
        (("attempts", 0, "cost_usd"), "NaN", "attempts[0].cost_usd: input should be a finite number"),
        (("attempts", 0, "sent_at"), "noon", "attempts[0].sent_at: "),
        (("reserves", 0, "settled_usd"), "-1", "reserves[0].settled_usd: "),
        (("versions", 0, "tool", "slug"), "A b", "versions[0].tool.slug: "),
        (("aliases", 0, "tool"), "beta", "aliases[0].tool: no tool beta among versions"),
        (("sources",), [{"tool": "alpha"}], "sources[0].feed: field required"),
        (("votes",), [{"tool": "beta", "ship": 1, "skip": 1}], "votes[0].tool: no tool beta among versions"),
    ],
)
def test_what_is_garbled_is_named_with_its_place(
    bare_folder: Path, path: tuple[str | int, ...], value: object, said: str
) -> None:
    backup = a_backup(bare_folder)
    place: Any = backup
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert said in refusal(bare_folder, backup)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty or cut off, it ends in the middle; write the backup anew"),
        ('{"format": "panel/1", "tools": [', "empty or cut off, it ends in the middle; write the backup anew"),
        ("{}{}", "not valid JSON: parse error: trailing garbage (line 1, column 3); write the backup anew"),
        ('{"format": "panel/1",\n 5}', " (line 2, column 2); write the backup anew"),
        ('{"takes": [NaN]}', "not valid JSON: lexical error"),
        ("[]", 'a document is an object, {"format": "panel/1", …}'),
        ("5", 'a document is an object, {"format": "panel/1", …}'),
        ('{"takes": [1' + "0" * 5000 + "]}", "integer overflow"),
        ('{"takes": [1e999999999999999999999]}', "overflow"),
        ('{"takes": [], "takes": []}', 'the key "takes" stands twice; keep one'),
        ('{"takes": ' + "[" * DEPTH + "]" * DEPTH + "}", 'nested too deeply under "takes"'),
    ],
)
def test_a_file_that_is_no_backup_is_refused(bare_folder: Path, text: str, said: str) -> None:
    assert said in refusal(bare_folder, text)


def test_a_backup_in_another_encoding_is_refused(bare_folder: Path) -> None:
    (bare_folder / "all.json").write_bytes(b'{"format": "\xff"}')
    with pytest.raises(Mistake, match=r"not valid JSON: lexical error: invalid bytes in UTF8 string \(byte 13\)"):
        panel.restore(bare_folder / "all.json", store=str(bare_folder / "new.db"), folder=bare_folder)


@pytest.mark.parametrize(("name", "said"), [("none.json", "no such file"), (".", "a folder")])
def test_what_is_no_file_is_refused(bare_folder: Path, name: str, said: str) -> None:
    with pytest.raises(Mistake, match=said):
        panel.restore(bare_folder / name, store=str(bare_folder / "new.db"), folder=bare_folder)


def test_no_more_problems_are_listed_than_can_be_read(bare_folder: Path) -> None:
    backup = a_backup(bare_folder)
    backup["runs"] = [5] * 100
    assert len(refusal(bare_folder, backup).splitlines()) == 20


@pytest.mark.parametrize("name", ["runs", "aliases", "reserves"])
def test_what_stands_twice_is_refused_and_nothing_is_restored(bare_folder: Path, name: str) -> None:
    backup = a_backup(bare_folder)
    with pytest.raises(Mistake, match=rf"{name}\[0….\]: one of these stands twice"):
        restore(bare_folder, {**backup, name: backup[name] * 2})
    restore(bare_folder, backup)


_ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), st.just({}), st.just([[{}]])
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.randoms(use_true_random=False), _ODD)
def test_a_backup_with_anything_in_it_is_restored_or_refused(bare_folder: Path, chance: Any, odd: object) -> None:  # noqa: ANN401 - hypothesis's own
    backup = _Once.backup(bare_folder)
    place, step = backup, chance.choice(list(backup))
    while isinstance(place[step], (list, dict)) and place[step] and chance.random() < 0.8:
        place = place[step]
        step = chance.choice(list(place)) if isinstance(place, dict) else chance.randrange(len(place))
    place[step] = odd
    new = bare_folder / "new.db"
    try:
        restore(bare_folder, backup)
    except StoreUnusable:
        raise
    except Mistake:
        pass
    else:
        panel.export(store=str(new), folder=bare_folder)
    for path in bare_folder.glob("new.db*"):
        path.unlink()


class _Once:
    """The text of one backup, made once for all examples."""

    text = ""

    @classmethod
    def backup(cls, folder: Path) -> Any:  # noqa: ANN401 - JSON
        cls.text = cls.text or json.dumps(a_backup(folder))
        return json.loads(cls.text)
