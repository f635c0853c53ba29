"""The text of a panel.toml, made from what the settings say of themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from panel.settings import Settings
from panel.settings_tables import TABLES

_EXAMPLES = {"endpoints": "endpoints.mine", "models": 'models."anthropic/claude-sonnet-4.5"'}


def settings_text(**chosen: object) -> str:
    """The lines of a panel.toml: every setting under its sentence, commented out except for those chosen here.

    A setting without a default of its own shows an example, and tables come last, as TOML wants them.
    """
    fields = {name: field for name, field in Settings.model_fields.items() if name not in TABLES}
    lines = [line for name, field in fields.items() for line in _setting(name, field, chosen.get(name))]
    for name, table in TABLES.items():
        lines += _table(_EXAMPLES[name], str(Settings.model_fields[name].description), table)
    return "\n".join(lines).strip()


def _table(name: str, description: str, table: type[BaseModel]) -> Iterator[str]:
    """A table with its settings, and behind it those inside it."""
    yield from (f"# {description}", f"# [{name}]")
    inner = {field: kind for field in table.model_fields if (kind := table_inside(table, field)) is not None}
    for field, info in table.model_fields.items():
        if field not in inner:
            yield from _setting(field, info, None)
    for field, kind in inner.items():
        yield from _table(f"{name}.{field}", str(table.model_fields[field].description), kind)


def table_inside(table: type[BaseModel], field: str) -> type[BaseModel] | None:
    """What a field of a table holds, where that is a table again."""
    kind = table.model_fields[field].annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _setting(name: str, field: FieldInfo, chosen: object) -> tuple[str, ...]:
    default = None if field.is_required() else field.default
    value = next(iter(field.examples or ()), default) if chosen is None else chosen
    # A basic string of TOML is written as one of JSON is.
    line = f"{name} = {json.dumps(value)}"
    return f"# {field.description}", line if chosen is not None else f"# {line}", ""
