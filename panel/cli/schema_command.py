"""``panel schema``."""

from __future__ import annotations

import click

from panel.cli import console
from panel.cli.completing import schemas


@click.command("schema", short_help="The JSON Schema of a value.")
@click.argument("name", metavar="NAME", shell_complete=schemas)
def command(name: str) -> int:
    """Print the JSON Schema of NAME: tool, take, verdict, comparison, answer, document or batch-summary."""
    import json

    from panel.jobs.schema import schema

    console.result(json.dumps(schema(name), ensure_ascii=False, indent=2))
    console.talk("Next: write such a file, then panel import FILE")
    return 0
