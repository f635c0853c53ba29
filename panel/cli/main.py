"""The ``panel`` command: its subcommands, loaded when they are asked for, and the outermost frame."""

from __future__ import annotations

import errno
import importlib
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from panel.cli import console
from panel.cli.stopping import Stopped
from panel.engine.collecting import one_command

COMMANDS = (
    "demo",
    "init",
    "new",
    "review",
    "compare",
    "batch",
    "import",
    "export",
    "hold",
    "release",
    "tools",
    "personas",
    "models",
    "runs",
    "schema",
    "doctor",
    "completion",
)


class Commands(click.Group):
    """A group whose commands live in ``panel.cli.<name>`` and are imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the order that one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the command; None for a name that is none."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"panel.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="panel-review", prog_name="panel", message="%(prog)s %(version)s")
def panel() -> None:
    """Five personas review a tool: a score, ship or skip and a take each, then a verdict.

    Start with `panel demo`, which needs no key and no network.
    """


def run() -> NoReturn:
    """Run the command line and exit with its code."""
    signal.signal(signal.SIGTERM, _terminate)
    console.prepare()
    with one_command():
        sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; the only frame that catches everything that is raised on purpose."""
    from panel.errors import Fault, Mistake

    try:
        code = panel.main(args=list(arguments), prog_name="panel", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt) as stop:
        first = stop.__cause__ or stop
        return _interrupted(first.exit_code if isinstance(first, Stopped) else 130)
    except click.ClickException as error:
        _say(_usage(error))
        return error.exit_code
    except Mistake as mistake:
        _say(str(mistake))
        return mistake.exit_code
    except Fault as fault:
        _say(str(fault))
        return 3
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO) or error.filename is not None:
            raise
        # Help is printed by click itself; the stream it could not write is let go of.
        console.let_go()
        console.complain(f"the output cannot be printed ({error.strerror}); send it elsewhere")
        return 5
    return code if isinstance(code, int) else 0


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - the signal module's signature
    raise Stopped(signal.SIGTERM)


def _interrupted(code: int) -> int:
    console.complain("Stopped. What was answered is stored; the same command goes on from there.")
    return code


def _say(error: str) -> None:
    """Say what is wrong, without a key that somebody put where a flag's or a setting's value belongs."""
    from panel.domain.secret_shapes import without_shapes

    console.complain(without_shapes(error))


def _usage(error: click.ClickException) -> str:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{error.format_message()}\nSee `{error.ctx.command_path} --help`."
    return error.format_message()
