"""``panel import``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from panel.cli import console
from panel.cli.completing import files
from panel.cli.options import JSON, QUIET, STORE, with_options
from panel.cli.panel_command import options_from

if TYPE_CHECKING:
    from panel.jobs.importing import Imported
    from panel.jobs.restoring import Restored


@click.command("import", short_help="Store takes written elsewhere.")
@click.argument("file", metavar="FILE", shell_complete=files)
@click.option(
    "--restore", is_flag=True, help="Make the store again of a whole backup of yours, which is believed in everything."
)
@with_options(STORE, JSON, QUIET)
def command(file: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Store the tools, takes and votes of a JSON document: all of it, or nothing.

    Takes may be people's: without a model they are. `panel schema document` describes the file.

    Keys, runs and costs of a document are claims. With --restore, what `panel export` wrote of everything is put back
    as it was, into a store that holds nothing: no take is asked for again, and what was spent counts as spent.
    """
    console.hush(quiet=flags["quiet"])
    return _restore(file, flags) if flags["restore"] else _import(file, flags)


def _restore(file: str, flags: dict[str, Any]) -> int:
    from panel.jobs.restoring import restore
    from panel.report.figures import counted

    restored = restore(file, **options_from(flags))
    if flags["as_json"]:
        _print_json(restored)
    else:
        console.result(
            f"Restored {counted(restored.versions, 'version')} of tools, {counted(restored.takes, 'take')}, "
            f"{counted(restored.runs, 'run')} and {counted(restored.attempts, 'request')} into {restored.store}"
        )
    console.talk("Next: panel runs list")
    return 0


def _import(file: str, flags: dict[str, Any]) -> int:
    from panel.jobs.importing import import_document
    from panel.report.figures import counted

    imported = import_document(file, **options_from(flags))
    for warning in imported.warnings:
        console.complain(f"Warning: {warning}")
    if flags["as_json"]:
        _print_json(imported)
    else:
        console.result(
            f"Stored {counted(imported.tools, 'tool')}, {counted(imported.takes_new, 'new take')} "
            f"({imported.takes_unchanged} unchanged) and {counted(imported.votes, 'vote count')}"
        )
    if imported.is_backup:
        console.talk("This is a whole backup, imported as claims; if it is your own, restore it into a new store:")
        console.talk("Next: panel import FILE --restore --store NEW")
    elif len(imported.slugs) > 1:
        console.talk(f"Next: panel compare {imported.slugs[0]} {imported.slugs[1]}")
    elif imported.slugs:
        console.talk(f"Next: panel export {imported.slugs[0]}")
    return 0


def _print_json(came_to: Imported | Restored) -> None:
    import json

    console.result(json.dumps(asdict(came_to), ensure_ascii=False, indent=2))
