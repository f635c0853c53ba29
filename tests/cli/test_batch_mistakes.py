"""Mistakes of whoever types ``panel batch``: each is answered in a sentence with the fix, and leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Panel, Said
from tests.cli.test_batch import RULES, a_feed


def require_said(said: Said, code: int, *words: str) -> None:
    """It ended so, with nothing on stdout and these words on stderr."""
    assert (said.code, said.out) == (code, ""), said.err
    for one in words:
        assert one in said.err


def left(project: Path) -> set[str]:
    """What is in the project beside what a test put there."""
    return {path.name for path in project.iterdir()} - {"alpha.md", "beta.md", "feed.jsonl", "it"}


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        (("--out", "it"), 5, "it is not a folder; name another by --out"),
        (("--out", "it/in"), 5, "it is not a folder; name another by --out"),
        (("--out", "x" * 300), 5, "cannot be written (File name too long); name another folder by --out"),
        (("--out", ""), 2, "--out DIR"),
        (("--store", "."), 5, "a folder; name a file in it"),
        (("--store", "it"), 5, "this file is not a store; move it away, or use --store elsewhere"),
        (("--max-wait", "soon"), 2, "'soon' is no duration of up to 30 days; write 900, 15m or 1h"),
        (("--limit", "0"), 2, "Invalid value for '--limit': 0 is not in the range"),
        (("--limit", "x"), 2, "'x' is not a valid whole number."),
        (("--concurrency", "2.5"), 2, "'2.5' is not a valid whole number."),
        (("--max-failures", "0"), 2, "Invalid value for '--max-failures': 0 is not in the range"),
        (("--column", "nonsense"), 2, "'nonsense' names no column and field; write COLUMN=FIELD, as in Title=name"),
        (("--column", "Title=nonsense"), 2, "column 'Title': no field 'nonsense'; there are name, tagline"),
        (("--feed-format", "xlsx"), 2, "no feed format 'xlsx'; there are jsonl, json"),
        (("--budget", "nan"), 2, "'nan' is no sum of US dollars above 0"),
        (("--log", "it/log"), 5, "the log cannot be written (Not a directory); name another --log FILE"),
    ],
)
def test_flags_and_places_that_cannot_be_used(
    panel: Panel, project: Path, flags: tuple[str, ...], code: int, words: str
) -> None:
    (project / "it").write_text("It was here before, and is nothing of the panel's.\n" * 100)
    require_said(panel("batch", a_feed(project, ["Alpha"]), *RULES, *flags), code, words)
    assert left(project) == set()


@pytest.mark.parametrize(
    ("feed", "words"),
    [
        ("missing", "missing: no such file; check the path"),
        ("fed.jsonl", "fed.jsonl: no such file; did you mean feed.jsonl?"),
        (".", ".: a folder; name the feeds in it, such as *.jsonl"),
        ("", "a feed's name is empty; give a path, a web address, or - for standard input"),
        ("ftp://example.org/feed", "only http and https are fetched"),
    ],
)
def test_feeds_that_cannot_be_read_end_it_before_anything_is_made(
    panel: Panel, project: Path, feed: str, words: str
) -> None:
    require_said(panel("batch", a_feed(project, ["Alpha"]), feed, *RULES), 2, words)
    assert left(project) == set()


def test_a_folder_that_may_not_be_written_to_and_a_feed_that_may_not_be_read(
    panel: Panel, ordinary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ordinary)
    feed = Path(a_feed(ordinary, ["Alpha"]))
    (ordinary / "locked").mkdir(0o555)
    for out in ("locked", "locked/in"):
        said = panel("batch", str(feed), *RULES, "--out", out)
        require_said(said, 5, "is read-only; make it writable or name another by --out")
    feed.chmod(0)
    said = panel("batch", str(feed), *RULES)
    require_said(said, 2, "cannot be read (Permission denied); check its permissions")


def test_an_empty_feed_and_five_megabytes_of_noise_are_no_feeds(panel: Panel, project: Path) -> None:
    (project / "it").write_bytes(b"")
    require_said(panel("batch", "it", *RULES), 2, "it: empty; name a feed that holds something")
    (project / "it").write_bytes(bytes(range(256)) * 20_000)
    require_said(panel("batch", "it", *RULES), 2, "it: a binary file; name a feed of JSON Lines")
    assert left(project) == {"runs"}


def test_a_feed_without_one_tool_in_it_exits_2_and_its_rows_say_why(panel: Panel, project: Path) -> None:
    (project / "it.jsonl").write_text(f"{'x' * 5_000_000}\n" + '{"title_of_mine": "Alpha"}\n', "utf-8")
    said = panel("batch", "it.jsonl", *RULES)
    assert said.code == 2
    assert "No tool: 2 rows rejected, and no other; nightly/rejected.jsonl says why" in said.err
    assert "--column COLUMN=FIELD" in said.err.splitlines()[-1]
    rejected = [json.loads(line) for line in (project / "nightly" / "rejected.jsonl").read_text("utf-8").splitlines()]
    assert [line["row"] for line in rejected] == [1, 2]


def test_a_feed_that_is_named_twice_is_read_once(panel: Panel, project: Path) -> None:
    feed = a_feed(project, ["Alpha"])
    said = panel("batch", feed, f"./{feed}", str(project / feed), *RULES, "--json")
    assert (said.code, [one["rows"] for one in json.loads(said.out)["feeds"]]) == (0, [1])
