"""``panel demo``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from panel.cli import console
from panel.cli.options import FORMAT, JSON, OUT, QUIET, STORE, with_options
from panel.cli.panel_command import run_job

if TYPE_CHECKING:
    from panel.jobs.outcome import Outcome


@click.command("demo", short_help="Compare the two bundled examples; no key, no network.")
@with_options(
    STORE,
    OUT,
    FORMAT,
    JSON,
    QUIET,
)
def command(**flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Compare the two bundled examples, with no key and no network.

    The takes come from offline/rubric, which is rules rather than a language model.
    """
    console.hush(quiet=flags["quiet"])
    console.talk("Asking offline/rubric: rules, not a language model. Nothing is sent anywhere.")
    from panel.jobs.demo import demo

    return run_job(lambda options: demo(**options), flags, _following)


def _following(outcome: Outcome) -> str:
    del outcome
    return "panel init reviews, then panel new NAME for a tool of your own"
