"""YAML text becomes plain values with their lines, and everything else a Mistake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from panel.domain.frozen import Frozen
from panel.domain.yaml_text import ALIAS_CAP, DEPTH_CAP, NODE_CAP, SIZE_CAP, explain, parse_yaml, quoted
from panel.errors import Mistake


class _Sheet(Frozen):
    title: str
    sizes: tuple[int, ...] = ()


def _refusal(text: str) -> str:
    with pytest.raises(Mistake) as caught:
        parse_yaml(text, "sheet.yaml")
    return str(caught.value)


def _explained(text: str) -> str:
    located = parse_yaml(text, "sheet.yaml")
    with pytest.raises(ValidationError) as caught:
        _Sheet.model_validate(located.value)
    return explain(caught.value, located)


def test_finds_the_line_of_a_nested_item() -> None:
    located = parse_yaml("a: 1\nb:\n  - c: 2\n  - d: 3\n", "sheet.yaml")
    assert located.line_of(("b", 1, "d")) == 4
    assert located.at(("b", 1)) == "sheet.yaml:4"


def test_what_is_not_there_has_the_line_of_what_is_around_it() -> None:
    assert parse_yaml("a: 1\nb:\n  c: 2\n", "sheet.yaml").line_of(("b", "missing", 7)) == 2


def test_front_matter_counts_lines_from_where_it_starts() -> None:
    located = parse_yaml("a: 1\nb: 2\n", "sheet.md", first_line=2)
    assert (located.line_of(()), located.line_of(("b",))) == (2, 3)


def test_front_matter_errors_count_from_there_too() -> None:
    with pytest.raises(Mistake, match=r"^sheet\.md:3: "):
        parse_yaml("a: 1\na: 2\n", "sheet.md", first_line=2)


@pytest.mark.parametrize(
    "written", ["2026-01-02", "no", "Yes", "off", "0x1F", "010_000", "1:30", "1e5", ".inf", "=", "+1"]
)
def test_what_only_looks_like_a_date_or_a_number_stays_text(written: str) -> None:
    assert parse_yaml(f"a: {written}", "sheet.yaml").value == {"a": written}


@pytest.mark.parametrize(
    ("written", "value"), [("7", 7), ("-7", -7), ("0.5", 0.5), ("true", True), ("~", None), ("", None)]
)
def test_plain_numbers_booleans_and_nulls_are_read(written: str, value: object) -> None:
    assert parse_yaml(f"a: {written}", "sheet.yaml").value == {"a": value}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "needs keys and values"),
        ("# only a remark\n", 1, "needs keys and values"),
        ("- one\n- two\n", 1, "needs keys and values"),
        ("a: 1\nb: [1,\n", 3, "found '<stream end>'"),
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice"),
        ("a: 1\nb: {c: 1, c: 2}\n", 2, "the key 'c' stands twice"),
        ("a: 1\n2: b\n", 2, "the key '2' is not text"),
        ("a: 1\nb: !!python/object/apply:os.system [id]\n", 2, "a tag stands before a value"),
        ("a: 1\nb: x\0y\n", 2, "the character U+0000"),
        ("a: 1\n---\nb: 2\n", 2, "found another document"),
        ("a: &a [*a]\n", 1, "an alias stands inside what it names"),
        ('a: "\\UFFFFFFFF"\n', 1, "an escape names no character"),
    ],
)
def test_names_the_line_of_what_is_wrong(text: str, line: int, words: str) -> None:
    message = _refusal(text)
    assert message.startswith(f"sheet.yaml:{line}: ")
    assert words in message


def test_refuses_what_is_too_big() -> None:
    assert "over 256 KB" in _refusal("a: " + "x" * SIZE_CAP)


def test_refuses_what_is_nested_too_deeply() -> None:
    assert "nested over" in _refusal("a: " + "[" * DEPTH_CAP + "]" * DEPTH_CAP)


def test_refuses_many_aliases() -> None:
    assert "aliases" in _refusal("a: &a x\nb: [" + "*a, " * (ALIAS_CAP + 1) + "]")


def test_refuses_aliases_of_aliases_that_multiply() -> None:
    items = ", ".join("x" * (NODE_CAP // 5))
    doubling = "".join(f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcd", "bcde", strict=True))
    assert "values" in _refusal(f"a: &a [{items}]\n{doubling}")


def test_explains_every_problem_on_its_line() -> None:
    assert _explained("sizes: [1, two]\ncolour: red\n").splitlines() == [
        "sheet.yaml:1: title: missing; add it",
        "sheet.yaml:1: sizes[1]: input should be a valid integer, unable to parse string as an integer",
        "sheet.yaml:2: colour: no such field; take it out or mend its spelling",
    ]


def test_a_number_where_text_is_wanted_asks_for_quotes() -> None:
    assert _explained("title: 12\n") == "sheet.yaml:1: title: expected text, found 12; put it in quotes"


def test_a_flood_of_problems_is_cut_short() -> None:
    lines = _explained("title: x\nsizes: [" + "no, " * 50 + "]").splitlines()
    assert lines[20:] == ["sheet.yaml: and 30 more"]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        located = parse_yaml(text, "sheet.yaml")
    except Mistake as mistake:
        assert str(mistake).startswith("sheet.yaml:")  # noqa: PT017 - a refusal is one of two right outcomes
    else:
        assert isinstance(located.value, dict)


@given(st.text(alphabet="ab:-[]{}&*!%|>'\"#, \n\t\\xu0\x85\u2028"))
def test_any_text_of_yaml_marks_is_read_or_refused(text: str) -> None:
    try:
        parse_yaml(text, "sheet.yaml")
    except Mistake as mistake:
        assert str(mistake).startswith("sheet.yaml:")  # noqa: PT017 - a refusal is one of two right outcomes


@given(st.text())
def test_a_quoted_text_is_read_back_on_one_line(text: str) -> None:
    written = f"name: {quoted(text)}"
    assert len(written.splitlines()) == 1
    assert parse_yaml(written, "sheet.yaml").value == {"name": text}


def test_what_cannot_be_seen_is_quoted_as_an_escape() -> None:
    assert quoted('a"\\\x1b\u202e\U000e0041👩\u200d💻') == '"a\\"\\\\\\x1b\\U0000202e\\U000e0041👩\u200d💻"'
