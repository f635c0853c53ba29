"""Wire schemas: a JSON Schema without what providers reject, for answers whose bounds are checked on arrival.

Anthropic rejects bounds on numbers, OpenAI's strict mode lengths, optional properties and open objects, and several
compile no references; reference/openrouter.md §1 has the reports.
"""

from __future__ import annotations

from typing import Any

_REJECTED = frozenset(
    {
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "minContains",
        "maxContains",
        "minProperties",
        "maxProperties",
        "patternProperties",
        "propertyNames",
        "default",
        "examples",
        "title",
        "$schema",
        "$id",
        "$comment",
        "$defs",
        "definitions",
    }
)

Schema = dict[str, Any]


def wire_safe(schema: Schema) -> Schema:
    """The schema with references put in their places, objects closed and every property required.

    A property that was optional may be null instead. Raises RecursionError for a schema that contains itself, which
    has no such form, and KeyError for a reference to nothing.
    """
    return _safe(schema, schema, ())


def _safe(schema: Schema, root: Schema, within: tuple[str, ...]) -> Schema:
    if isinstance(reference := schema.get("$ref"), str):
        if reference in within:
            raise RecursionError(f"{reference} contains itself")
        beside = {name: value for name, value in schema.items() if name != "$ref"}
        return _safe({**_target(reference, root), **beside}, root, (*within, reference))
    kept = {name: _inside(name, value, root, within) for name, value in schema.items() if name not in _REJECTED}
    if "properties" in kept:
        return _closed(kept, schema.get("required", ()))
    return {**kept, "additionalProperties": False} if kept.get("type") == "object" else kept


def _target(reference: str, root: Schema) -> Schema:
    found: Any = root
    for name in reference.removeprefix("#").strip("/").split("/"):
        found = found[name.replace("~1", "/").replace("~0", "~")] if name else found
    return dict(found)


def _inside(name: str, value: Any, root: Schema, within: tuple[str, ...]) -> Any:  # noqa: ANN401 - any part of a schema
    if name == "properties":
        return {key: _safe(one, root, within) for key, one in value.items()}
    if isinstance(value, dict):
        return _safe(value, root, within)
    if name in ("anyOf", "oneOf", "allOf", "prefixItems"):
        return [_safe(one, root, within) for one in value]
    return value


def _closed(schema: Schema, required: list[str]) -> Schema:
    """An object that has all its properties and no others."""
    properties = {name: one if name in required else _nullable(one) for name, one in schema["properties"].items()}
    return {**schema, "properties": properties, "required": sorted(properties), "additionalProperties": False}


def _nullable(schema: Schema) -> Schema:
    kinds = schema.get("type")
    if kinds is None:
        return {"anyOf": [schema, {"type": "null"}]}
    every = list(kinds) if isinstance(kinds, list) else [kinds]
    widened: Schema = {**schema, "type": every if "null" in every else [*every, "null"]}
    if "enum" in schema and None not in schema["enum"]:
        widened["enum"] = [*schema["enum"], None]
    return widened
