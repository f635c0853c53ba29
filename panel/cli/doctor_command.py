"""``panel doctor``."""

from __future__ import annotations

from typing import Any

import click

from panel.cli import console
from panel.cli.options import BASE_URL, JSON, MODEL, OUT, PERSONA, QUIET, SAMPLES, STORE, with_options
from panel.cli.panel_command import options_from
from panel.cli.stopping import run_until_stopped


@click.command("doctor", short_help="What is set up, what is reachable, what a run would cost.")
@with_options(
    MODEL,
    PERSONA,
    SAMPLES,
    BASE_URL,
    STORE,
    OUT,
    click.option("--offline", "is_offline", is_flag=True, help="Leave alone what a network is needed for."),
    JSON,
    QUIET,
)
def command(is_offline: bool, **flags: Any) -> int:  # noqa: ANN401, FBT001 - click's values, typed by the options
    """Say what is set up, what is reachable and what a run would cost. Changes nothing; nothing is billed.

    Every line begins with ok, look (it may be meant, or not) or broken (a run cannot work). Exits 5 if the store or
    the output folder cannot be used, 2 for a mistake in settings, personas, keys or models, 3 if an endpoint in use
    cannot be reached.
    """
    console.hush(quiet=flags["quiet"])
    from panel.jobs.doctor import doctor
    from panel.report.checkup import checkup_text
    from panel.report.values import value_json

    checkup = run_until_stopped(doctor(is_offline=is_offline, **options_from(flags)))
    console.result(value_json(checkup) if flags["as_json"] else checkup_text(checkup))
    if checkup.exit_code:
        console.talk("Next: mend the lines that begin with broken, then panel doctor again")
    elif not checkup.models:
        console.talk("Next: panel review TOOL --model MODEL")
    else:
        console.talk("Next: panel review TOOL")
    return checkup.exit_code
