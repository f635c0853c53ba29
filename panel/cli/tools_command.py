"""``panel tools``."""

from __future__ import annotations

from typing import Any

import click

from panel.cli import console
from panel.cli.completing import files, slugs
from panel.cli.copyable import copyable
from panel.cli.listing import Listing, print_value
from panel.cli.options import JSON, QUIET, STORE, with_options
from panel.cli.panel_command import options_from


@click.group("tools", cls=Listing, short_help="The stored tools: list, show; check a tool file.")
def command() -> None:
    """The tools in the store, and a check of the files that they come from.

    Alone, it lists them.
    """


@command.command("list", short_help="Every stored tool and its verdict.")
@with_options(STORE, JSON, QUIET)
def list_tools(**flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """List every stored tool, with the verdict that its page would give."""
    console.hush(quiet=flags["quiet"])
    from panel.jobs.tools import listed_tools
    from panel.report.tools import listed_tools_text

    listed = listed_tools(**options_from(flags))
    print_value(listed, listed_tools_text(listed), as_json=flags["as_json"])
    console.talk("Next: panel tools show SLUG")
    return 0


@command.command("show", short_help="One stored tool whole.")
@click.argument("slug", metavar="SLUG", shell_complete=slugs)
@with_options(STORE, JSON, QUIET)
def show_tool(slug: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Show a stored tool: its fields, facts with sources, what cleaning removed, and who judged it.

    \b
    panel tools show mistral-3b-edge
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.tools import shown_tool
    from panel.report.tools import shown_tool_text

    shown = shown_tool(slug, **options_from(flags))
    print_value(shown, shown_tool_text(shown), as_json=flags["as_json"])
    console.talk(f"Next: panel review {shown.tool.slug}")
    return 0


@command.command("check", short_help="What the panel would read of a tool file.")
@click.argument("names", nargs=-1, required=True, metavar="FILE…", shell_complete=files)
@with_options(JSON, QUIET)
def check_tools(names: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Say what the panel would read of each tool FILE: its length, what is not given, facts without a source.

    Every file is checked; exits 2 if one of them cannot be read. Nothing is stored or sent.

    \b
    panel tools check tools/*.md
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.tools import checked_tools
    from panel.report.tools import checked_tools_text

    checked = checked_tools(names)
    print_value(checked, checked_tools_text(checked), as_json=flags["as_json"])
    for file in checked.files:
        if file.problem is not None:
            console.complain(file.problem)
    if checked.exit_code:
        console.talk("Next: mend that, then the same command again")
    else:
        console.talk(f"Next: panel review {copyable(names)}")
    return checked.exit_code
