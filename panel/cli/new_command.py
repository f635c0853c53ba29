"""``panel new``."""

from __future__ import annotations

import click

from panel.cli import console
from panel.cli.completing import folders
from panel.cli.copyable import copyable, from_here
from panel.cli.options import QUIET, with_options


class _Named(click.Command):
    """A command whose argument may begin with a dash, and that says how."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; a name that looks like an option is told from one by two dashes before it."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            hint = "A name that begins with a dash goes last, after two dashes: panel new -- NAME"
            raise click.UsageError(f"{error.format_message()} {hint}", ctx) from None


@click.command("new", cls=_Named, short_help="A tool file to fill in.")
@click.argument("name", metavar="NAME")
@with_options(
    click.option("--url", metavar="URL", help="The tool's own page."),
    click.option(
        "--out", metavar="DIR", shell_complete=folders, help="Folder for the file instead of the project's tools/."
    ),
    QUIET,
)
def command(name: str, url: str | None, out: str | None, quiet: bool) -> int:  # noqa: FBT001 - click's values
    """Write a tool file for the tool called NAME, with every field explained and nothing made up.

    It goes to tools/ of the project, or to the working folder where there is none.

    \b
    panel new "Mistral 3B Edge" --url https://example.org/
    panel new --out drafts -- "-dash"
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=quiet)
    from panel.jobs.new import new_tool_file
    from panel.report.printable import one_line

    new = new_tool_file(name, url=url, out=out)
    path = from_here(new.path)
    if new.name != name:
        console.talk(f"The panel reads the name as {new.name}")
    console.result(one_line(str(path)))
    console.talk(f"Next: write its description and facts, then panel review {copyable([path])}")
    return 0
