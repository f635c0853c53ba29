"""The exit code of a batch: the first that applies, of those that it comes to itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from panel.jobs.batch.outcome import BatchOutcome
from tests.batches import a_feed, a_summary

CELLS = {
    "cells": 10, "ok": 10, "abstained": 0, "failed": 0, "unasked": 0,
    "reused": 0, "asked": 10, "re_asked": 0, "of_job": {"asked": 10, "re_asked": 0},
}  # fmt: skip
FAILED = {**CELLS, "failed": 1, "ok": 9}
REUSED = {**CELLS, "reused": 10, "asked": 0}


@pytest.mark.parametrize(
    ("code", "completions", "fields"),
    [
        (2, 0, {"tools": 0, "rejected": 1, "outcome": "budget_reached", "cells": FAILED}),
        (4, 0, {"outcome": "budget_reached", "rejected": 1, "cells": FAILED}),
        (3, 0, {"rejected": 1, "cells": FAILED}),
        (1, 9, {"cells": FAILED}),
        (1, 10, {"rejected": 1}),
        (1, 10, {"feeds": [a_feed(), a_feed(rows=0, tools=0, is_unread=True)]}),
        (2, 0, {"tools": 0, "feeds": [a_feed(rows=0, tools=0, is_unread=True)]}),
        (0, 10, {}),
        # Everything was stored, so nobody was asked for a completion.
        (0, 0, {"cells": REUSED}),
        # A feed without rows.
        (0, 0, {"tools": 0, "cells": {**REUSED, "cells": 0, "ok": 0, "reused": 0}}),
    ],
)
def test_the_exit_code_is_the_first_that_applies(code: int, completions: int, fields: dict[str, Any]) -> None:
    outcome = BatchOutcome(run="r1", out=Path("out"), summary=a_summary(**fields), completions=completions, written=())
    assert outcome.exit_code == code
