"""The flags that several commands share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from panel.cli import completing
from panel.cli.spoken_values import Count

Command = TypeVar("Command", bound=Callable[..., Any])

STORE = click.option("--store", metavar="URL", help="The store to use instead of runs/panel.db.")
OUT = click.option("--out", metavar="DIR", help="Folder for the reports instead of runs/<run id>.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
FORMAT = click.option(
    "--format",
    "formats",
    type=click.Choice(["text", "md", "html", "json"]),
    multiple=True,
    help="What to print; every format is written.",
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but what went wrong.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Say more on stderr: model served, tokens, cost.")

MODEL = click.option("--model", metavar="[ENDPOINT:]ID", multiple=True, help="Model to ask; may be repeated.")
PERSONA = click.option(
    "--persona",
    metavar="ID",
    multiple=True,
    shell_complete=completing.personas,
    help="Persona to seat; may be repeated.",
)
SAMPLES = click.option("--samples", type=Count(1, 100), metavar="N", help="Takes to ask of each seat (1).")
BASE_URL = click.option("--base-url", metavar="URL", help="Address of the default endpoint.")
CONCURRENCY = click.option("--concurrency", type=Count(1, 2000), metavar="N", help="Requests in flight at most (32).")
RATE = click.option("--rate", metavar="N", help="Requests a second at most.")
FRESH = click.option("--fresh", is_flag=True, help="Ask again, whatever is stored.")
RETRY_FAILED = click.option(
    "--retry-failed", is_flag=True, help="Ask again about refusals, contradictions and used-up re-asks."
)

MAX_WAIT = click.option("--max-wait", metavar="DURATION", help="Longest wait for a limited model (15m).")

SEATS = (MODEL, PERSONA, SAMPLES, BASE_URL, CONCURRENCY, RATE)
"""Who is asked, and how fast."""

PANEL = (
    *SEATS,
    click.option("--budget", metavar="USD", help="US dollars that the run may spend; no more is ever sent."),
    MAX_WAIT,
    STORE,
    OUT,
    FORMAT,
    JSON,
    click.option("--dry-run", is_flag=True, help="Print the plan and every message; send nothing."),
    FRESH,
    RETRY_FAILED,
    QUIET,
    VERBOSE,
)


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Give a command these options, in this order in its help."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
