"""``panel personas``."""

from __future__ import annotations

from typing import Any

import click

from panel.cli import console
from panel.cli.completing import files, personas
from panel.cli.listing import Listing, print_value
from panel.cli.options import JSON, QUIET, with_options
from panel.cli.panel_command import options_from


@click.group("personas", cls=Listing, short_help="The personas: list, show, check.")
def command() -> None:
    """The personas of this project: the bundled ones, and those of its own under personas/.

    Alone, it lists them.
    """


@command.command("list", short_help="Every persona, and whether it sits.")
@with_options(JSON, QUIET)
def list_personas(**flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """List every persona: where it is from, and whether the setting `persona` seats it."""
    console.hush(quiet=flags["quiet"])
    from panel.jobs.personas import listed_personas
    from panel.report.personas import listed_personas_text

    listed = listed_personas(**options_from(flags))
    print_value(listed, listed_personas_text(listed), as_json=flags["as_json"])
    console.talk("Next: panel personas show ID")
    return 0


@command.command("show", short_help="One persona whole.")
@click.argument("name", metavar="ID", shell_complete=personas)
@with_options(JSON, QUIET)
def show_persona(name: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Show a persona: its question, criteria, voice, moves and bans, and the file to copy or edit.

    \b
    panel personas show skeptic
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.personas import shown_persona
    from panel.report.personas import shown_persona_text

    shown = shown_persona(name, **options_from(flags))
    print_value(shown, shown_persona_text(shown), as_json=flags["as_json"])
    console.talk(f"Next: panel review TOOL --persona {shown.persona.id}")
    return 0


@command.command("check", short_help="Read them, and put each through every prompt.")
@click.argument("names", nargs=-1, metavar="[FILE…]", shell_complete=files)
@with_options(JSON, QUIET)
def check_personas(names: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Check every persona of the project, or each FILE beside the bundled ones. Exits 2 if one cannot be used.

    \b
    panel personas check
    panel personas check personas/auditor.yaml
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.personas import checked_personas
    from panel.report.personas import checked_personas_text

    checked = checked_personas(names, **options_from(flags))
    for problem in checked.problems:
        console.complain(problem)
    text = "" if checked.problems else checked_personas_text(checked)
    print_value(checked, text, as_json=flags["as_json"])
    if checked.problems:
        console.talk("Next: mend that, then the same command again")
    else:
        console.talk("Next: panel review TOOL")
    return checked.exit_code
