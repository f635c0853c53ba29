"""``panel init``."""

from __future__ import annotations

import click

from panel.cli import console
from panel.cli.completing import folders
from panel.cli.copyable import copyable
from panel.cli.options import QUIET, with_options


@click.command("init", short_help="A project: settings, an example, a place for pages.")
@click.argument("folder", metavar="[DIR]", default=".", shell_complete=folders)
@with_options(QUIET)
def command(folder: str, quiet: bool) -> int:  # noqa: FBT001 - click's values
    """Make a project in DIR, or in the working folder: panel.toml, tools/example.md and .gitignore.

    What is there already is never overwritten.

    \b
    panel init reviews
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=quiet)
    from panel.jobs.init import EXAMPLE, init_project
    from panel.report.printable import one_line

    project = init_project(folder)
    console.result("\n".join(one_line(str(path)) for path in project.written))
    if project.to_ignore:
        console.talk(f".gitignore is left as it is; it should have the lines {', '.join(project.to_ignore)}")
    go_there = "" if folder == "." else f"cd {copyable([project.folder])}, then "
    console.talk(f"Next: {go_there}panel review {EXAMPLE}")
    return 0
