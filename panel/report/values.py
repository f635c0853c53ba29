"""Values as JSON: one frozen value, indented, with nothing in it that could steer a terminal."""

from __future__ import annotations

import json

from panel.domain.frozen import Frozen
from panel.report.plain_json import escaped


def value_json(value: Frozen) -> str:
    """The value as JSON text, its fields in their own order."""
    text = json.dumps(value.model_dump(mode="json"), ensure_ascii=False, indent=2)
    return escaped(text) + "\n"
