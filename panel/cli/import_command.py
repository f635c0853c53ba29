"""``panel import``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from panel.cli import console
from panel.cli.completing import files
from panel.cli.options import JSON, QUIET, STORE, with_options
from panel.cli.panel_command import options_from


@click.command("import", short_help="Store takes written elsewhere.")
@click.argument("file", metavar="FILE", shell_complete=files)
@with_options(STORE, JSON, QUIET)
def command(file: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Store the tools, takes and votes of a JSON document: all of it, or nothing.

    Takes may be people's: without a model they are. `panel schema document` describes the file.
    """
    console.hush(quiet=flags["quiet"])
    from panel.jobs.importing import import_document
    from panel.report.figures import counted

    imported = import_document(file, **options_from(flags))
    for warning in imported.warnings:
        console.complain(f"Warning: {warning}")
    if flags["as_json"]:
        import json

        console.result(json.dumps(asdict(imported), ensure_ascii=False, indent=2))
    else:
        console.result(
            f"Stored {counted(imported.tools, 'tool')}, {counted(imported.takes_new, 'new take')} "
            f"({imported.takes_unchanged} unchanged) and {counted(imported.votes, 'vote count')}"
        )
    if len(imported.slugs) > 1:
        console.talk(f"Next: panel compare {imported.slugs[0]} {imported.slugs[1]}")
    elif imported.slugs:
        console.talk(f"Next: panel export {imported.slugs[0]}")
    return 0
