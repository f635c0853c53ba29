"""Dates of feeds, as days in UTC or as the feed says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.feed_formats.dates import dated
from tests.builders import NOON

ZONELESS, UNREAD, AHEAD = (
    ("its date names no zone and is taken for UTC",),
    ("its date cannot be read and stays as the feed says it",),
    ("its date lies ahead",),
)


@pytest.mark.parametrize(
    ("said", "text", "notes"),
    [
        ("2025-12-01", "2025-12-01", ()),
        ("2025-12-01T23:00:00-08:00", "2025-12-02", ()),
        ("2025-12-01 10:00:00Z", "2025-12-01", ()),
        ("2025-12-01T10:00:00", "2025-12-01", ZONELESS),
        ("Mon, 01 Dec 2025 23:30:00 EST", "2025-12-02", ()),
        ("1 Dec 2025 10:00:00 +0000", "2025-12-01", ()),
        (1700000000, "2023-11-14", ()),
        ("1700000000", "2023-11-14", ()),
        (1700000000000, "2023-11-14", ()),
        (1700000000.5, "2023-11-14", ()),
        (date(2025, 12, 1), "2025-12-01", ()),
        (datetime(2025, 12, 1, 23, tzinfo=timezone(timedelta(hours=-8))), "2025-12-02", ()),
        ("2024", "2024", ()),
        ("2024-05", "2024-05", ()),
        ("July 18, 2017", "July 18, 2017", UNREAD),
        ("31/12/2026", "31/12/2026", UNREAD),
        ("2025-02-30", "2025-02-30", UNREAD),
        ("soon", "soon", UNREAD),
        (True, "True", UNREAD),
        ("9999-12-31T23:59:59-12:00", "9999-12-31", AHEAD),
    ],
)
def test_a_date_is_a_day_in_utc_or_stays_as_it_is(said: object, text: str, notes: tuple[str, ...]) -> None:
    assert dated(said, NOON) == (text, notes)


def test_a_date_is_said_to_lie_ahead_from_two_days_on() -> None:
    # NOON is 2 January 2026, 12:00: two days later it is noon of the fourth.
    assert dated("2026-01-04T12:00:00Z", NOON).notes == ()
    assert dated("2026-01-04T12:00:01Z", NOON).notes == AHEAD
    assert dated("2026-01-05", NOON) == ("2026-01-05", AHEAD)


@given(st.text(max_size=60) | st.integers() | st.floats() | st.booleans() | st.datetimes(timezones=st.just(UTC)))
def test_whatever_a_date_is_it_becomes_a_text(said: object) -> None:
    assert isinstance(dated(said, NOON).text, str)
