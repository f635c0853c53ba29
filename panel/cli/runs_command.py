"""``panel runs``."""

from __future__ import annotations

from typing import Any

import click

from panel.cli import console
from panel.cli.completing import runs
from panel.cli.listing import Listing, print_value
from panel.cli.options import JSON, QUIET, STORE, with_options
from panel.cli.panel_command import options_from


@click.group("runs", cls=Listing, short_help="The runs: list, show; check the store.")
def command() -> None:
    """The runs in the store: what was asked, what failed and what it cost.

    Alone, it lists them.
    """


@command.command("list", short_help="Every run, the newest first.")
@with_options(STORE, JSON, QUIET)
def list_runs(**flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """List every run, the newest first."""
    console.hush(quiet=flags["quiet"])
    from panel.jobs.runs import listed_runs
    from panel.report.runs import listed_runs_text

    listed = listed_runs(**options_from(flags))
    print_value(listed, listed_runs_text(listed), as_json=flags["as_json"])
    console.talk("Next: panel runs show ID")
    return 0


@command.command("show", short_help="One run in full.")
@click.argument("name", metavar="ID", shell_complete=runs)
@with_options(STORE, JSON, QUIET)
def show_run(name: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Show a run in full, with its attempts by outcome. As much of the ID as no other begins with will do."""
    console.hush(quiet=flags["quiet"])
    from panel.jobs.runs import shown_run
    from panel.report.runs import shown_run_text

    shown = shown_run(name, **options_from(flags))
    print_value(shown, shown_run_text(shown), as_json=flags["as_json"])
    console.talk("Next: panel tools list")
    return 0


@command.command("check", short_help="Whether the store is sound.")
@with_options(STORE, JSON, QUIET)
def check_store(**flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Have SQLite check the store, and name the runs that have not finished. Exits 5 if the store is damaged."""
    console.hush(quiet=flags["quiet"])
    from panel.jobs.runs import checked_store
    from panel.report.runs import checked_store_text

    checked = checked_store(**options_from(flags))
    print_value(checked, checked_store_text(checked), as_json=flags["as_json"])
    if checked.unfinished:
        console.talk("Next: the command of a run that has not finished goes on from what was stored")
    else:
        console.talk("Next: panel runs list")
    return 0
