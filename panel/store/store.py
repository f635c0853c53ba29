"""The store: tools, takes, attempts, reserves, votes, runs and the installation's secret, in one SQLite file.

Every write is one transaction: a crash leaves all of it or nothing. Takes are never deleted or changed; of several with
one key the newest counts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import TracebackType

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from panel.domain.completion import Attempt
from panel.domain.current import prevailing
from panel.domain.document import Votes
from panel.domain.finished import Departure, Finished
from panel.domain.hold import Hold
from panel.domain.money import Found, LostCall, Reserve
from panel.domain.parts import parts
from panel.domain.run import Run
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import StoreUnusable
from panel.store import claiming, counting, of_cells, of_tools, reserving, rows
from panel.store.backups import Backups
from panel.store.claiming import Claiming
from panel.store.faults import store_faults
from panel.store.opening import open_engine, store_path
from panel.store.recognising import is_known
from panel.store.requests import put_attempts
from panel.store.rows import ASKED, IMPORTED
from panel.store.runs import Runs
from panel.store.schema import attempts, holds, installation, runs, takes, tools, votes
from panel.store.sources import Sources
from panel.store.versions import newest_tool, put_tools

PATIENCE = 10.0
"""Seconds that a store held by another process is waited for."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import came to."""

    tools: int
    takes_new: int
    takes_unchanged: int
    votes: int


class Store(Backups, Claiming, Runs):
    """An open store. Use it from one thread at a time, and close it."""

    @cached_property
    def sources(self) -> Sources:
        """The part that knows where tools were found."""
        return Sources(self._reading, self._writing, self.path, self._clock)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        announce: Callable[[str], None],
        clock: Callable[[], datetime],
        patience: float = PATIENCE,
    ) -> Store:
        """Open or make the store at a path or ``sqlite:///PATH``; says so through ``announce`` when it makes one.

        Raises Mistake for another kind of address, StoreUnusable with the fix for everything else.
        """
        path = store_path(url)
        return cls(open_engine(path, announce, patience), path, clock)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        with store_faults(self.path):
            self._engine.dispose()

    def secret(self) -> bytes:
        """The installation's 32 random bytes, made once and never exported."""
        with self._writing() as connection:
            found: bytes | None = connection.execute(select(installation.c.secret).limit(1)).scalar()
            if found is None:
                found = secrets.token_bytes(32)
                made_at = rows.time_text(self._clock())
                connection.execute(insert(installation).values(id=1, secret=found, created_at=made_at))
        return found

    def put_tool(self, tool: Tool) -> Tool:
        """Keep the tool, as a new version if it differs from the newest; returns it as it is stored.

        Raises Mistake when its slug or an alias means another tool.
        """
        return self.put_tools([tool])[0]

    def put_tools(self, new_tools: Iterable[Tool]) -> tuple[Tool, ...]:
        """The same for several, all or none of them."""
        with self._writing() as connection:
            return tuple(put_tools(connection, new_tools, self.path, self._clock()))

    def tool(self, slug: str) -> Tool | None:
        """The newest version of the tool by that slug or alias."""
        with self._reading() as connection:
            return newest_tool(connection, slug, self.path)

    def tools(self) -> list[Tool]:
        """The newest version of every tool, by slug."""
        newest = select(func.max(tools.c.id)).group_by(tools.c.slug)
        query = select(tools.c.tool).where(tools.c.id.in_(newest)).order_by(tools.c.slug)
        with self._reading() as connection:
            return [rows.to_tool(line, self.path) for line in connection.execute(query).scalars()]

    def takes_by_key(self, keys: Sequence[str], *, since: datetime | None = None) -> dict[str, Take]:
        """The take that counts for each key that has one, made at or after ``since``; imported keys are only claims."""
        found: dict[str, Take] = {}
        with self._reading() as connection:
            for part in parts(keys):
                query = select(takes).where(takes.c.key.in_(part), takes.c.origin == ASKED)
                if since is not None:
                    query = query.where(takes.c.created_at >= rows.time_text(since))
                for row in connection.execute(query.order_by(takes.c.id)).mappings():
                    found[row["key"]] = prevailing(found.get(row["key"]), rows.to_take(row, self.path))
        return found

    def answered(self, keys: Sequence[str], *, since: datetime | None, asks_failed_again: bool) -> set[str]:
        """The keys whose take stands, made at or after ``since``."""
        with self._reading() as connection:
            return of_cells.answered(connection, keys, self.path, since=since, asks_failed_again=asks_failed_again)

    def tools_in(self, numbers: Sequence[int]) -> list[Tool]:
        """The versions of tools that are stored under these numbers."""
        with self._reading() as connection:
            return of_cells.tools_in(connection, numbers, self.path)

    def versions_of(self, slugs: Sequence[str]) -> dict[str, list[Tool]]:
        """Every version of some tools, the oldest first."""
        with self._reading() as connection:
            return of_cells.versions_of(connection, slugs, self.path)

    def record(self, finished: Sequence[Finished], *, departures: Sequence[Departure] = ()) -> None:
        """Keep takes and every attempt they cost, and settle what was held for their seats; their calls have landed.

        ``departures`` are calls that are about to be sent for others, with every attempt before them.
        """
        asked = [rows.of_take(one.take, ASKED) for one in finished]
        with self._writing() as connection:
            if asked:
                connection.execute(insert(takes), asked)
            put_attempts(connection, finished, departures)
            reserving.settle_finished(connection, finished)
            claiming.land(connection, finished)
            claiming.put_departures(connection, departures)

    def reserve(self, held: Sequence[Reserve]) -> None:
        """Hold money for seats, all or nothing; a seat that holds some already holds the new sum instead."""
        with self._writing() as connection:
            reserving.put_reserves(connection, held)

    def free_unasked(self, run: str) -> None:
        """Free what a run holds for seats that it never sent anything for. Call it when all that it sent is stored.

        A seat whose call is on record as on its way keeps what it holds.
        """
        with self._writing() as connection:
            reserving.free_unasked(connection, run)

    def free_unsent(self, job: str) -> None:
        """Free what earlier runs of a job hold for seats that they never came to send anything for.

        A run keeps everything as long as it is not finished and one of its claims stands.
        """
        with self._writing() as connection:
            reserving.free_unsent(connection, job, lambda run: claiming.is_over(connection, run, self._clock()))

    def committed(self, job: str, its_runs: Sequence[str] = ()) -> Decimal:
        """What a job has spent in USD, with all that it holds where a seat is not settled.

        ``its_runs`` are runs of it that count at their cost where they had no budget, and so held nothing.
        """
        with self._reading() as connection:
            return reserving.committed_to(connection, job, its_runs, self.path)

    def lost_calls(self, run: str) -> list[LostCall]:
        """A run's requests of unknown outcome that their endpoints have an id for, the oldest first."""
        with self._reading() as connection:
            return reserving.lost_calls(connection, run, self.path)

    def lost_calls_for(self, job: str, its_runs: Sequence[str] = ()) -> list[LostCall]:
        """The same of every run that held money for a job, and of those of its runs that held none."""
        with self._reading() as connection:
            return reserving.lost_calls_for(connection, job, its_runs, self.path)

    def settle_lost(self, found: Sequence[Found]) -> None:
        """Keep what lost calls turned out to have cost, all or nothing."""
        with self._writing() as connection:
            reserving.put_found(connection, found, self.path)

    def takes_of(self, slug: str) -> list[Take]:
        """Every take on a tool, in the order in which they were stored."""
        return self.takes_by_tool([slug])[slug]

    def takes_by_tool(self, slugs: Sequence[str]) -> dict[str, list[Take]]:
        """The same for each of several tools, all in memory together."""
        with self._reading() as connection:
            return of_tools.takes_of(connection, slugs, self.path)

    def import_all(
        self, new_tools: Iterable[Tool], new_takes: Iterable[Take], new_votes: Iterable[Votes], run: Run
    ) -> ImportCounts:
        """Keep a document's parts, all or nothing; a take that says what is stored already is no change."""
        counted = {"tools": 0, "new": 0, "unchanged": 0, "votes": 0}
        with self._writing() as connection:
            counted["tools"] = len(put_tools(connection, new_tools, self.path, self._clock()))
            for take in new_takes:
                is_stored = is_known(connection, take, self.path)
                counted["unchanged" if is_stored else "new"] += 1
                if not is_stored:
                    connection.execute(insert(takes), rows.of_take(take, IMPORTED))
            for count in new_votes:
                values = count.model_dump()
                connection.execute(upsert(votes).values(values).on_conflict_do_update(["tool"], set_=values))
                counted["votes"] += 1
            connection.execute(insert(runs), rows.of_run(run))
        return ImportCounts(counted["tools"], counted["new"], counted["unchanged"], counted["votes"])

    def votes(self, slug: str) -> Votes | None:
        """What readers voted on a tool, if anything is known."""
        with self._reading() as connection:
            return of_tools.votes_on(connection, slug, self.path)

    def put_hold(self, hold: Hold) -> None:
        """Keep an editor's decision beside the earlier ones."""
        with self._writing() as connection:
            connection.execute(insert(holds), rows.of_hold(hold))

    def holds(self, slug: str) -> list[Hold]:
        """Every decision to withhold or release takes on a tool, in the order in which they were made."""
        return self.holds_by_tool([slug])[slug]

    def holds_by_tool(self, slugs: Sequence[str]) -> dict[str, list[Hold]]:
        """The same for each of several tools."""
        with self._reading() as connection:
            return of_tools.holds_of(connection, slugs, self.path)

    def attempts(self, keys: Sequence[str]) -> dict[str, list[Attempt]]:
        """Every request that was made for some cells, by key, the oldest first; a cell without any is left out."""
        found: dict[str, list[Attempt]] = {}
        with self._reading() as connection:
            for part in parts(keys):
                query = select(attempts).where(attempts.c.key.in_(part))
                for row in connection.execute(query.order_by(attempts.c.id)).mappings():
                    found.setdefault(row["key"], []).append(rows.to_attempt(row, self.path))
        return found

    def versions(self) -> dict[str, int]:
        """How many versions of every tool are stored, by its slug."""
        with self._reading() as connection:
            return counting.versions_of_tools(connection)

    def check(self) -> None:
        """Raise StoreUnusable if SQLite's own quick check finds the file damaged."""
        with self._reading() as connection:
            if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
                raise StoreUnusable(
                    f"{self.path}: the store is corrupt; restore a backup, or move it away to start anew"
                )
