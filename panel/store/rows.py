"""Values to rows and back. A row that does not read back is a corrupt store."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import RowMapping

from panel.domain.completion import Attempt, Usage
from panel.domain.document import Votes
from panel.domain.hold import Hold
from panel.domain.money import Reserve
from panel.domain.run import Run
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import StoreUnusable

RAW_CAP = 64 * 1024
"""Bytes of an attempt's raw text that are kept."""

ASKED, IMPORTED = "asked", "imported"
"""Where a take comes from: a model that we asked, or a document."""

_Value = TypeVar("_Value", bound=BaseModel)
_Row = dict[str, Any]


def storable(text: str) -> str:
    """The text with question marks for half characters, which UTF-8 cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def time_text(time: datetime) -> str:
    """A time as RFC 3339 in UTC with microseconds, so that text sorts as time does."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def of_tool(tool: Tool, stored_at: datetime) -> _Row:
    """A row of ``tools``."""
    return _row(slug=tool.slug, version=tool.version, tool=_line(tool), stored_at=time_text(stored_at))


def of_take(take: Take, origin: str) -> _Row:
    """A row of ``takes``."""
    return _row(
        key=take.key,
        origin=origin,
        tool=take.tool,
        persona=take.persona,
        model=take.model,
        endpoint=take.endpoint,
        sample=take.sample,
        status=take.status.value,
        run=take.run,
        created_at=time_text(take.created_at),
        take=_line(take),
    )


def of_attempt(attempt: Attempt, run: str, key: str) -> _Row:
    """A row of ``attempts``: one of the requests that a run made for a cell."""
    return _row(
        key=key,
        run=run,
        sent_at=time_text(attempt.sent_at),
        outcome=attempt.outcome,
        detail=attempt.detail,
        status=attempt.status,
        served_model=attempt.served_model,
        provider=attempt.provider,
        generation_id=attempt.generation_id,
        prompt_tokens=attempt.usage.prompt_tokens,
        cached_tokens=attempt.usage.cached_tokens,
        completion_tokens=attempt.usage.completion_tokens,
        cost_usd=None if attempt.cost_usd is None else cost_text(attempt.cost_usd),
        latency_ms=attempt.latency_ms,
        text=None if attempt.text is None else _capped(attempt.text),
        cost_basis=attempt.cost_basis,
    )


def of_reserve(reserve: Reserve) -> _Row:
    """A row of ``reserves``, not settled yet."""
    plain = reserve.model_dump(exclude={"held_usd", "at"})
    return _row(**plain, held_usd=cost_text(reserve.held_usd), at=time_text(reserve.at))


def of_run(run: Run) -> _Row:
    """A row of ``runs``."""
    return _row(
        id=run.id,
        job=run.job,
        run=_line(run),
        started_at=time_text(run.started_at),
        finished_at=None if run.finished_at is None else time_text(run.finished_at),
    )


def process_of(line: str | None) -> str | None:
    """The process that a stored run names, None where it names none."""
    try:
        found = json.loads(line or "null")
    except ValueError:
        return None
    process = found.get("process") if isinstance(found, dict) else None
    return process if isinstance(process, str) else None


def of_hold(hold: Hold) -> _Row:
    """A row of ``holds``."""
    return _row(**{**hold.model_dump(), "at": time_text(hold.at)})


def to_tool(line: str, path: Path) -> Tool:
    """The tool in a row of the store at a path."""
    return _read(Tool, line, path)


def to_take(row: RowMapping, path: Path) -> Take:
    """The take in a row; ``is_imported`` is where it came from."""
    take, is_imported = _read(Take, row["take"], path), row["origin"] == IMPORTED
    return take if take.is_imported == is_imported else take.model_copy(update={"is_imported": is_imported})


def to_run(row: RowMapping, path: Path) -> Run:
    """The run in a row, with the time it ended."""
    run = _read(Run, row["run"], path)
    if row["finished_at"] is None:
        return run
    try:
        ended = datetime.fromisoformat(row["finished_at"])
    except (TypeError, ValueError):
        raise unreadable("run", path) from None
    if ended.tzinfo is None:
        raise unreadable("run", path)
    return run.model_copy(update={"finished_at": ended})


def to_hold(row: RowMapping, path: Path) -> Hold:
    """The editor's decision in a row."""
    try:
        return Hold.model_validate(dict(row))
    except ValidationError:
        raise unreadable("hold", path) from None


def to_attempt(row: RowMapping, path: Path) -> Attempt:
    """The request in a row."""
    own = {name: row[name] for name in Attempt.model_fields if name != "usage"}
    try:
        return Attempt.model_validate({**own, "usage": {name: row[name] for name in Usage.model_fields}})
    except ValidationError:
        raise unreadable("attempt", path) from None


def to_votes(row: RowMapping, path: Path) -> Votes:
    """The votes in a row."""
    try:
        return Votes.model_validate(dict(row))
    except ValidationError:
        raise unreadable("vote", path) from None


def cost_text(cost: Decimal) -> str:
    """A cost as a column holds it: written out, without an exponent."""
    return f"{cost:f}"


def to_cost(text: str, path: Path) -> Decimal:
    """The cost in a column."""
    try:
        cost = Decimal(text)
    except (InvalidOperation, TypeError):
        raise unreadable("cost", path) from None
    if not cost.is_finite():
        raise unreadable("cost", path)
    return cost


def _row(**columns: Any) -> _Row:  # noqa: ANN401 - whatever a column holds
    for name, value in columns.items():
        if isinstance(value, str):
            columns[name] = storable(value)
    return columns


def _line(value: BaseModel) -> str:
    """A value as one line of JSON."""
    try:
        return value.model_dump_json()
    except PydanticSerializationError:
        return json.dumps(value.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))


def _capped(text: str) -> str:
    return text[:RAW_CAP] if text.isascii() else text.encode("utf-8", "replace")[:RAW_CAP].decode("utf-8", "ignore")


def _read(kind: type[_Value], line: str, path: Path) -> _Value:
    try:
        return kind.model_validate_json(line)
    except ValidationError:
        raise unreadable(kind.__name__.lower(), path) from None


def unreadable(name: str, path: Path) -> StoreUnusable:
    """A value in the store at a path that does not read back."""
    return StoreUnusable(f"{path}: a {name} in it cannot be read; restore a backup, or use --store elsewhere")
