"""However a text is made, no pattern of the checks takes long on it, and what is found fits a line."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest
import regex

import panel.checks
from panel.checks.take import findings_on
from tests.builders import a_persona, a_take, a_tool

SIZE = 48 * 1024
LONGEST = 10
"""Seconds of work after which the engine gives a pattern up; each needs well under one."""

UNITS = [
    *("I ", "I, ", "I have ", "I really ", "we, a, ", "the Builder ", "our own ", "as a builder who has "),
    *("after a week ", "a week of ", "having used ", "in testing, ", "testing show", "hands-on ", "tested a b c "),
    *("I made a ", "threw a ", "we noticed a ", "in my a ", "if a ", "!)", "\n", " ", "-", "a-", "x" * 40 + " "),
    *("“", "”", "“a", "“a” ", '"', ' "a', "'", " 'a", "'a", "«", "„a"),
    *("[", "[a", "[a](", "[a][", "[e1", "[e1,", "(", "`", "``a", "` ", "<", "<a ", "</", "<!", "&a", "&#1"),
    *("http://", "www.", "a.", "a.b/", "a@", "a@b.", "data:", "_", "_a", " _", "*", "| ", "\n|", "\n- ", "#", "\u200b"),
]


def patterns_in(value: object) -> Iterator[regex.Pattern[str]]:
    """Every pattern in a value, however deep it stands."""
    if isinstance(value, regex.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from patterns_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from patterns_in(inner)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from patterns_in(getattr(value, field.name))


MODULES = [
    importlib.import_module(f"panel.checks.{module.name}") for module in pkgutil.iter_modules(panel.checks.__path__)
]
PATTERNS = sorted({one for module in MODULES for value in vars(module).values() for one in patterns_in(value)}, key=str)


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 15


@pytest.mark.parametrize("unit", UNITS)
def test_no_pattern_takes_long(unit: str) -> None:
    text = unit * (SIZE // len(unit)) + "x"
    for pattern in PATTERNS:
        for _ in pattern.finditer(text, timeout=LONGEST):
            pass


@pytest.mark.parametrize(
    "unit", ["I tested it “so it is said here” ", "<b>\x1b[31m\u202e ", "https://a.example/x ", "\ud800"]
)
def test_findings_are_few_and_fit_a_line(unit: str) -> None:
    take = a_take(text=unit * (SIZE // len(unit)), evidence=[{"id": unit * 99, "quote": unit * 99}])
    findings = findings_on(take, a_tool(), a_persona())
    codes = [finding.code for finding in findings]
    assert len(codes) == len(set(codes))
    assert all(len(finding.detail) <= 120 and finding.detail.isprintable() for finding in findings)
