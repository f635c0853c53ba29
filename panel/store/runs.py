"""Runs: what was invoked, what it came to and what it cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, insert, select, update

from panel.domain.completion import COMPLETED
from panel.domain.money import Costs
from panel.domain.run import Ending, Run, RunDetails, RunFigures
from panel.store import claiming, counting, rows, run_details
from panel.store.schema import attempts, runs
from panel.store.transactions import Transactions


class Runs(Transactions):
    """The part of a store that knows of runs."""

    def start_run(self, run: Run) -> None:
        """Enter a run."""
        with self._writing() as connection:
            connection.execute(insert(runs), rows.of_run(run))

    def finish_run(self, run: str, at: datetime) -> None:
        """Say when a run ended; nothing is claimed by it any more."""
        with self._writing() as connection:
            claiming.end_run(connection, run)
            connection.execute(update(runs).where(runs.c.id == run).values(finished_at=rows.time_text(at)))

    def put_ending(self, run: str, ending: Ending) -> None:
        """Say what a batch came to."""
        with self._writing() as connection:
            run_details.put_ending(connection, run, ending, self.path)

    def run(self, name: str) -> Run | None:
        """The run of that id, if there is one."""
        with self._reading() as connection:
            row = connection.execute(select(runs).where(runs.c.id == rows.storable(name))).mappings().one_or_none()
            return None if row is None else rows.to_run(row, self.path)

    def runs(self) -> list[Run]:
        """Every run, the newest first."""
        query = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc())
        with self._reading() as connection:
            return [rows.to_run(row, self.path) for row in connection.execute(query).mappings()]

    def figures(self) -> dict[str, RunFigures]:
        """What every run that asked anything came to, by its id."""
        with self._reading() as connection:
            return counting.figures_of_runs(connection, self.path)

    def details(self, run: str) -> RunDetails:
        """What is told of one run beyond its figures."""
        with self._reading() as connection:
            return run_details.details_of_run(connection, run, self.path)

    def completions(self, run: str) -> int:
        """How many of a run's attempts got a completion, usable or not."""
        query = select(func.count()).where(attempts.c.run == rows.storable(run), attempts.c.outcome == COMPLETED)
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def costs(self, run: str) -> Costs:
        """What a run's requests cost, in USD, as far as that is known; reserves that are not settled count as held."""
        with self._reading() as connection:
            return counting.costs_of_run(connection, run, self.path)

    def spent(self, run: str) -> Decimal:
        """What a run is known to have spent, in USD."""
        return self.costs(run).spent_usd

    def held(self, run: str) -> Decimal:
        """What a run's calls of unknown outcome may have cost beside that, in USD."""
        return self.costs(run).held_usd
