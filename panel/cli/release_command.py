"""``panel release``."""

from __future__ import annotations

from typing import Any

import click

from panel.cli import completing, console
from panel.cli.holding import DECISION, say
from panel.cli.options import with_options
from panel.cli.panel_command import options_from


@click.command("release", short_help="Let a withheld take back, for a reason.")
@click.argument("tool", metavar="TOOL", shell_complete=completing.slugs)
@click.argument("persona", metavar="PERSONA", shell_complete=completing.personas)
@with_options(*DECISION)
def command(tool: str, persona: str, reason: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Let what PERSONA says of TOOL back onto its pages and into its verdict.

    \b
    panel release larkfield-notes skeptic --reason "The price is in the dossier now"
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.holding import release

    return say(release(tool, persona, reason, **options_from(flags)), as_json=flags["as_json"])
