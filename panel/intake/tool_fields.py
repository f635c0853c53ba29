"""A tool's fields as files, documents and tables give them: their types, and what is wrong with them in plain words."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import regex
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictStr, ValidationError
from pydantic_core import ErrorDetails

from panel.domain import field_path
from panel.domain.frozen import Slug
from panel.domain.tool import PricingModel
from panel.errors import Mistake
from panel.intake.addresses import what_is_wrong
from panel.intake.characters import printable

Path = tuple[str | int, ...]
Where = Callable[[Path], str]
"""Gives the words that a message on a field begins with: its file and line, or its path in a document."""

NAME_LIMIT = 80
"""Graphemes, the signs that a reader counts, in a name."""


def _dated(value: object) -> object:
    """A date that a reader of YAML or a table has already recognised, as its text again."""
    return value.isoformat() if isinstance(value, date) else value


def _stated(value: object) -> object:
    """A fact given as plain text, as a fact."""
    return {"text": value} if isinstance(value, str) else value


Text = StrictStr | None
DateText = Annotated[Text, BeforeValidator(_dated)]


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GivenFact(_Given):
    """One fact as it was given."""

    text: StrictStr
    source: Text = None
    quote: Text = None
    retrieved_at: DateText = None


class GivenTool(_Given):
    """A tool's fields as they were given; ``removed`` and ``cleaning`` say what an earlier cleaning did."""

    name: StrictStr
    slug: Annotated[Slug, Field(strict=True)] | None = None
    aliases: tuple[Annotated[Slug, Field(strict=True)], ...] | None = None
    tagline: Text = None
    category: Text = None
    pricing: Text = None
    pricing_model: PricingModel | None = None
    license: Text = None
    best_for: Text = None
    url: Text = None
    links: tuple[StrictStr, ...] | None = None
    published: DateText = None
    facts: tuple[Annotated[GivenFact, BeforeValidator(_stated)], ...] | None = None
    description: Text = None
    raw: dict[StrictStr, StrictStr] | None = None
    removed: Any = None
    cleaning: Any = None


def given_tool(fields: Mapping[str, object], where: Where) -> GivenTool:
    """The fields with their types checked. Raises Mistake, a line for each thing that is wrong."""
    try:
        return GivenTool.model_validate(_decodable(dict(fields)))
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=True)
        raise Mistake("\n".join(f"{where(_place(one))}: {_wrong(one)}" for one in problems)) from None


def unfit_values(given: GivenTool) -> Iterator[tuple[Path, str]]:
    """What is wrong with values of the right type: where, and how to mend it."""
    addresses: list[tuple[Path, str | None]] = [(("url",), given.url)]
    addresses += [(("links", at), link) for at, link in enumerate(given.links or ())]
    addresses += [(("facts", at, "source"), fact.source) for at, fact in enumerate(given.facts or ())]
    for path, address in addresses:
        stripped = (address or "").strip()
        if (stripped or path[0] == "links") and (wrong := what_is_wrong(stripped)):
            yield path, wrong


def name_is_too_long(name: str) -> bool:
    """Whether a cleaned name has more signs than a page has room for."""
    return len(regex.findall(r"\X", name[: NAME_LIMIT * 40])) > NAME_LIMIT or len(name) > NAME_LIMIT * 40


def dotted(path: Path) -> str:
    """The path of a field as messages write it; a key that somebody made up is cut and made safe to show."""
    return field_path.dotted([part if isinstance(part, int) else printable(part)[:80] for part in path])


def _place(problem: ErrorDetails) -> Path:
    return tuple(part for part in problem["loc"] if part != "[key]")


def _wrong(problem: ErrorDetails) -> str:
    kind, found = problem["type"], problem["input"]
    if kind == "missing":
        return "missing; add it"
    if kind == "extra_forbidden":
        return f"no such field; {_nearest(problem['loc'])}"
    if kind == "enum":
        return f"expected one of {', '.join(PricingModel)}; found {_shown(found)}"
    if kind == "string_pattern_mismatch":
        return f"expected 1 to 80 of a-z, 0-9 and hyphens; found {_shown(found)}"
    if kind == "string_type":
        return f"expected text, found {_shown(found)}{_quoting(found)}"
    if kind in ("tuple_type", "list_type"):
        return f"expected a list, found {_shown(found)}"
    if kind in ("model_type", "model_attributes_type"):
        return f"expected text, or a fact with text, source, quote and retrieved_at; found {_shown(found)}"
    if kind == "dict_type":
        return f"expected keys and values, found {_shown(found)}"
    return problem["msg"][:1].lower() + problem["msg"][1:]


def _nearest(location: tuple[str | int, ...]) -> str:
    known = list(GivenFact.model_fields if location[0] == "facts" and len(location) > 1 else GivenTool.model_fields)
    close = difflib.get_close_matches(str(location[-1])[:80].lower(), known, n=1)
    public = ", ".join(name for name in known if name not in ("raw", "removed", "cleaning"))
    return f"did you mean {close[0]}?" if close else f"there are {public}"


def _quoting(found: object) -> str:
    """The fix for a value that YAML read as something other than text."""
    if isinstance(found, bool):
        return "; YAML reads yes, no, on and off as true or false, so put it in quotes"
    return "; put it in quotes" if isinstance(found, int | float) else ""


def _shown(found: object) -> str:
    names = {dict: "keys and values", list: "a list", tuple: "a list", type(None): "nothing", bool: str(found).lower()}
    text = names.get(type(found)) or ascii(found)
    return text if len(text) <= 60 else text[:59] + "…"


def _decodable(value: Any, depth: int = 4) -> Any:  # noqa: ANN401 - foreign values of any shape
    """The value without halves of characters, which no file could hold: text cut off in JSON ends with them."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    if depth and isinstance(value, dict):
        return {_decodable(name): _decodable(one, depth - 1) for name, one in value.items()}
    if depth and isinstance(value, list | tuple):
        return [_decodable(one, depth - 1) for one in value]
    return value
