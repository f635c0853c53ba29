"""Which format a feed is in: what it holds counts before what it is served as, and that before its name."""

from __future__ import annotations

import json
import re

from panel.errors import Mistake
from panel.intake.feed_formats.json_feed import VERSION
from panel.intake.feed_formats.syndication import refuse_definitions, root_of

FORMATS = ("jsonl", "json", "json_feed", "csv", "tsv", "parquet", "rss", "atom")

_SPELLINGS = {"ndjson": "jsonl", "jsonfeed": "json_feed", "xml": "rss", "rdf": "rss", "pq": "parquet", "tab": "tsv"}

_PACKED = {
    b"\x1f\x8b": "compressed with gzip; unpack it with gunzip first",
    b"BZh": "compressed with bzip2; unpack it first",
    b"\xfd7zXZ\x00": "compressed with xz; unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; unpack it first",
    b"PK\x03\x04": "a zip archive or a spreadsheet; unpack it, or save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "a spreadsheet or another office file; save the sheet as CSV",
    b"%PDF": "a PDF; name a feed instead",
    b"SQLite format 3": "a database; export the table as CSV or JSON Lines",
    b"ARROW1": "an Arrow file; save it as Parquet",
}
_XML = {"rss": "rss", "rdf": "rss", "channel": "rss", "feed": "atom"}
_NOT_FEEDS = {
    "opml": "OPML, which lists feeds and no tools; name the feeds that it lists",
    "html": "a web page, not a feed; name the address of the feed itself, or a file of it",
    "urlset": "a sitemap, not a feed; name a feed",
    "sitemapindex": "a sitemap, not a feed; name a feed",
    "svg": "a picture, not a feed; name a feed",
}
_HTML = re.compile(r"(?i)\s*<(?:!doctype\s+html|html|head|body|title|meta|script|div|p|h1|table)\b")
_TYPES = {
    "text/csv": "csv",
    "application/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/jsonlines": "jsonl",
    "application/json": "json",
    "application/feed+json": "json_feed",
}
_VERSION = re.compile(r'"version"\s*:\s*"' + re.escape(VERSION).replace("/", r"\\?/"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NAMES = "JSON Lines, JSON, CSV, TSV, Parquet, RSS, Atom or JSON Feed"


def chosen_format(name: str) -> str:
    """The format that the user names. Raises Mistake for another."""
    plain = name.strip().lower().lstrip(".").replace("-", "_")
    known = _SPELLINGS.get(plain, plain)
    if known not in FORMATS:
        raise Mistake(f"no feed format {name[:40]!r}; there are {', '.join(FORMATS)}")
    return known


def is_parquet(head: bytes) -> bool:
    """Whether a feed begins as Parquet does."""
    return head.startswith((b"PAR1", b"PARE"))


def refuse_packed(head: bytes) -> None:
    """Raise Mistake for what is no feed in any encoding."""
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        raise Mistake("empty; name a feed that holds something")
    for mark, what in _PACKED.items():
        if head.startswith(mark):
            raise Mistake(what)


def format_of(start: str, name: str, content_type: str | None, chosen: str | None) -> str:
    """The format of a text that starts so. Raises Mistake for what is no feed, with what to do instead."""
    if len(_CONTROLS.findall(start)) > 0.05 * len(start):
        raise Mistake(f"a binary file; name a feed of {_NAMES}")
    text = start.lstrip()
    if text.startswith("<"):
        return _markup(text, chosen)
    if chosen in ("rss", "atom"):
        raise Mistake(f"no XML, so not {chosen}; name the format that it is in, or leave it out")
    if chosen:
        return chosen
    said = _said(name, content_type)
    if text.startswith("{"):
        return _objects(text, said)
    if text.startswith("["):
        return "jsonl" if said == "jsonl" and _is_one_of_several(text) else "json"
    if said in ("json", "json_feed"):
        raise Mistake("not valid JSON; it starts with neither [ nor {")
    if text.startswith("---"):
        raise Mistake("a tool file, not a feed; give it to panel review")
    return said if said in ("csv", "tsv", "jsonl") else "csv"


def _markup(text: str, chosen: str | None) -> str:
    root = root_of(text)
    if root in _NOT_FEEDS:
        raise Mistake(_NOT_FEEDS[root])
    if root not in _XML and _HTML.match(text):
        raise Mistake(_NOT_FEEDS["html"])
    if root in _XML and chosen in (None, "rss", "atom"):
        return _XML[root]
    if chosen:
        return chosen
    refuse_definitions(text)
    raise Mistake("XML, but neither RSS nor Atom; name a feed")


def _objects(text: str, said: str | None) -> str:
    first, _, rest = text.partition("\n")
    if _VERSION.search(text):
        return "json_feed"
    if first.rstrip().endswith(("{", "[")):
        return "json"
    # A first line that is broken is still a line where the next one begins as an object does.
    is_line = rest.lstrip().startswith("{") and not first.rstrip().endswith((",", ":"))
    return "jsonl" if said == "jsonl" or is_line or _is_one_of_several(text) else "json"


def _is_one_of_several(text: str) -> bool:
    """Whether the first line is a JSON value and another follows it."""
    first, _, rest = text.partition("\n")
    return bool(rest.strip()) and _is_value(first)


def _is_value(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _said(name: str, content_type: str | None) -> str | None:
    served = _TYPES.get((content_type or "").partition(";")[0].strip().lower())
    ending = re.split(r"[?#]", name)[0].rpartition(".")[2].lower()
    known = _SPELLINGS.get(ending, ending)
    return served or (known if known in FORMATS else None)
