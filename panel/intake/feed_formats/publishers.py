"""What some publishers' feeds mean by their fields, where that is not what the fields' names say.

Each is known by the row itself, so a feed that mixes them is read right, and a row of nobody's is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from panel.intake.feed_formats.record import Record

Values = Mapping[str, object]

_RELEASE = re.compile(r"(https://github\.com/[\w.-]+/([\w.-]+))/releases/tag/.{1,200}")
_PARAGRAPH = re.compile(r"(?i)<p\b[^<>]{0,200}>")
_SHOW_HN = re.compile(r"(?i)\s*Show HN:\s*")
_SEPARATOR = re.compile(r"\s[–—-]\s|:\s")
_SUBMISSION = re.compile(r"(?i) (?:\((?:19|20)\d\d\)|\[(?:pdf|video|audio)\])\Z")
"""What Hacker News puts behind a title: the year of what is linked, or what kind of file it is."""

_LONGEST_SUBMISSION = len(" [video]")

_FOOTER = re.compile(r"(?is)(?:<hr\b[^<>]*>\s*)?<p>(?:Article|Comments) URL: <a .*|<a [^<>]*>Comments</a>\s*\Z")
"""What feeds of Hacker News write in place of a text, or below it: links, points and a count of comments."""

_IS_SLUG = "its slug is Product Hunt's for the post, not the tool's, and is left out"
_IS_PAGE = "its address is the entry's page at {}, not its own, and is left out"


def as_published(record: Record) -> Record:
    """The record by what its publisher means."""
    readers = (_openrouter_model, _github_release, _product_hunt_entry, _product_hunt_post, _hacker_news_story)
    for reads in readers:
        if (read := reads(record.values)) is not None:
            values, notes = read
            return replace(record, values=values, notes=(*record.notes, *notes))
    return record


_Reading = tuple[Values, tuple[str, ...]]
Reader = Callable[[Values], _Reading | None]


def _openrouter_model(values: Values) -> _Reading | None:
    """A model of ``/api/v1/models``: prices are strings, in dollars a token; ``canonical_slug`` never changes."""
    prices = values.get("pricing")
    if not isinstance(prices, Mapping) or "canonical_slug" not in values:
        return None
    ask, answer = _million(prices.get("prompt")), _million(prices.get("completion"))
    known: dict[str, object] = {}
    if ask is not None and answer is not None:
        known["pricing"] = "Free" if ask == answer == 0 else f"${ask:f} in, ${answer:f} out per million tokens"
        known["pricing_model"] = "free" if ask == answer == 0 else "usage"
    return {
        "name": values.get("name"),
        "description": values.get("description"),
        "category": "Models",
        "url": f"https://openrouter.ai/{model}" if (model := _text(values, "id")) else None,
        "created": values.get("created"),
        "external_id": values.get("canonical_slug"),
        **known,
    }, ()


def _github_release(values: Values) -> _Reading | None:
    """An entry of ``releases.atom``: its title is the version; many entries are one tool."""
    release = _RELEASE.fullmatch(_text(values, "link"))
    if release is None:
        return None
    kept = {name: values[name] for name in ("id", "content", "summary") if name in values}
    named = {"name": release[2], "url": release[1], "repository": release[1], "source_url": release[0]}
    return {**kept, **named}, ("one of a repository's releases: the text is that release's",)


def _product_hunt_entry(values: Values) -> _Reading | None:
    """An entry of the Atom feed: the content begins with the tagline, and every link in it leads to Product Hunt."""
    link = _text(values, "link")
    if not _is_at(link, "producthunt.com"):
        return None
    first = _first_paragraph(_text(values, "content") or _text(values, "summary"))
    kept = {name: values[name] for name in ("title", "id", "published", "category") if name in values}
    tagline = {"tagline": first} if first else {}
    return {**kept, **tagline, "source_url": link}, (_IS_PAGE.format("Product Hunt"),)


def _product_hunt_post(values: Values) -> _Reading | None:
    """A post of the GraphQL API: ``url`` is its page, and ``website`` leads to the tool by way of Product Hunt.

    Its slug is Product Hunt's name for the post, where a second tool of one name is given a number.
    """
    page = _text(values, "url")
    if not _is_at(page, "producthunt.com") or "website" not in values:
        return None
    is_counted = _is_at(_text(values, "website"), "producthunt.com")
    topics = values.get("topics")
    is_of_api = is_counted or isinstance(topics, Mapping)
    left = ("url", *(("website",) if is_counted else ()), *(("slug",) if is_of_api else ()))
    kept = {name: value for name, value in values.items() if name not in left}
    if isinstance(topics, Mapping):
        kept["topics"] = _nodes(topics)
    notes = (_IS_PAGE.format("Product Hunt"),) if not kept.get("website") else ()
    return {**kept, "source_url": page}, (*notes, *((_IS_SLUG,) if "slug" in values and is_of_api else ()))


def _hacker_news_story(values: Values) -> _Reading | None:
    """A story of the search API, or one with "Show HN:" before its title: there, a separator ends the name."""
    tags, begun = values.get("_tags"), _SHOW_HN.match(_text(values, "title"))
    is_found = isinstance(tags, list) and "story" in tags
    if begun is None and not is_found:
        return None
    title = _as_submitted(_text(values, "title"))
    name, *tagline = _SEPARATOR.split(title[begun.end() :], maxsplit=1) if begun else (title,)
    read: dict[str, object] = {**values, "title": name, **({"tagline": tagline[0]} if tagline else {})}
    if is_found:
        del read["_tags"]
    read |= {column: _FOOTER.sub("", text) for column in ("summary", "content") if (text := _text(values, column))}
    link = _text(values, "url") or _text(values, "link")
    page = _text(values, "comments")
    if item := values.get("objectID"):
        page = f"https://news.ycombinator.com/item?id={item}"
    if not link or _is_at(link, "news.ycombinator.com"):
        read = {column: value for column, value in read.items() if column not in ("url", "link")}
        return {**read, "source_url": link or page}, (_IS_PAGE.format("Hacker News"),)
    return {**read, "source_url": page or None}, ()


def _as_submitted(title: str) -> str:
    """A title without what Hacker News puts behind it, however much of that there is."""
    title = title.rstrip()
    end = len(title)
    while found := _SUBMISSION.search(title[max(end - _LONGEST_SUBMISSION, 0) : end]):
        if not title[: end - len(found[0])].strip():
            break
        end -= len(found[0])
    return title[:end]


def _nodes(connection: Mapping[str, object]) -> list[object]:
    """What a GraphQL connection lists."""
    edges = connection.get("edges")
    if not isinstance(edges, list):
        edges = connection.get("nodes")
    listed: list[object] = edges if isinstance(edges, list) else []
    return [edge["node"] if isinstance(edge, Mapping) and "node" in edge else edge for edge in listed]


def _text(values: Values, column: str) -> str:
    value = values.get(column)
    return value if isinstance(value, str) else ""


def _first_paragraph(html: str) -> str:
    begun = _PARAGRAPH.search(html)
    return html[begun.end() :].partition("</p>")[0] if begun else ""


def _is_at(link: str, domain: str) -> bool:
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return False
    return host == domain or host.endswith(f".{domain}")


def _million(price: object) -> Decimal | None:
    """A price a token as a price per million tokens, without trailing zeros."""
    try:
        price = Decimal(price) if isinstance(price, str) and len(price) < 40 else None
    except InvalidOperation:
        return None
    if price is None or not price.is_finite() or not 0 <= price <= 1 or price.adjusted() < -20:
        return None
    return (price * 10**6).normalize() + 0
