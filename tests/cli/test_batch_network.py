"""A batch whose endpoint goes away: what was answered is kept, the rest fails by its cause, and is asked again."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.conftest import serving
from tests.cli.nightly import Nightly, a_job, ended, until

UNREACHABLE = "SELECT COUNT(*) FROM takes WHERE status = 'failed' AND take LIKE '%unreachable%'"


@pytest.fixture
def job(project: Path) -> Nightly:
    """A job in an empty project, whose server is there as a test says."""
    return a_job(project)


def failed(job: Nightly) -> int:
    """How many stored takes failed because nobody was there."""
    return sum(int(count) for (count,) in job.rows(UNREACHABLE))


def require_asked_again(job: Nightly, cells: int, missing: int) -> None:
    """The same command asks for what failed, and for nothing else."""
    before = job.server.bill.completions
    assert job.run().code == 0
    summary = job.summary()
    assert (summary["cells"]["ok"], summary["cells"]["reused"], summary["failures"]) == (cells, cells - missing, [])
    assert job.server.bill.completions - before == missing


def test_a_server_that_dies_and_comes_back_in_the_middle(job: Nightly) -> None:
    cells = job.feed(20)
    with ExitStack() as open_until:
        with serving(job.server):
            child = open_until.enter_context(job.started())
            until(lambda: job.count("takes") >= 20)
        until(lambda: failed(job) > 0)
        with serving(job.server):
            said = ended(child)
            missing = failed(job)
            assert (said.code, 0 < missing <= cells - 20) == (1, True)
            summary = job.summary()
            assert (summary["cells"]["ok"], summary["cells"]["unasked"]) == (cells - missing, 0)
            assert {tally["what"]: tally["count"] for tally in summary["failures"]} == {"unreachable": missing}
            assert "the same command again asks the" in said.err
            assert "failed in passing; where that fails again, check the endpoint's address" in said.err
            # What was on its way as it died was billed, and never arrived.
            assert job.lost() <= job.places
            require_asked_again(job, cells, missing)


def test_a_server_that_dies_for_good_fails_the_rest_and_one_that_never_was_there_exits_3(job: Nightly) -> None:
    cells = job.feed(10)
    with ExitStack() as open_until:
        with serving(job.server):
            child = open_until.enter_context(job.started())
            until(lambda: job.count("takes") >= 10)
        assert ended(child).code == 1
    missing = failed(job)
    assert (0 < missing <= cells - 10, job.summary()["cells"]["ok"]) == (True, cells - missing)
    again = job.run()
    assert (again.code, job.summary()["cells"]["reused"], failed(job)) == (3, cells - missing, 2 * missing)
    with serving(job.server):
        require_asked_again(job, cells, missing)
