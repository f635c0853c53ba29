"""A batch that breaks off keeps how it ended, and the sentence that it failed with, but no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel.domain.run import Ending
from panel.errors import Mistake
from panel.jobs.batch.broken_off import broken_off
from panel.store.store import Store
from panel.wire.redact import Redactor
from tests.fakes.engine import noon
from tests.store.building import a_run

SECRET = "a-secret-of-some-length"


def test_what_it_failed_with_is_kept_in_one_line_and_without_secrets(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "panel.db"), announce=lambda _: None, clock=noon) as store:
        store.start_run(a_run())
        with pytest.raises(Mistake), broken_off(store, "r1", None, Redactor.of([SECRET])):
            raise Mistake(f"{SECRET}: no such file;\nname another")
        (run,) = store.runs()
    assert run.ending == Ending(outcome="failed", why="[redacted]: no such file; name another")
