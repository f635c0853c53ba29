"""The folder that a batch writes to: whose it is, and which unfinished job goes on in it.

``.panel-batch.json`` remembers the job while there is no ``summary.json``; a summary means that the set beside it is
whole, so it is gone as soon as there is more to come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from panel.domain.batch_summary import BatchSummary
from panel.domain.frozen import Frozen
from panel.errors import Mistake, OutputUnusable
from panel.jobs.batch.locking import locked, quiet
from panel.jobs.batch.made_with import MadeWith, other_settings
from panel.report import files
from panel.report.files import writing
from panel.report.folder import Folder
from panel.report.printable import one_line

RECORD = ".panel-batch.json"
SUMMARY = "summary.json"
INDEX = "index.html"
TOOLS = "tools/"
OUTPUTS = ("takes.jsonl", "verdicts.jsonl", "rejected.jsonl", "takes.parquet", "verdicts.parquet", INDEX)
"""What a batch writes beside its summary."""

_LONGEST = 64 << 20
"""Bytes of a summary that are read; one of 20,000 unasked tools is far smaller."""
_SHOWN = 3

_Value = TypeVar("_Value", bound=BaseModel)


class JobRecord(Frozen):
    """A job that may be unfinished: its id is its first run's."""

    format: Literal["panel-batch-job/1"] = "panel-batch-job/1"
    job: str
    runs: tuple[str, ...]
    feeds: tuple[str, ...]
    settings: str
    made_with: MadeWith | None = None


class FeedHead(BaseModel):
    """What a summary of any version says of a feed."""

    model_config = ConfigDict(frozen=True)

    name: str


class SummaryHead(BaseModel):
    """What a summary of any version says of whose it is; the rest of it may be of another version."""

    model_config = ConfigDict(frozen=True)

    format: Literal["panel-batch/1"]
    job: str
    runs: tuple[str, ...]
    outcome: str
    settings: str
    feeds: tuple[FeedHead, ...]


@dataclass(frozen=True, slots=True)
class OutFolder:
    """An output folder and the job in it. ``runs`` are its invocations up to this one, the first one first.

    ``earlier`` is the summary that it holds, or held when this run came to it, and ``before`` what its files that say
    whose it is held when this run was entered.
    """

    root: Path
    job: str
    runs: tuple[str, ...]
    feeds: tuple[str, ...]
    settings: str
    made_with: MadeWith | None = None
    force: bool = False
    earlier: BatchSummary | None = None
    before: Mapping[str, bytes] = field(default_factory=dict)

    def begun(self, say: Callable[[str], None] = quiet, *, asks: bool = True) -> OutFolder:
        """The folder with this run entered in it and its summary gone, since its set is whole no longer.

        Another process may have begun the job since: then this run joins it. One that ``asks`` for nothing joins the
        job that was finished here too, so that what that cost is not forgotten. ``say`` is told what is waited for.
        Raises Mistake and OutputUnusable.
        """
        with writing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            with locked(self.root, say):
                found = open_out(
                    self.root,
                    feeds=self.feeds,
                    settings=self.settings,
                    made_with=self.made_with,
                    run=self.runs[-1],
                    force=self.force,
                    asks=asks,
                )
                record = JobRecord(
                    job=found.job,
                    runs=found.runs,
                    feeds=found.feeds,
                    settings=found.settings,
                    made_with=found.made_with,
                )
                before = _whose(self.root)
                files.replace(self.root / RECORD, record.model_dump_json(indent=2).encode() + b"\n")
                (self.root / SUMMARY).unlink(missing_ok=True)
        return replace(found, force=False, earlier=self.earlier or found.earlier, before=before)

    def forget(self, say: Callable[[str], None]) -> None:
        """Leave the folder as this run found it, if no other has joined the job since: nothing was asked in it."""
        with writing(self.root), locked(self.root, say):
            if self.joined().runs == self.runs:
                # The summary first: a set that has one is whole, whatever the record beside it says.
                for name in (SUMMARY, RECORD):
                    if name in self.before:
                        files.replace(self.root / name, self.before[name])
                    else:
                        (self.root / name).unlink(missing_ok=True)

    def joined(self) -> OutFolder:
        """The folder with the runs that have joined its job since, for whoever holds it and is about to write.

        Raises OutputUnusable where another batch was given the folder meanwhile.
        """
        record = _read(self.root / RECORD, JobRecord)
        if record is None or (record.job != self.job and _is_same(record, self.feeds, self.settings)):
            return self
        if record.job != self.job:
            raise OutputUnusable(
                f"{self.root}: another batch has taken this folder over; "
                "what was answered is stored, so name another folder by --out and nothing is paid for again"
            )
        return replace(self, runs=record.runs)


def open_out(
    path: Path,
    *,
    feeds: Sequence[str],
    settings: str,
    run: str,
    made_with: MadeWith | None = None,
    force: bool = False,
    asks: bool = True,
) -> OutFolder:
    """The folder and its unfinished job, which this run goes on with, or a job of its own; writes nothing.

    A run that ``asks`` for nothing goes on with a finished job too. ``settings`` is the hash of what cells are made
    with, and ``made_with`` says the same in words. Raises Mistake for a folder of another batch or of somebody's own,
    which ``force`` takes over, and OutputUnusable for one that cannot be written.
    """
    Folder(path).check()
    try:
        found = _job_in(path, asks=asks)
        if found is not None:
            _require_same(path, found, feeds, settings, made_with)
    except Mistake:
        if not force:
            raise
        found = None
    earlier = () if found is None else found.runs
    return OutFolder(
        root=path,
        job=run if found is None or not earlier else found.job,
        runs=(*(one for one in earlier if one != run), run),
        feeds=tuple(feeds),
        settings=settings,
        made_with=made_with,
        force=force,
        earlier=None if found is None else _summary_in(path),
    )


def _whose(path: Path) -> dict[str, bytes]:
    """The files in a folder that say whose it is."""
    return {name: (path / name).read_bytes() for name in (SUMMARY, RECORD) if (path / name).exists()}


def _job_in(path: Path, *, asks: bool) -> JobRecord | None:
    """The job that the folder is of; None in a folder that holds no batch.

    One that is finished has no runs for whoever ``asks`` for more.
    """
    summary = _read(path / SUMMARY, SummaryHead)
    if summary is not None:
        return JobRecord(
            job=summary.job,
            runs=() if asks and summary.outcome == "finished" else summary.runs,
            feeds=tuple(feed.name for feed in summary.feeds),
            settings=summary.settings,
            made_with=_made_with_in(path, summary.settings),
        )
    record = _read(path / RECORD, JobRecord)
    theirs = next((name for name in OUTPUTS if (path / name).exists()), None)
    if record is None and theirs is not None:
        raise Mistake(
            f"{path}: holds {theirs}, and nothing that says which batch it is of; "
            "name another folder by --out, or overwrite it with --force"
        )
    return record


def _made_with_in(path: Path, settings: str) -> MadeWith | None:
    """What the hash of the settings stands for, where the record beside a summary still says it."""
    try:
        record = _read(path / RECORD, JobRecord)
    except Mistake:
        return None
    return record.made_with if record is not None and record.settings == settings else None


def _summary_in(path: Path) -> BatchSummary | None:
    """The summary, if there is one of this version."""
    try:
        return _read(path / SUMMARY, BatchSummary)
    except Mistake:
        return None


def _is_same(found: JobRecord, feeds: Sequence[str], settings: str) -> bool:
    return sorted(found.feeds) == sorted(feeds) and found.settings == settings


def _require_same(
    path: Path, found: JobRecord, feeds: Sequence[str], settings: str, made_with: MadeWith | None
) -> None:
    differs = []
    if sorted(found.feeds) != sorted(feeds):
        differs.append(f"it is of {_few(found.feeds)}, and this of {_few(feeds)}")
    if found.settings != settings:
        differs.append(other_settings(found.made_with, made_with))
    if differs:
        raise Mistake(
            f"{path}: holds another batch ({'; '.join(differs)}); "
            "name another folder by --out, or overwrite it with --force"
        )


def _read(path: Path, kind: type[_Value]) -> _Value | None:
    """The value in a file, None where there is no file; Mistake where it holds anything else."""
    with writing(path):
        try:
            with path.open("rb") as file:
                content = file.read(_LONGEST + 1)
        except FileNotFoundError:
            return None
    try:
        if len(content) <= _LONGEST:
            return kind.model_validate_json(content)
    except ValidationError:
        pass
    raise Mistake(
        f"{path}: cannot be read as what a batch writes there; "
        "name another folder by --out, or overwrite it with --force"
    )


def _few(feeds: Sequence[str]) -> str:
    more = [f"{len(feeds) - _SHOWN:,} more"] if len(feeds) > _SHOWN else []
    return one_line(", ".join([*feeds[:_SHOWN], *more])) or "no feed"
