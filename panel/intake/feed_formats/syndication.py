"""RSS and Atom, read by feedparser from bytes that are already text, without definitions of entities.

Given a name the library would open it, so it is only ever given bytes. It makes nothing relative absolute inside texts
and sanitises nothing: cleaning does that, and records what it took out.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from panel.errors import Mistake
from panel.intake.feed_formats.dates import moment
from panel.intake.feed_formats.record import Record, Records, Remarks, Unreadable

SIZE_LIMIT = 10 * 1024 * 1024
ENTRY_LIMIT = 20_000
TAG_LIMIT = 600_000
"""Signs that open a tag: the library takes some 15 µs for each, however deep they stand."""

REFERENCE_LIMIT = 1_500_000
"""Entities: the library takes some 80 bytes of memory for each."""

_ROOT = re.compile(r"<([a-zA-Z][\w.:-]{0,60})")
_PASSED = re.compile(r"(?is)\s+|<!--.*?-->|<\?.*?\?>|<!doctype\b[^<>\[]*(?:\[.*?\]\s*)?>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DEFINITION = re.compile(r"<!\s*(?:ENTITY|ATTLIST|ELEMENT|NOTATION)\b|<!DOCTYPE[^<>\[]*\[", re.IGNORECASE)
_MARKED = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_MARK = re.compile(r"<!--|<!\[CDATA\[|<\?")
_ENTRY_TAG = re.compile(r"<(/?)(?:[\w.-]{1,40}:)?(?:item|entry)(?:\s[^<>]*)?>", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_TAIL = 4_096
"""Characters at the end among which the last tag is: some servers write remarks behind it."""


def read_syndication(stream: io.RawIOBase, name: str, remarks: Remarks) -> Records:
    """The entries of a feed; raises Mistake where it is too big or defines entities."""
    entries, is_cut = _entries(_text(stream, remarks), name, remarks)
    for row, entry in enumerate(entries[:ENTRY_LIMIT], start=1):
        yield Record(row, _values(entry))
    if len(entries) > ENTRY_LIMIT:
        yield Unreadable(ENTRY_LIMIT + 1, f"over {ENTRY_LIMIT:,} entries; those after it are not read", is_last=True)
    elif is_cut:
        yield Unreadable(len(entries) + 1, "the feed is cut off here", is_last=True)


def root_of(text: str) -> str:
    """The name of the first element, in small letters and without its prefix; empty where there is none.

    A DOCTYPE is passed over, whatever it is called.
    """
    at = 0
    while passed := _PASSED.match(text, at):
        at = passed.end()
    root = _ROOT.match(text, at)
    return root[1].lower().rpartition(":")[2] if root else ""


def refuse_definitions(text: str) -> None:
    """Raise Mistake where a document defines entities, with which a few bytes can stand for gigabytes, or a file."""
    if any(_DEFINITION.search(piece) for piece in _unmarked(text)):
        raise Mistake("the feed defines XML entities, which are not read; take its DOCTYPE out")


def _text(stream: io.RawIOBase, remarks: Remarks) -> str:
    content = io.BufferedReader(stream).read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise Mistake(f"over {SIZE_LIMIT // 2**20} MB of XML; split the feed, or give it as JSON Lines or CSV")
    text = content.decode()
    if text.count("<") > TAG_LIMIT or text.count("&") > REFERENCE_LIMIT:
        raise Mistake(f"over {TAG_LIMIT:,} XML tags or {REFERENCE_LIMIT:,} entities; split the feed")
    if _ILLEGAL.search(text):
        remarks.add("characters that XML does not allow are taken out")
        text = _ILLEGAL.sub("", text)
    return _DECLARATION.sub("", text)


def _entries(text: str, name: str, remarks: Remarks) -> tuple[Sequence[Any], bool]:
    """The entries that are whole, and whether the feed was cut off behind them."""
    refuse_definitions(text)
    entries = _parsed(text, name, remarks)
    is_cut = not _END.search(text[-_TAIL:])
    return entries[:-1] if is_cut and entries and _is_inside_an_entry(text) else entries, is_cut


def _is_inside_an_entry(text: str) -> bool:
    """Whether at the end an entry has begun and not ended."""
    tags = [match[1] for piece in _unmarked(text) for match in _ENTRY_TAG.finditer(piece)]
    return bool(tags) and not tags[-1]


def _unmarked(text: str) -> Iterator[str]:
    """The pieces of a document that are neither comment nor quoted text."""
    at = 0
    while (mark := _MARK.search(text, at)) is not None:
        yield text[at : mark.start()]
        end = text.find(_MARKED[mark[0]], mark.end())
        if end < 0:
            return
        at = end
    yield text[at:]


def _parsed(text: str, name: str, remarks: Remarks) -> list[Any]:
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8"}
    if name.startswith(("https://", "http://")):
        headers["content-location"] = name
    content = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        parsed = feedparser.parse(content, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except Exception:  # noqa: BLE001 - what broken XML makes the library raise is written nowhere
        raise Mistake("XML that cannot be read as RSS or Atom; mend the feed") from None
    if parsed.get("bozo"):
        remarks.add("the feed is not well-formed XML; it is read as far as it can be")
    entries: list[Any] = parsed.get("entries", [])
    return entries


def _values(entry: Any) -> dict[str, object]:  # noqa: ANN401 - feedparser ships no types
    """An entry's parts by the names that they have here, whichever format they come from."""
    # The library's own dictionary answers for keys that are not there, and warns of it.
    given = dict.items(entry)
    parts: dict[str, object] = dict(given)
    content = [one.get("value") for one in parts.get("content") or [] if one.get("value")]  # type: ignore[attr-defined]
    tags = [tag.get("label") or tag.get("term") for tag in parts.get("tags") or []]  # type: ignore[attr-defined]
    values = {
        "title": parts.get("title"),
        # The library gives the content as the summary where there is none.
        "summary": parts.get("summary") if content and parts.get("summary") != content[0] else None,
        "content": content[0] if content else parts.get("summary"),
        "link": parts.get("link"),
        "permalink": parts.get("link"),
        "id": parts.get("id"),
        "category": [tag for tag in tags if tag],
        "published": _date(parts),
        "comments": parts.get("comments"),
    }
    return {column: value for column, value in values.items() if value}


def _date(parts: dict[str, object]) -> object:
    kind = "published" if parts.get("published") else "updated"
    said, parsed = parts.get(kind), parts.get(f"{kind}_parsed")
    if moment(said) is None and parsed:
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC)  # type: ignore[arg-type]
        except (ValueError, OverflowError, OSError):
            return said
    return said
