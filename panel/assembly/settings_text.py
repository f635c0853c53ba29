"""The text of a panel.toml, made from what the settings say of themselves."""

from __future__ import annotations

import json

from pydantic.fields import FieldInfo

from panel.settings import EndpointSetting, Settings


def settings_text(**chosen: object) -> str:
    """The lines of a panel.toml: every setting under its sentence, commented out except for those chosen here.

    A setting without a default of its own shows an example, and endpoints come last, as TOML wants its tables.
    """
    fields = {name: field for name, field in Settings.model_fields.items() if name != "endpoints"}
    lines = [line for name, field in fields.items() for line in _setting(name, field, chosen.get(name))]
    endpoint = [line for name, field in EndpointSetting.model_fields.items() for line in _setting(name, field, None)]
    heading = f"# {Settings.model_fields['endpoints'].description}"
    return "\n".join([*lines, heading, "# [endpoints.mine]", *endpoint]).strip()


def _setting(name: str, field: FieldInfo, chosen: object) -> tuple[str, ...]:
    default = None if field.is_required() else field.default
    value = next(iter(field.examples or ()), default) if chosen is None else chosen
    # A basic string of TOML is written as one of JSON is.
    line = f"{name} = {json.dumps(value)}"
    return f"# {field.description}", line if chosen is not None else f"# {line}", ""
