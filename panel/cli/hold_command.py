"""``panel hold``."""

from __future__ import annotations

from typing import Any

import click

from panel.cli import completing, console
from panel.cli.holding import DECISION, say
from panel.cli.options import with_options
from panel.cli.panel_command import options_from


@click.command("hold", short_help="Withhold a persona's take, for a reason.")
@click.argument("tool", metavar="TOOL", shell_complete=completing.slugs)
@click.argument("persona", metavar="PERSONA", shell_complete=completing.personas)
@with_options(*DECISION)
def command(tool: str, persona: str, reason: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Withhold what PERSONA says of TOOL from its pages and its verdict, until it is released.

    Nothing is deleted, and later takes of the persona on the tool are withheld too. The reason is kept, and shown on
    the editor's page and in JSON.

    \b
    panel hold larkfield-notes skeptic --reason "Quotes a price that the dossier does not state"
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.holding import hold

    return say(hold(tool, persona, reason, **options_from(flags)), as_json=flags["as_json"])
