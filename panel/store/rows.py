"""Values to rows and back. A row that does not read back is a corrupt store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import RowMapping

from panel.domain.completion import Attempt
from panel.domain.run import Run
from panel.domain.take import Take
from panel.errors import StoreUnusable

RAW_CAP = 64 * 1024
"""Characters of an attempt's raw text that are kept."""

_Value = TypeVar("_Value", bound=BaseModel)


def text_of(value: BaseModel) -> str:
    """A value as one line of JSON; characters that cannot be written as UTF-8 are replaced."""
    return value.model_dump_json().encode("utf-8", "replace").decode("utf-8")


def read(kind: type[_Value], text: str, path: Path) -> _Value:
    """The value in a line of JSON; raises StoreUnusable when it is none."""
    try:
        return kind.model_validate_json(text)
    except ValidationError:
        name = kind.__name__.lower()
        raise StoreUnusable(f"{path}: a {name} in it cannot be read; restore a backup, or use --store") from None


def time_text(time: datetime) -> str:
    """A time as RFC 3339 in UTC with microseconds, so that text sorts as time does."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def of_take(take: Take, origin: str) -> dict[str, Any]:
    """A row of ``takes``."""
    return {
        "key": take.key,
        "origin": origin,
        "tool": take.tool,
        "persona": take.persona,
        "model": take.model,
        "sample": take.sample,
        "status": take.status.value,
        "run": take.run,
        "created_at": time_text(take.created_at),
        "take": text_of(take),
    }


def of_attempt(attempt: Attempt, key: str, run: str) -> dict[str, Any]:
    """A row of ``attempts``."""
    return {
        "key": key,
        "run": run,
        "sent_at": time_text(attempt.sent_at),
        "outcome": attempt.outcome,
        "detail": attempt.detail,
        "status": attempt.status,
        "served_model": attempt.served_model,
        "provider": attempt.provider,
        "generation_id": attempt.generation_id,
        **attempt.usage.model_dump(),
        "cost_usd": None if attempt.cost_usd is None else str(attempt.cost_usd),
        "latency_ms": attempt.latency_ms,
        "text": None if attempt.text is None else attempt.text[:RAW_CAP].encode("utf-8", "replace").decode(),
    }


def of_run(run: Run) -> dict[str, Any]:
    """A row of ``runs``."""
    return {
        "id": run.id,
        "job": run.job,
        "run": text_of(run),
        "started_at": time_text(run.started_at),
        "finished_at": None if run.finished_at is None else time_text(run.finished_at),
    }


def to_run(row: RowMapping, path: Path) -> Run:
    """The run in a row, with the time it ended."""
    run = read(Run, row["run"], path)
    ended = row["finished_at"]
    return run.model_copy(update={"finished_at": datetime.fromisoformat(ended)}) if ended else run


def says_the_same(known: Take | None, take: Take) -> bool:
    """Whether two takes have the same words, score, decision and status."""
    return known is not None and all(
        getattr(known, field) == getattr(take, field) for field in ("text", "score", "decision", "status", "reason")
    )
