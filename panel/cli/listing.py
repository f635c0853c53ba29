"""The shape of the commands that list, show and check: a group that lists when it is called alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from panel.cli import console

if TYPE_CHECKING:
    from panel.domain.frozen import Frozen


class Listing(click.Group):
    """A group whose ``list`` is meant where no subcommand is named, its options included."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the subcommands in the order that one meets them."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``list`` before options that stand alone; a shell that completes a word sees what was typed."""
        is_alone = not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        return super().parse_args(ctx, ["list", *args] if is_alone and not ctx.resilient_parsing else args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand; something else is most likely meant to be shown."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            path, name = ctx.command_path, args[0][:100]
            ctx.fail(f"no such command {name!r}; {path} has {', '.join(self.commands)}, as in `{path} show {name}`")
        return super().resolve_command(ctx, args)


def print_value(value: Frozen, text: str, *, as_json: bool) -> None:
    """Print a value as JSON, or the text that was made of it, if there is any."""
    if as_json:
        from panel.report.values import value_json

        console.result(value_json(value))
    elif text:
        console.result(text)
