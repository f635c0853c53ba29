"""Writes the pages that are made from the code: docs/cli.md, docs/settings.md, docs/schemas.md and docs/schemas/.

``--check`` compares instead and exits 1 when a page is out of step.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

import click
from pydantic import BaseModel

from panel.assembly.settings_text import table_inside
from panel.cli.main import COMMANDS, panel
from panel.jobs.schema import NAMES, schema
from panel.settings import Settings
from panel.settings_tables import TABLES

HERE = Path(__file__).parent


def cli_page() -> str:
    """Every command's help, as it prints itself at 100 columns."""
    parts = ["# Commands", "", "Made from the commands' own help by `make format`.", ""]
    root = click.Context(panel, info_name="panel", max_content_width=100, terminal_width=100)
    parts += ["```text", panel.get_help(root), "```", ""]
    for name in COMMANDS:
        parts += _command(root, panel, name)
    return "\n".join(parts)


def _command(parent: click.Context, group: click.Group, name: str) -> list[str]:
    """The section of a command, and below it those of its own commands."""
    command = group.get_command(parent, name)
    if command is None:
        raise LookupError(name)
    context = click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100)
    heading = "#" * len(context.command_path.split())
    parts = [f"{heading} {context.command_path}", "", "```text", command.get_help(context), "```", ""]
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            parts += _command(context, command, inner)
    return parts


def settings_page() -> str:
    """A table of the settings, and one of the fields of an endpoint and of a model."""
    rows = [
        "# Settings",
        "",
        "A flag beats the environment, which beats the project's `panel.toml`, which beats your own `panel.toml` in",
        "the configuration folder of your account, which beats the default. Made from the code by `make format`.",
        "",
        "| setting | environment | default | what it is |",
        "| --- | --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        variable = f"`PANEL_{name.upper()}`" if name not in TABLES else "no"
        rows.append(
            f"| `{name}` | {variable} | {_shown(field.get_default(call_default_factory=True))} | {field.description} |"
        )
    rows += [
        "",
        "Keys are read from the environment only: `OPENROUTER_API_KEY`, or the variable that an endpoint names.",
        "",
        "An endpoint of your own is a table `[endpoints.NAME]`; for a built-in one it may set the pace alone:",
        "",
        *_fields(TABLES["endpoints"]),
        "",
        'How one model is asked is a table `[models."[ENDPOINT:]ID"]`:',
        "",
        *_fields(TABLES["models"]),
    ]
    return "\n".join(rows) + "\n"


def _fields(table: type[BaseModel]) -> list[str]:
    return ["| field | default | what it is |", "| --- | --- | --- |", *_rows(table, "")]


def _rows(table: type[BaseModel], within: str) -> list[str]:
    rows = []
    for name, field in table.model_fields.items():
        inner = table_inside(table, name)
        if inner is None:
            rows.append(f"| `{within}{name}` | {_shown(field.default)} | {field.description} |")
        else:
            rows += _rows(inner, f"{within}{name}.")
    return rows


def schemas_page() -> str:
    """A line for each schema."""
    rows = ["# Schemas", "", "Made from the code by `make format`; `panel schema NAME` prints the same.", ""]
    rows += ["| schema | what it describes |", "| --- | --- |"]
    for name in NAMES:
        words = " ".join(str(schema(name).get("description", "What a model is asked to answer.")).split())
        rows.append(f"| [{name}](schemas/{name}.json) | {words.partition('. ')[0].rstrip('.')} |")
    return "\n".join(rows) + "\n"


def schema_file(name: str) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n"


def _shown(value: object) -> str:
    return "none" if value in (None, (), {}) else f"`{value}`"


PAGES = {
    "cli.md": cli_page,
    "settings.md": settings_page,
    "schemas.md": schemas_page,
    **{f"schemas/{name}.json": partial(schema_file, name) for name in NAMES},
}


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them."""
    stale = []
    for name, make in PAGES.items():
        path = HERE / name
        if "--check" not in arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_text(make(), encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != make():
            stale.append(name)
    if stale:
        sys.stderr.write(f"Out of step with the code: {', '.join(stale)}; run `make format`\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
