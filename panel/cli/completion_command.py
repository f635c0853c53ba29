"""``panel completion``."""

from __future__ import annotations

import click

from panel.cli import console
from panel.cli.options import QUIET, with_options

_INSTALL = {
    "bash": "panel completion bash > ~/.local/share/bash-completion/completions/panel",
    "zsh": 'panel completion zsh > "${fpath[1]}/_panel"',
    "fish": "panel completion fish > ~/.config/fish/completions/panel.fish",
}


@click.command("completion", short_help="The script that lets a shell complete words.")
@click.argument("shell", type=click.Choice(tuple(_INSTALL)))
@with_options(QUIET)
@click.pass_context
def command(context: click.Context, shell: str, quiet: bool) -> int:  # noqa: FBT001 - click's values
    """Print the script that completes commands, flags, slugs, personas and run ids in a SHELL.

    \b
    panel completion bash > ~/.local/share/bash-completion/completions/panel
    panel completion zsh > "${fpath[1]}/_panel"
    panel completion fish > ~/.config/fish/completions/panel.fish
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=quiet)
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise LookupError(shell)
    console.result(kind(context.find_root().command, {}, "panel", "_PANEL_COMPLETE").source())
    console.talk(f"Next: {_INSTALL[shell]}, then open a new shell")
    return 0
