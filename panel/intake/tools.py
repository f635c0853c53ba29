"""From given fields to a Tool: every text cleaned, what changed kept under ``raw``, a slug where none was given.

Where the fields hold a ``raw`` text, as an exported tool does, that text is what is cleaned, so export and import end
where they began. A text that was edited after the same cleaning made it stands against its ``raw``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from panel.domain.tool import DOSSIER_LIMIT, Fact, PricingModel, Removal, Tool
from panel.errors import Mistake
from panel.intake.clean import CLEANING, Cleaned, clean_line, clean_text
from panel.intake.slugs import derived_slug
from panel.intake.tool_fields import (
    NAME_LIMIT,
    GivenTool,
    Path,
    Where,
    dotted,
    given_tool,
    name_is_too_long,
    unfit_values,
)

_LINES = ("name", "tagline", "category", "pricing", "license", "published", "best_for")
_FACT_LINES = ("text", "quote", "retrieved_at")
_Cleaner = Callable[[str, str], Cleaned]
_Problem = tuple[Path, str]


def clean_tool(fields: Mapping[str, object], where: Where = dotted) -> Tool:
    """The tool that the fields describe. Raises Mistake, a line for each thing that is wrong, begun by ``where``."""
    given = given_tool(fields, where)
    cleaning = _Cleaning(given)
    texts = {name: cleaning.line((name,), getattr(given, name)) for name in _LINES}
    texts["description"] = cleaning.prose(("description",), given.description)
    facts = [
        {name: cleaning.line(("facts", at, name), getattr(fact, name)) for name in _FACT_LINES}
        | {"source": _address(fact.source)}
        for at, fact in enumerate(given.facts or ())
    ]
    problems = [*unfit_values(given), *cleaning.problems, *_gaps(texts, facts), *cleaning.strays()]
    if problems:
        raise Mistake("\n".join(_line(where(path), wrong) for path, wrong in problems))
    tool = _tool(given, texts, facts, cleaning)
    if (length := tool.dossier.length) > DOSSIER_LIMIT:
        wrong = f"the dossier has {length:,} characters; shorten description and facts until it has {DOSSIER_LIMIT:,}"
        raise Mistake(_line(where(("description",) if tool.description else ("facts",)), wrong))
    return tool


class _Cleaning:
    """Cleans one tool's texts and gathers what that changed, took out or could not do."""

    def __init__(self, given: GivenTool) -> None:
        self.raw: dict[str, str] = {}
        self.removed: list[Removal] = []
        self.problems: list[_Problem] = []
        self._earlier = dict(given.raw or {})
        self._is_same_cleaning = given.cleaning == CLEANING

    def line(self, path: Path, value: str | None) -> str | None:
        return self._cleaned(path, value, clean_line)

    def prose(self, path: Path, value: str | None) -> str | None:
        return self._cleaned(path, value, clean_text)

    def strays(self) -> Iterator[_Problem]:
        """The raw texts that belong to no field."""
        for key in self._earlier:
            yield ("raw", key[:80]), "no such field; take it out"

    def _cleaned(self, path: Path, value: str | None, clean: _Cleaner) -> str | None:
        key = ".".join(map(str, path))
        try:
            source, cleaned = self._source(key, value, clean)
        except Mistake as mistake:
            self.problems.append((path, str(mistake).removeprefix(f"{key}: ")))
            return value
        if cleaned.text not in (source, source.strip("\n")) and source.strip(" \t\r\n"):
            self.raw[key] = source
        self.removed += cleaned.removed
        return cleaned.text or None

    def _source(self, key: str, value: str | None, clean: _Cleaner) -> tuple[str, Cleaned]:
        """The text to be cleaned, and that text cleaned."""
        earlier = self._earlier.pop(key, None)
        if earlier is not None:
            cleaned = clean(earlier, key)
            if not self._is_same_cleaning or cleaned.text == (value or ""):
                return earlier, cleaned
        source = value or ""
        return source, clean(source, key)


def _gaps(texts: Mapping[str, str | None], facts: list[dict[str, str | None]]) -> Iterator[_Problem]:
    """What a tool needs and does not have."""
    name = texts["name"]
    if not name:
        yield ("name",), "nothing of it can be seen; write the tool's name"
    elif name_is_too_long(name):
        yield ("name",), f"more than {NAME_LIMIT} characters; shorten it"
    if not texts["description"] and not facts:
        yield (), "a tool needs a description or a fact; add one"
    for at, fact in enumerate(facts):
        if not fact["text"]:
            yield ("facts", at, "text"), "nothing of it can be seen; write the fact or take it out"


def _tool(
    given: GivenTool, texts: Mapping[str, str | None], facts: list[dict[str, str | None]], cleaning: _Cleaning
) -> Tool:
    url = _address(given.url)
    slug = given.slug or derived_slug(texts["name"] or "", url)
    return Tool.model_validate(
        {
            **texts,
            "slug": slug,
            "pricing_model": given.pricing_model or PricingModel.UNKNOWN,
            "facts": tuple(Fact.model_validate(fact) for fact in facts),
            "aliases": tuple(alias for alias in dict.fromkeys(given.aliases or ()) if alias != slug),
            "url": url,
            "links": tuple(link.strip() for link in given.links or ()),
            "raw": cleaning.raw,
            "removed": tuple(cleaning.removed),
            "cleaning": CLEANING,
        }
    )


def _address(given: str | None) -> str | None:
    return (given or "").strip() or None


def _line(place: str, wrong: str) -> str:
    return f"{place}: {wrong}" if place else wrong
