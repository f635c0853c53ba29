"""What hold and release do alike: their flags, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from panel.cli import console
from panel.cli.options import JSON, QUIET, STORE

if TYPE_CHECKING:
    from panel.domain.verdict import Verdict
    from panel.jobs.holding import Held

DECISION = (
    click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence; kept with the decision."),
    STORE,
    JSON,
    QUIET,
)


def say(held: Held, *, as_json: bool) -> int:
    """Print a decision and what the panel comes to by it."""
    made = held.hold
    if as_json:
        console.result(made.model_dump_json(indent=2))
    else:
        done = "counts again" if made.action == "release" else "stays withheld" if held.was_held else "is withheld"
        console.result(
            f"{made.persona} on {made.tool} {done}: {made.reason}\n"
            f"The panel said {_counts(held.before)} and now says {_counts(held.after)}"
        )
    writers = "the review, compare or batch --html that wrote the page"
    console.talk(f"Next: {writers}, once more; what is stored is not asked again")
    return 0


def _counts(verdict: Verdict) -> str:
    return f"{verdict.outcome.label} · {verdict.ship} ship / {verdict.skip} skip"
