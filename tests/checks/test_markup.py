"""Markup in takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.checks.markup import markup


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# Verdict", "heading"),
        ("Fine.\n## Why\nSo.", "heading"),
        ("Verdict\n=======", "heading"),
        ("Above.\n---\nBelow.", "rule"),
        ("Above.\n\n***\n\nBelow.", "rule"),
        ("Good:\n- fast\n- small", "list"),
        ("Good:\n* fast", "list"),
        ("• fast", "list"),
        ("1. fast\n2. small", "list"),
        ("Good:\n\n2) fast", "list"),
        ("| a | b |", "table"),
        ("a | b\n--- | ---\n1 | 2", "table"),
        ("> quoted", "block quote"),
        ("```\ncode\n```", "fenced code"),
        ("~~~ python", "fenced code"),
        ("It is <b>fast</b>.", "HTML tag"),
        ("One<br>two", "HTML tag"),
        ('<a href="x">', "HTML tag"),
        ("<img src=x onerror=y>", "HTML tag"),
        ("Fast &amp; small, 5&nbsp;GB, &#39;so&#39;", "HTML entity"),
        ("Fast <!-- ha --> small", "HTML comment"),
        ("Noted.[^1]", "footnote"),
    ],
)
def test_markup_is_named_by_its_kind(text: str, kind: str) -> None:
    finding = markup(text)
    assert finding is not None
    assert (finding.code, finding.severity, finding.detail) == ("markup", "soft", kind)


@pytest.mark.parametrize(
    "text",
    [
        "It *keeps* **notes** in _plain_ files.",
        "*Fine*, on the whole.",
        "Run `<b>` and `&amp;` and ``- a ` b``.",
        "```inline``` code.",
        "#1 in its class, says nobody.",
        "The 3 - 4 rule holds; a < b and c > d.",
        "A Vec<T> and a List<String> are types.",
        "AT&T; R&D; and so on & on.",
        "In version\n3. Then it stops.",
        "Fast -- and small --- both.",
        "One | two.",
        "It starts fast [e1] and ends [e2].",
        "2026-01-02 is the date.",
        "1990. A year.",
    ],
)
def test_paragraphs_with_code_spans_and_emphasis_are_fine(text: str) -> None:
    assert markup(text) is None


def test_several_kinds_are_one_finding() -> None:
    finding = markup("# A\n- b\n- c\n<i>d</i>")
    assert finding is not None
    assert finding.detail == "heading, list, HTML tag"


PIECES = st.sampled_from([*"#=-_*+•|>`~<!&;[^]/.)x1٣“ \t\n", "---", "```", "br", "amp", "\U00010d42"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_seen_at_a_glance_changes_nothing(text: str) -> None:
    is_looked_at_closely = f"{text}\nx\n#x & "
    assert markup(text) == markup(is_looked_at_closely)
