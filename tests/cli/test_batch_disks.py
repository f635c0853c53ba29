"""A batch whose store or output cannot be written: what was stored before is intact, and the same command goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from panel.jobs.batch.out_folder import RECORD, SUMMARY
from panel.report.memory import NOTES
from tests.cli.disks import a_disk, unchangeable
from tests.cli.nightly import Ended, Nightly, ended, nightly, until

MEGABYTE = 1 << 20


@pytest.fixture
def job(project: Path) -> Iterator[Nightly]:
    """A job in an empty project."""
    with nightly(project) as made:
        yield made


def require_refused(said: Ended, *words: str) -> None:
    """It ended with 5 and these words, one of them the fix."""
    assert (said.code, said.out) == (5, ""), said.err
    for one in words:
        assert one in said.err


def sound(store: Path) -> int:
    """How many takes a store holds that SQLite finds nothing wrong with."""
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(connection.execute("SELECT COUNT(*) FROM takes").fetchone()[0])


def require_finished(job: Nightly, cells: int, *flags: str) -> None:
    """The same command finishes the job, and pays for no cell that was stored."""
    before = job.lost()
    assert before <= job.count("flights")
    said = job.run(*flags)
    assert said.code == 0, said.err
    assert (job.summary()["cells"]["ok"], job.count("takes"), job.lost()) == (cells, cells, before)


def test_a_disk_that_fills_up_under_the_store(job: Nightly, project: Path) -> None:
    cells = job.feed(40)
    with a_disk(project / "disk", 8 * MEGABYTE) as disk:
        job = job.storing(disk.root / "panel.db")
        with job.started() as child:
            until(lambda: job.count("takes") >= 20)
            disk.fill()
            said = ended(child)
        require_refused(said, "panel.db: the disk is full; make room and run the same command again")
        assert not (project / "out" / SUMMARY).exists()
        disk.free()
        stored = sound(job.store)
        assert 20 <= stored < cells
        require_finished(job, cells)


@pytest.mark.parametrize("room", [0, 72_000])
def test_a_disk_that_fills_up_under_the_outputs(job: Nightly, project: Path, room: int) -> None:
    cells = job.feed(20)
    with a_disk(project / "disk", 8 * MEGABYTE) as disk:
        job.answers.clear()
        with job.started("--html", "--parquet", out="disk/out") as child:
            until(lambda: job.server.bill.in_flight == job.places)
            disk.fill(leaving=room)
            job.answers.set()
            said = ended(child)
        require_refused(said, "disk/out: the disk is full; free some space or name another folder by --out")
        assert {path.name for path in (disk.root / "out").iterdir()} <= {RECORD, NOTES, "tools"}
        assert not [path.name for path in (disk.root / "out" / "tools").iterdir() if path.name.startswith(".")]
        assert sound(job.store) == cells
        disk.free()
        assert job.run("--html", "--parquet", out="disk/out").code == 0
        assert (job.server.bill.completions, job.summary("disk/out")["cells"]["ok"]) == (cells, cells)


def test_a_store_that_becomes_read_only(job: Nightly) -> None:
    cells = job.feed(40)
    with job.started() as child:
        until(lambda: job.count("takes") >= 20)
        with unchangeable(job.store, job.store.with_name("panel.db-wal")):
            said = ended(child)
    require_refused(said, "panel.db: its disk cannot be read or written; check that it is there, writable and has room")
    assert 20 <= sound(job.store) < cells
    require_finished(job, cells)


def test_an_output_folder_that_becomes_read_only(job: Nightly, project: Path) -> None:
    cells = job.feed(4)
    job.answers.clear()
    with job.started() as child:
        until(lambda: job.server.bill.in_flight == job.places)
        with unchangeable(project / "out"):
            job.answers.set()
            said = ended(child)
    require_refused(said, "out: ", "name another folder by --out")
    assert [path.name for path in (project / "out").iterdir()] == [RECORD]
    assert sound(job.store) == cells
    require_finished(job, cells)


def test_a_temporary_folder_without_room_for_the_rejected_rows(
    job: Nightly, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "feed.jsonl").write_text("{broken\n" * 5_000, "utf-8")
    with a_disk(project / "disk", MEGABYTE // 4) as disk:
        monkeypatch.setenv("TMPDIR", str(disk.root))
        said = job.run()
    require_refused(said, f"{disk.root}: the disk is full; free some space there, or name another folder by", "TMPDIR")
