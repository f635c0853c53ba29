"""The store: tools, takes, attempts, votes, runs and the installation's secret, in one SQLite file.

Every write is one transaction: a crash leaves all of it or nothing. Takes are never deleted or changed; of several with
one key the newest counts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from panel.domain.document import Votes
from panel.domain.finished import Finished
from panel.domain.run import Run
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.store import rows
from panel.store.opening import open_engine, store_faults, store_path
from panel.store.schema import aliases, attempts, installation, runs, takes, tools, votes

ASKED, IMPORTED = "asked", "imported"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import came to."""

    tools: int
    takes_new: int
    takes_unchanged: int
    votes: int


class Store:
    """An open store. Use it from one thread at a time, and close it."""

    def __init__(self, engine: Engine, path: Path, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self.path = path

    @classmethod
    def open(cls, url: str, *, announce: Callable[[str], None], clock: Callable[[], datetime]) -> Store:
        """Open or make the store at a path or ``sqlite:///PATH``; says so through ``announce`` when it makes one.

        Raises Mistake for another kind of address, StoreUnusable with the fix for everything else.
        """
        path = store_path(url)
        return cls(open_engine(path, announce), path, clock)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    def secret(self) -> bytes:
        """The installation's 32 random bytes, made once and never exported."""
        with self._faults(), self._engine.begin() as connection:
            found: bytes | None = connection.execute(select(installation.c.secret).limit(1)).scalar()
            if found is None:
                found = secrets.token_bytes(32)
                connection.execute(insert(installation).values(id=1, secret=found, created_at=self._now()))
        return found

    def put_tool(self, tool: Tool) -> Tool:
        """Keep the tool, as a new version if it differs from the newest. Raises Mistake for an alias that is taken."""
        with self._faults(), self._engine.begin() as connection:
            self._put_tool(connection, tool)
        return tool

    def holder_of(self, slug: str) -> Tool | None:
        """The tool that answers to a slug or alias."""
        return self.tool(slug)

    def tool(self, slug: str) -> Tool | None:
        """The newest version of the tool by that slug or alias."""
        with self._faults(), self._engine.begin() as connection:
            return self._tool(connection, slug)

    def tools(self) -> list[Tool]:
        """The newest version of every tool, by slug."""
        newest = select(func.max(tools.c.id)).group_by(tools.c.slug)
        query = select(tools.c.tool).where(tools.c.id.in_(newest)).order_by(tools.c.slug)
        with self._faults(), self._engine.begin() as connection:
            return [rows.read(Tool, text, self.path) for text in connection.execute(query).scalars()]

    def takes_by_key(self, keys: Sequence[str], *, since: datetime | None = None) -> dict[str, Take]:
        """The newest take for each key that has one, made at or after ``since``; imported keys are only claims."""
        found: dict[str, Take] = {}
        with self._faults(), self._engine.begin() as connection:
            for start in range(0, len(keys), _AT_ONCE):
                query = (
                    select(takes.c.key, takes.c.take, takes.c.origin)
                    .where(takes.c.key.in_(keys[start : start + _AT_ONCE]), takes.c.origin == ASKED)
                    .order_by(takes.c.id)
                )
                for row in connection.execute(query).mappings():
                    take = self._take(row)
                    if since is None or take.created_at >= since:
                        found[str(row["key"])] = take
        return found

    def record(self, finished: Sequence[Finished]) -> None:
        """Keep takes and what they cost."""
        with self._faults(), self._engine.begin() as connection:
            connection.execute(insert(takes), [rows.of_take(one.take, ASKED) for one in finished])
            spent = [
                rows.of_attempt(attempt, one.take.key or "", one.take.run or "")
                for one in finished
                for attempt in one.attempts
            ]
            if spent:
                connection.execute(insert(attempts), spent)

    def takes_of(self, slug: str) -> list[Take]:
        """Every take on a tool, in the order in which they were stored."""
        query = select(takes.c.take, takes.c.origin).where(takes.c.tool == slug).order_by(takes.c.id)
        with self._faults(), self._engine.begin() as connection:
            return [self._take(row) for row in connection.execute(query).mappings()]

    def import_all(
        self, new_tools: Iterable[Tool], new_takes: Iterable[Take], new_votes: Iterable[Votes], run: Run
    ) -> ImportCounts:
        """Keep a document's parts, all or nothing; a take that says what the newest like it says is no change."""
        counted = {"tools": 0, "new": 0, "unchanged": 0, "votes": 0}
        with self._faults(), self._engine.begin() as connection:
            for tool in new_tools:
                self._put_tool(connection, tool)
                counted["tools"] += 1
            for take in new_takes:
                is_known = rows.says_the_same(self._newest_like(connection, take), take)
                counted["unchanged" if is_known else "new"] += 1
                if not is_known:
                    connection.execute(insert(takes), [rows.of_take(take, IMPORTED)])
            for count in new_votes:
                values = count.model_dump()
                connection.execute(upsert(votes).values(values).on_conflict_do_update(["tool"], set_=values))
                counted["votes"] += 1
            connection.execute(insert(runs), [rows.of_run(run)])
        return ImportCounts(counted["tools"], counted["new"], counted["unchanged"], counted["votes"])

    def votes(self, slug: str) -> Votes | None:
        """What readers voted on a tool, if anything is known."""
        with self._faults(), self._engine.begin() as connection:
            row = connection.execute(select(votes).where(votes.c.tool == slug)).mappings().one_or_none()
        return None if row is None else Votes.model_validate(dict(row))

    def start_run(self, run: Run) -> None:
        """Enter a run."""
        with self._faults(), self._engine.begin() as connection:
            connection.execute(insert(runs), [rows.of_run(run)])

    def finish_run(self, run: str, at: datetime) -> None:
        """Say when a run ended."""
        with self._faults(), self._engine.begin() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(finished_at=rows.time_text(at)))

    def runs(self) -> list[Run]:
        """Every run, the newest first."""
        query = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc())
        with self._faults(), self._engine.begin() as connection:
            return [rows.to_run(row, self.path) for row in connection.execute(query).mappings()]

    def newest_run(self, slug: str) -> Run | None:
        """The newest run that put the tool to a model."""
        return next((run for run in self.runs() if run.models and slug in run.tools), None)

    def spent(self, run: str) -> Decimal:
        """What the attempts of a run cost, in USD, as far as the endpoints said."""
        query = select(attempts.c.cost_usd).where(attempts.c.run == run, attempts.c.cost_usd.is_not(None))
        with self._faults(), self._engine.begin() as connection:
            return sum((Decimal(cost) for cost in connection.execute(query).scalars()), Decimal(0))

    def _put_tool(self, connection: Connection, tool: Tool) -> None:
        for alias in tool.aliases:
            holder = self._tool(connection, alias)
            if holder is not None and holder.slug != tool.slug:
                raise Mistake(f"{tool.slug}: the alias {alias} means {holder.slug} already; take it out of aliases")
        owner = connection.execute(select(aliases.c.slug).where(aliases.c.alias == tool.slug)).scalar()
        if owner is not None and owner != tool.slug:
            raise Mistake(f"{tool.slug} is an alias of {owner}; give the tool another slug")
        newest = connection.execute(
            select(tools.c.version).where(tools.c.slug == tool.slug).order_by(tools.c.id.desc()).limit(1)
        ).scalar()
        if newest != tool.version:
            row = {"slug": tool.slug, "version": tool.version, "tool": rows.text_of(tool), "stored_at": self._now()}
            connection.execute(insert(tools), [row])
        for alias in tool.aliases:
            values = {"alias": alias, "slug": tool.slug}
            connection.execute(upsert(aliases).values(values).on_conflict_do_nothing())

    def _tool(self, connection: Connection, slug: str) -> Tool | None:
        own = connection.execute(select(aliases.c.slug).where(aliases.c.alias == slug)).scalar()
        query = select(tools.c.tool).where(tools.c.slug == (own or slug)).order_by(tools.c.id.desc()).limit(1)
        text = connection.execute(query).scalar()
        return None if text is None else rows.read(Tool, text, self.path)

    def _newest_like(self, connection: Connection, take: Take) -> Take | None:
        """The newest imported take of the same tool, persona, model and sample."""
        query = (
            select(takes.c.take, takes.c.origin)
            .where(
                takes.c.tool == take.tool,
                takes.c.persona == take.persona,
                takes.c.model == take.model,
                takes.c.sample == take.sample,
                takes.c.origin == IMPORTED,
            )
            .order_by(takes.c.id.desc())
            .limit(1)
        )
        row = connection.execute(query).mappings().one_or_none()
        return None if row is None else self._take(row)

    def _take(self, row: RowMapping) -> Take:
        take = rows.read(Take, row["take"], self.path)
        return take.model_copy(update={"is_imported": row["origin"] == IMPORTED})

    def _now(self) -> str:
        return rows.time_text(self._clock().astimezone(UTC))

    def _faults(self) -> AbstractContextManager[None]:
        return store_faults(self.path)
