"""Patterns in persona files, as the one engine reads them."""

from __future__ import annotations

import pytest

from panel.domain.pattern import LONGEST, compiled
from panel.errors import Mistake


def test_a_pattern_is_read_without_case() -> None:
    assert compiled(r"\bdelv\p{L}+").search("It DELVES.")


@pytest.mark.parametrize(
    ("pattern", "fix"),
    [
        ("(open", "mend it"),
        (r"\p{Nonsense}", "mend it"),
        ("a{99999999999}", "lower its counts"),
        ("(" * 400 + ")" * 400, "take parentheses out"),
        ("(?:(?:a{1000}){1000}){1000}", "lower its counts"),
        ("a" * (LONGEST + 1), "shorten it"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_the_fix(pattern: str, fix: str) -> None:
    with pytest.raises(Mistake, match=fix):
        compiled(pattern)


def test_repeats_without_a_least_count_need_no_room() -> None:
    assert compiled(".{1,40}" * 20 + "x{0,1000}").search("") is None
