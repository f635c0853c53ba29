"""From a record to a candidate: its columns as a tool's fields, what is odd about them said, the rest cleaning's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from panel.domain.secret_shapes import without_likely, without_shapes
from panel.domain.source import Candidate, Rejected, Source
from panel.errors import Mistake
from panel.intake.characters import printable
from panel.intake.feed_formats.addresses import address, repository
from panel.intake.feed_formats.columns import Columns
from panel.intake.feed_formats.dates import dated
from panel.intake.feed_formats.pricing import pricing_model
from panel.intake.feed_formats.publishers import as_published
from panel.intake.feed_formats.record import Record
from panel.intake.tool_fields import dotted
from panel.intake.tools import clean_tool

TAGLINE_LIMIT = 200
"""Characters of a summary that is still a tagline."""

_REASON = 500
_NAME_OF_ENTRY = 200
_TAGS = 5
_OF_CLEANING = ("raw", "cleaning", "removed")

Fields = dict[str, object]


class ToolRows:
    """Makes candidates of one feed's records."""

    def __init__(self, feed: str, columns: Columns, fetched_at: datetime) -> None:
        self._feed = feed
        self._columns = columns
        self._fetched_at = fetched_at

    def read(self, record: Record) -> Candidate | Rejected:
        """The tool that the record describes, or why it describes none."""
        try:
            return self._candidate(as_published(record))
        except Mistake as mistake:
            place = f"{record.place}: " if record.place else ""
            return self.rejected(record.row, place + str(mistake))

    def rejected(self, row: int, reason: str) -> Rejected:
        """A refusal on one line, without anything that may be a secret."""
        line = printable("; ".join(reason.splitlines()))
        return Rejected(feed=self._feed, row=row, reason=without_likely(line)[:_REASON])

    def _candidate(self, record: Record) -> Candidate:
        fields = self._fields(record)
        _refuse_nul(fields)
        notes = list(record.notes)
        entry, page = fields.pop("external_id", None), fields.pop("source_url", None)
        source = Source(
            feed=self._feed, row=record.row, external_id=_entry(entry), url=address(page, "page").text if page else None
        )
        _lists(fields)
        _price(fields)
        _texts(fields)
        notes += _addresses(fields)
        if "published" in fields:
            fields["published"], odd = dated(fields["published"], self._fetched_at)
            notes += odd
        tool = clean_tool(fields, dotted)
        return Candidate(
            tool=tool, source=source, is_slug_given=bool(fields.get("slug")), notes=tuple(dict.fromkeys(notes))
        )

    def _fields(self, record: Record) -> Fields:
        """The row by fields. What an earlier cleaning changed is believed where the panel itself wrote it alone."""
        if not record.is_own:
            return self._columns.fields(record.values)
        foreign = {column: value for column, value in record.values.items() if column not in _OF_CLEANING}
        own = {field: record.values[field] for field in ("raw", "cleaning") if field in record.values}
        return {**self._columns.fields(foreign), **own}


def _refuse_nul(fields: Mapping[str, object]) -> None:
    for field, value in fields.items():
        if isinstance(value, str) and "\0" in value:
            raise Mistake(f"{field}: a NUL byte; take it out")


def _entry(given: object) -> str | None:
    """What the feed calls the entry; one that is long, or may be a secret, by its hash."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    text = str(given).strip()
    if not text:
        return None
    if len(text) > _NAME_OF_ENTRY or without_shapes(text) != text or not text.isprintable():
        return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return text


def _lists(fields: Fields) -> None:
    """Lists and things with names as text, and text as lists, where the field is of the other kind."""
    category = fields.get("category")
    if isinstance(category, list | tuple):
        fields["category"] = ", ".join(name for name in map(_named, category[:_TAGS]) if name) or None
    for field in ("category", "license"):
        if name := _named(fields.get(field)):
            fields[field] = name
    for field, separator in (("aliases", ","), ("facts", "\n")):
        value = fields.get(field)
        if isinstance(value, str):
            fields[field] = _json_list(value) or [part.strip() for part in value.split(separator) if part.strip()]


def _named(tag: object) -> str | None:
    name = tag.get("name") if isinstance(tag, Mapping) else tag
    return name if isinstance(name, str) else None


def _json_list(text: str) -> list[object] | None:
    if not text.lstrip().startswith("["):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def _price(fields: Fields) -> None:
    """The price as text, and how the tool is paid for where the words are known; words that are not stay a price."""
    price, model = fields.get("pricing"), fields.get("pricing_model")
    if isinstance(price, int | float | Decimal) and not isinstance(price, bool):
        fields["pricing"] = price = str(price)
    if isinstance(model, str):
        fields["pricing_model"] = pricing_model(model)
        if fields["pricing_model"] is None and not price:
            fields["pricing"] = model
    if isinstance(price, str) and not fields.get("pricing_model"):
        fields["pricing_model"] = pricing_model(price)


def _texts(fields: Fields) -> None:
    """A summary is the description where there is no other, and a tagline where it is short enough."""
    tagline = fields.get("tagline")
    if not isinstance(tagline, str):
        return
    if not fields.get("description") and not fields.get("facts"):
        fields["description"] = tagline
    if len(tagline) > TAGLINE_LIMIT:
        del fields["tagline"]


def _addresses(fields: Fields) -> list[str]:
    notes: list[str] = []
    if "url" in fields:
        fields["url"], odd = address(fields["url"], "address")
        notes += odd
    links: dict[str, None] = {}
    for given in fields.get("links") or ():  # type: ignore[attr-defined]
        for one in given.split() if isinstance(given, str) else [given]:
            text, odd = repository(one)
            notes += odd
            if text:
                links[text] = None
    if "links" in fields:
        fields["links"] = list(links)
    return notes
