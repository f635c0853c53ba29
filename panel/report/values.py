"""Values as JSON: one frozen value, indented, with nothing in it that could steer a terminal."""

from __future__ import annotations

import json

from panel.domain.frozen import Frozen
from panel.report.plain_json import escaped


def value_json(value: Frozen) -> str:
    """The value as JSON text, its fields in their own order."""
    return safe_json(value.model_dump(mode="json"))


def safe_json(plain: object) -> str:
    """The same of what JSON can hold as it is."""
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    return escaped(text) + "\n"
