"""The fields of a tool as others wrote them, checked one by one and made into a cleaned Tool."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import regex

from panel.domain.tool import DOSSIER_LIMIT, Fact, PricingModel, Tool
from panel.errors import Mistake
from panel.intake.clean import FACT_LINES, LINES, clean_line, clean_tool
from panel.intake.slugs import derived_slug

NAME_LIMIT = 80
"""Graphemes in a name."""

Placed = tuple[str | int, ...]
At = Callable[[Placed], str]

KNOWN = (
    "name",
    "slug",
    "aliases",
    "tagline",
    "category",
    "pricing",
    "pricing_model",
    "license",
    "best_for",
    "url",
    "links",
    "published",
    "facts",
    "description",
)
_EXPORTED = ("raw", "removed", "cleaning")
_SLUG = re.compile(r"[a-z0-9-]{1,80}")


def tool_of(fields: dict[str, Any], at: At) -> Tool:
    """Check every field and return the cleaned tool. Raises Mistake that lists all that is wrong, each with ``at``."""
    check = _Check(fields, at)
    check.names()
    name = check.line("name")
    values: dict[str, Any] = {field: check.line(field) for field in LINES if field != "name"}
    values["description"] = check.text("description")
    values["pricing_model"] = check.pricing_model()
    values["url"] = check.url(("url",), fields.get("url"))
    values["links"] = tuple(
        link for at_, one in enumerate(check.list("links")) if (link := check.url(("links", at_), one))
    )
    values["aliases"] = tuple(
        slug for at_, one in enumerate(check.list("aliases")) if (slug := check.slug(("aliases", at_), one))
    )
    values["facts"] = tuple(
        fact for at_, one in enumerate(check.list("facts")) if (fact := check.fact(at_, one)) is not None
    )
    values["raw"] = check.raw()
    given = check.slug(("slug",), fields.get("slug"))
    if name is None:
        check.wrong(("name",), "missing; a tool needs a name")
    if not values["description"] and not values["facts"] and not check.is_wrong("facts"):
        check.wrong((), "a tool needs a description or at least one fact")
    check.finish()
    return _cleaned(str(name), given, values, at)


def _cleaned(name: str, given: str | None, values: dict[str, Any], at: At) -> Tool:
    seen = clean_line(values["raw"].get("name", name), "name").text
    if not seen:
        raise Mistake(f"{at(('name',))}name: nothing is left of it after cleaning; give a name that can be read")
    if len(regex.findall(r"\X", seen)) > NAME_LIMIT:
        raise Mistake(f"{at(('name',))}name: over {NAME_LIMIT} characters; shorten it")
    slug = given or derived_slug(seen, values["url"])
    tool = clean_tool(Tool.model_validate({"slug": slug, "name": name, **values}))
    if not tool.description and not tool.facts:
        raise Mistake(f"{at(())}nothing is left of the description after cleaning; give text that can be read")
    if tool.dossier.length > DOSSIER_LIMIT:
        raise Mistake(
            f"{at(())}the dossier has {tool.dossier.length:,} characters; at most {DOSSIER_LIMIT:,} are read, "
            "shorten the description or the facts"
        )
    return tool


class _Check:
    """Reads fields of one mapping and gathers what is wrong with them."""

    def __init__(self, fields: Mapping[str, Any], at: At) -> None:
        self._fields = fields
        self._at = at
        self._problems: list[tuple[Placed, str]] = []

    def finish(self) -> None:
        """Raise everything at once, if there is anything."""
        if self._problems:
            raise Mistake("\n".join(f"{self._at(place)}{_named(place)}{what}" for place, what in self._problems))

    def wrong(self, place: Placed, what: str) -> None:
        """Note a problem."""
        self._problems.append((place, what))

    def is_wrong(self, field: str) -> bool:
        """Whether something in a field is wrong already."""
        return any(place[:1] == (field,) for place, _ in self._problems)

    def names(self) -> None:
        """Note the fields that a tool does not have."""
        for name in self._fields:
            if name not in KNOWN and name not in _EXPORTED:
                close = difflib.get_close_matches(name, KNOWN, n=1)
                hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(KNOWN)}"
                self.wrong((name,), f"no such field; {hint}")

    def text(self, field: str) -> str | None:
        """A text, or None where nothing is stated."""
        return self._text((field,), self._fields.get(field))

    def line(self, field: str) -> str | None:
        """The same; one-line fields are joined by cleaning."""
        return self.text(field)

    def list(self, field: str) -> list[Any]:
        """A list; nothing stated is an empty one."""
        given = self._fields.get(field)
        if given is None:
            return []
        if not isinstance(given, (list, tuple)):
            self.wrong((field,), f"expected a list, found {_shown(given)}")
            return []
        return list(given)

    def pricing_model(self) -> PricingModel:
        """One of the closed list."""
        given = self._fields.get("pricing_model")
        allowed = [model.value for model in PricingModel]
        if given is None:
            return PricingModel.UNKNOWN
        if given not in allowed:
            self.wrong(("pricing_model",), f"{_shown(given)} is none of {', '.join(allowed)}")
            return PricingModel.UNKNOWN
        return PricingModel(given)

    def slug(self, place: Placed, given: object) -> str | None:
        """A slug as it was given."""
        if given is None:
            return None
        if not isinstance(given, str) or not _SLUG.fullmatch(given):
            self.wrong(place, f"{_shown(given)} is no slug; use a-z, 0-9 and hyphens, at most 80")
            return None
        return given

    def url(self, place: Placed, given: object) -> str | None:
        """An http or https address without user information."""
        text = self._text(place, given)
        if text is None:
            return None
        text = text.strip()
        try:
            parts = urlsplit(text)
            has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            has_host = False
        if not has_host or parts.scheme not in ("http", "https") or re.search(r"[\s\x00-\x1f\x7f]", text):
            self.wrong(place, "not a web address; it starts with http:// or https://")
            return None
        if parts.username is not None or parts.password is not None:
            self.wrong(place, "an address with a user name or password in it; take them out")
            return None
        return text

    def fact(self, index: int, given: object) -> Fact | None:
        """A fact: a text by itself, or a mapping with text, source, quote and retrieved_at."""
        place: Placed = ("facts", index)
        if isinstance(given, str) and given.strip():
            return Fact(text=given)
        if not isinstance(given, Mapping):
            self.wrong(place, f"expected a statement or a mapping with text; found {_shown(given)}")
            return None
        for name in given:
            if name not in FACT_LINES:
                self.wrong((*place, name), f"no such field; known: {', '.join(FACT_LINES)}")
        texts = {name: self._text((*place, name), given.get(name)) for name in FACT_LINES}
        if not texts["text"]:
            self.wrong((*place, "text"), "missing; a fact needs its statement")
            return None
        source = self.url((*place, "source"), texts["source"])
        return Fact(text=texts["text"], source=source, quote=texts["quote"], retrieved_at=texts["retrieved_at"])

    def raw(self) -> dict[str, str]:
        """The texts before cleaning that an exported tool brings."""
        given = self._fields.get("raw")
        if given is None:
            return {}
        if not isinstance(given, Mapping) or not all(isinstance(one, str) for one in given.values()):
            self.wrong(("raw",), "expected field paths with the text before cleaning; take it out")
            return {}
        return {str(path): text for path, text in given.items()}

    def _text(self, place: Placed, given: object) -> str | None:
        if given is None:
            return None
        if not isinstance(given, str):
            self.wrong(place, f"expected text, found {_shown(given)}; put it in quotes")
            return None
        return given if given.strip() else None


def _named(place: Placed) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    return f"{text}: " if text else ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
