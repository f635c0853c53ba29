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


@pytest.mark.parametrize(
    ("expires", "seconds"),
    [
        ("Fri, 02 Jan 2026 12:01:00 GMT", 60),
        ("Fri, 02 Jan 2026 12:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0", None),
        ("-1", None),
        ("tomorrow", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_FRESH.total_seconds()),
    ],
)
def test_a_page_is_fresh_until_it_expires(expires: str, seconds: float | None) -> None:
    until = NOON + timedelta(seconds=seconds) if seconds is not None else None
    assert cache_terms({"expires": expires}, NOON).fresh_until == until


def test_an_expiry_is_by_the_clock_of_its_server() -> None:
    headers = {"date": "Thu, 02 Jan 2025 12:00:00 GMT", "expires": "Thu, 02 Jan 2025 12:01:00 GMT", "age": "20"}
    assert cache_terms(headers, NOON).fresh_until == NOON + timedelta(seconds=40)
    assert cache_terms({**headers, "date": "0"}, NOON).fresh_until is None


@pytest.mark.parametrize("said", ["max-age=0", "max-age=soon", "no-cache", "no-store"])
def test_what_cache_control_says_goes_before_an_expiry(said: str) -> None:
    assert cache_terms({"cache-control": said, "expires": "Fri, 02 Jan 2026 12:01:00 GMT"}, NOON).fresh_until is None


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, 50),
        ({"cache-control": "public, must-revalidate", "date": "Fri, 02 Jan 2026 12:00:00 GMT"}, 50),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "private, no-cache"}, None),
        ({"cache-control": "no-store"}, None),
        ({"expires": "0"}, None),
        ({"pragma": "no-cache"}, None),
    ],
)
def test_a_page_is_fresh_for_a_while_where_its_server_says_nothing(
    headers: dict[str, str], minutes: int | None
) -> None:
    until = NOON + timedelta(minutes=minutes) if minutes else None
    assert cache_terms(headers, NOON, unsaid=timedelta(minutes=50)).fresh_until == until


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


@given(st.text(), st.text(), st.text(), st.text())
def test_any_words_are_survived(control: str, age: str, after: str, when: str) -> None:
    cache_terms({"cache-control": control, "age": age}, NOON)
    cache_terms({"expires": when, "date": after, "age": age}, NOON)
    not_before({"retry-after": after}, NOON)
