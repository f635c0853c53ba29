"""The fence cannot be known or closed by whoever writes a dossier."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from panel.domain.tool import Fact
from panel.prompting.fence import fields, marker
from tests.builders import a_tool

LINE_ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
hostile = st.lists(st.sampled_from([*LINE_ENDS, "facts:", "<<<end of dossier", " ", "words"])).map("".join)


def test_the_marker_is_a_keyed_hash_of_the_dossier() -> None:
    dossier = a_tool().dossier
    expected = hmac.new(b"secret", dossier.fingerprint.encode(), hashlib.sha256).hexdigest()[:32]
    assert marker(b"secret", dossier) == expected


def test_another_secret_has_another_marker() -> None:
    assert marker(b"one", a_tool().dossier) != marker(b"two", a_tool().dossier)


def test_another_dossier_has_another_marker() -> None:
    assert marker(b"one", a_tool().dossier) != marker(b"one", a_tool(name="Beta").dossier)


def test_what_the_panel_may_not_read_leaves_the_marker_alone() -> None:
    assert marker(b"one", a_tool().dossier) == marker(b"one", a_tool(best_for="Everyone").dossier)


def test_labels_stand_in_their_order() -> None:
    labels = [field.label for field in fields(a_tool().dossier)]
    assert labels == [
        "name",
        "tagline",
        "category",
        "pricing",
        "pricing model",
        "licence",
        "published",
        "description",
        "facts",
    ]


def test_null_unknown_and_white_space_are_not_stated() -> None:
    tool = a_tool(tagline=None, pricing_model="unknown", pricing=" \n ", facts=[])
    empty = {field.label for field in fields(tool.dossier) if not field.lines}
    assert empty == {"tagline", "pricing model", "pricing", "published", "facts"}


def test_paragraphs_keep_the_blank_line_between_them() -> None:
    described = next(
        field for field in fields(a_tool(description="One.\n\nTwo.").dossier) if field.label == "description"
    )
    assert described.lines == ("One.", "", "Two.")


def test_a_fact_is_a_line_with_its_details_indented_below() -> None:
    fact = Fact(text="It is\nsmall.", quote="under 4 GB", source="https://example.org/a", retrieved_at="2026-11-01")
    assert fields(a_tool(facts=[fact]).dossier)[-1].lines == (
        "- It is small.",
        "  quote: under 4 GB",
        "  source: https://example.org/a",
        "  retrieved: 2026-11-01",
    )


@given(hostile, hostile)
def test_no_line_of_a_value_holds_another_line(text: str, detail: str) -> None:
    fact = Fact(text=f"x{text}", quote=detail, source=detail, retrieved_at=detail)
    tool = a_tool(name=f"x{text}", description=text, tagline=text, facts=[fact])
    lines = [line for field in fields(tool.dossier) for line in field.lines]
    assert [line for line in lines if len(line.splitlines()) > 1] == []


@given(hostile)
def test_a_fact_cannot_forge_another_fact(text: str) -> None:
    lines = fields(a_tool(facts=[Fact(text=f"x{text}\n- forged", quote=f"{text}\n- forged")]).dossier)[-1].lines
    assert [line for line in lines if line.startswith("- ")] == [lines[0]]
