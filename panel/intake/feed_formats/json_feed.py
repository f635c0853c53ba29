"""JSON Feed: what its items' fields mean, in the names that RSS and Atom are read with too.

Version 1.1 of the format (jsonfeed.org): ``url`` is the entry's page, and ``external_url`` the page that it is about.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

from panel.intake.feed_formats.json_values import read_json_values
from panel.intake.feed_formats.record import Record, Records

VERSION = "https://jsonfeed.org/version/"

_SAME = ("title", "summary", "id", "image", "banner_image", "language")


def read_json_feed(stream: io.RawIOBase) -> Records:
    """The items of a JSON Feed."""
    for row in read_json_values(stream):
        yield replace(row, values=_values(row.values)) if isinstance(row, Record) else row


def _values(item: Mapping[str, object]) -> dict[str, object]:
    page, about = item.get("url"), item.get("external_url")
    values = {
        **{name: item.get(name) for name in _SAME},
        "content": item.get("content_html") or item.get("content_text"),
        "link": about or page,
        "permalink": page,
        "category": item.get("tags"),
        "published": item.get("date_published"),
    }
    return {column: value for column, value in values.items() if value}
