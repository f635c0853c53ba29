"""``panel export``."""

from __future__ import annotations

from typing import Any

import click

from panel.cli import console
from panel.cli.completing import slugs
from panel.cli.options import QUIET, STORE, with_options
from panel.cli.panel_command import options_from


@click.command("export", short_help="Everything stored, as one document.")
@click.argument("tools", nargs=-1, metavar="[TOOL…]", shell_complete=slugs)
@with_options(STORE, QUIET)
def command(tools: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Print everything in the store, or what is there on some tools, as one JSON document.

    Everything is a whole backup, with the runs, their requests and what these cost: `panel import --restore` makes the
    store of it again. What is on some tools is without those, to be given to others.

    \b
    panel export > everything.json
    panel export mistral-3b-edge > one.json
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.exporting import exported_text

    console.result_in_pieces(exported_text(tools, **options_from(flags)))
    console.talk("Next: panel import FILE, in another project" + ("" if tools else "; with --restore, all as it was"))
    return 0
