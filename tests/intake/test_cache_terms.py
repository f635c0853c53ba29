"""What a server lets us keep and when it lets itself be asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.cache_terms import LONGEST_FRESH, LONGEST_WAIT, cache_terms, not_before
from tests.builders import NOON


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("max-age=60", 60),
        ('public, Max-Age="60"', 60),
        ("max-age=0", None),
        ("max-age=-1", None),
        ("max-age=soon", None),
        ("no-cache, max-age=60", None),
        ("", None),
        ("max-age=999999999999", LONGEST_FRESH.total_seconds()),
    ],
)
def test_how_long_a_page_is_fresh(said: str, seconds: float | None) -> None:
    until = NOON + timedelta(seconds=seconds) if seconds is not None else None
    assert cache_terms({"cache-control": said}, NOON).fresh_until == until


def test_the_age_that_a_page_has_already_counts() -> None:
    headers = {"cache-control": "max-age=60", "age": "45"}
    assert cache_terms(headers, NOON).fresh_until == NOON + timedelta(seconds=15)
    assert cache_terms({**headers, "age": "60"}, NOON).fresh_until is None


@pytest.mark.parametrize("said", ["no-store", "max-age=60,NO-STORE", 'no-store="x"'])
def test_what_may_not_be_kept(said: str) -> None:
    assert not cache_terms({"cache-control": said}, NOON).may_be_kept


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("60", timedelta(seconds=60)),
        ("Fri, 02 Jan 2026 12:01:00 GMT", timedelta(seconds=60)),
        ("999999999999", LONGEST_WAIT),
        ("Fri, 02 Jan 9999 12:01:00 GMT", LONGEST_WAIT),
    ],
)
def test_when_a_server_lets_itself_be_asked_again(said: str, wait: timedelta) -> None:
    assert not_before({"retry-after": said}, NOON) == NOON + wait


@pytest.mark.parametrize("said", ["", "0", "-5", "1.5", "soon", "Thu, 01 Jan 2026 12:00:00 GMT", "٣"])
def test_what_is_no_wait_counts_as_not_said(said: str) -> None:
    assert not_before({"retry-after": said}, NOON) is None


@given(st.text(), st.text(), st.text())
def test_any_words_are_survived(control: str, age: str, after: str) -> None:
    cache_terms({"cache-control": control, "age": age}, NOON)
    not_before({"retry-after": after}, NOON)
