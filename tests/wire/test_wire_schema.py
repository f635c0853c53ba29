"""Schemas as every provider takes them."""

from __future__ import annotations

from typing import Any

import pytest

from panel.domain.answer import WIRE_SCHEMA
from panel.wire.wire_schema import wire_safe


def an_object(properties: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a schema
    """A closed object with all its properties."""
    closed = {"type": "object", "properties": properties, "required": sorted(properties)}
    return {**closed, "additionalProperties": False, **more}


def test_our_own_schema_needs_no_change() -> None:
    assert wire_safe(WIRE_SCHEMA) == WIRE_SCHEMA
    assert list(wire_safe(WIRE_SCHEMA)["properties"]) == list(WIRE_SCHEMA["properties"])


@pytest.mark.parametrize(
    "bound",
    [
        {"minimum": 0},
        {"maximum": 100},
        {"exclusiveMinimum": 0},
        {"exclusiveMaximum": 1},
        {"multipleOf": 5},
        {"minLength": 1},
        {"maxLength": 9},
        {"pattern": "^a"},
        {"format": "date"},
        {"default": 1},
        {"title": "Score"},
    ],
)
def test_bounds_are_left_out_however_deep(bound: dict[str, Any]) -> None:
    kind = {"type": "integer"}
    assert wire_safe(an_object({"a": {"type": "array", "items": {**kind, **bound}, "minItems": 1}})) == an_object(
        {"a": {"type": "array", "items": kind}}
    )


def test_a_property_may_be_called_as_a_bound_is() -> None:
    named = an_object({"maximum": {"type": "string"}, "title": {"type": "string"}})
    assert wire_safe(named) == named


def test_references_are_put_in_their_places() -> None:
    schema = {
        **an_object({"a": {"$ref": "#/$defs/Mark"}, "b": {"anyOf": [{"$ref": "#/$defs/Mark"}, {"type": "null"}]}}),
        "$defs": {"Mark": an_object({"m": {"type": "string", "maxLength": 3}})},
    }
    mark = an_object({"m": {"type": "string"}})
    assert wire_safe(schema) == an_object({"a": mark, "b": {"anyOf": [mark, {"type": "null"}]}})


def test_a_schema_that_contains_itself_is_refused() -> None:
    with pytest.raises(RecursionError, match="contains itself"):
        wire_safe({"$ref": "#/$defs/A", "$defs": {"A": an_object({"a": {"$ref": "#/$defs/A"}})}})


def test_what_was_optional_may_be_null_and_objects_are_closed() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "string", "enum": ["x"]},
            "c": {"anyOf": [{"type": "string"}]},
        },
        "required": ["a"],
    }
    assert wire_safe(schema) == an_object(
        {
            "a": {"type": "string"},
            "b": {"type": ["string", "null"], "enum": ["x", None]},
            "c": {"anyOf": [{"anyOf": [{"type": "string"}]}, {"type": "null"}]},
        }
    )
