"""What every format shows of a tool or a pair: derived strings, notes, sources, models and dates, without markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import regex

from panel.domain.document import Votes
from panel.domain.frozen import Frozen
from panel.domain.persona import Persona
from panel.domain.take import Take
from panel.domain.tool import PricingModel, Tool
from panel.domain.verdict import Comparison, PersonaVerdict, Verdict

UNKNOWN = "—"
NO_TAKE = "No panel take"
NO_VOTES = "No community votes yet"

_ENTRY = {
    PricingModel.FREE: "Free",
    PricingModel.FREEMIUM: "Free tier",
    PricingModel.USAGE: "Paid",
    PricingModel.SUBSCRIPTION: "Paid",
    PricingModel.ONE_TIME: "Paid",
    PricingModel.CONTACT: "Contact",
    PricingModel.UNKNOWN: UNKNOWN,
}
_MARKER = re.compile(r"[ \t]*\[e\d+(?:\s*,\s*e\d+)*\]")
_KEPT_JOINERS = "\u200c\u200d"


class ToolView(Frozen):
    """A tool with its verdict, the takes behind it and the community's votes."""

    tool: Tool
    verdict: Verdict
    takes: tuple[Take, ...]
    votes: Votes | None = None


class PairView(Frozen):
    """Two tools side by side."""

    a: ToolView
    b: ToolView
    comparison: Comparison


def plain(text: str) -> str:
    """Text that cannot steer a terminal: no control or format characters but line breaks and joiners."""
    breaks = text.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, "\r\u2028\u2029\x85\x0b\x0c"), "\n"))
    return "".join(
        " " if mark == "\t" else mark
        for mark in breaks
        if mark in "\n\t" or mark in _KEPT_JOINERS or unicodedata.category(mark) not in ("Cc", "Cf", "Cs")
    )


def line(text: str | None) -> str:
    """The same on one line; what is not known is a dash."""
    return " ".join(plain(text).split()) if text and text.strip() else UNKNOWN


def take_text(take: Take) -> str:
    """A take as readers see it: without its evidence markers."""
    return plain(_MARKER.sub("", take.text or "")).strip()


def monogram(name: str) -> str:
    """The first grapheme that holds a letter or digit, in capitals; a question mark where there is none."""
    for grapheme in regex.findall(r"\X", plain(name)):
        if regex.search(r"[\p{L}\p{N}]", grapheme):
            return str(grapheme).upper()
    return "?"


def entry(tool: Tool) -> str:
    """What it takes to begin, in a word."""
    return _ENTRY[tool.pricing_model]


def best_for(tool: Tool) -> str:
    """Whom it suits; the tagline where nobody has said."""
    return line(tool.best_for or tool.tagline)


def percent(share: int | None) -> str:
    """A share of the panel; a dash of nobody."""
    return UNKNOWN if share is None else f"{share}%"


def counts(verdict: Verdict) -> str:
    """The verdict with its counts, both always shown."""
    return f"{verdict.outcome.label} · {verdict.ship} ship / {verdict.skip} skip"


def community_share(votes: Votes | None) -> str | None:
    """The community's share of ship votes; None without votes."""
    if votes is None or votes.ship + votes.skip == 0:
        return None
    total = votes.ship + votes.skip
    rounded = (200 * votes.ship + total) // (2 * total)
    return f"{min(max(rounded, 1 if votes.ship else 0), 99 if votes.skip else 100)}%"


def community(votes: Votes | None) -> str:
    """The community's verdict with its counts."""
    if votes is None or votes.ship + votes.skip == 0:
        return NO_VOTES
    word = "Split" if votes.ship == votes.skip else "Ship" if votes.ship > votes.skip else "Skip"
    return f"{word} · {votes.ship} ship / {votes.skip} skip"


def score_line(row: PersonaVerdict) -> str:
    """A persona's score and decision."""
    return f"{row.score}/100 · {'Split' if row.decision == 'split' else row.decision}"


def persona_name(name: str, personas: Sequence[Persona]) -> str:
    """A persona's name; one that is not known here is shown by its id."""
    known = {persona.id: persona.name for persona in personas}
    return line(known.get(name, name.replace("_", " ").replace("-", " ").capitalize()))


def rows_with_takes(*verdicts: Verdict) -> list[str]:
    """The personas with a take on any side, in row order."""
    seen = {row.persona for verdict in verdicts for row in verdict.personas if row.take is not None}
    ordered = dict.fromkeys(row.persona for verdict in verdicts for row in verdict.personas)
    from panel.domain.persona import in_row_order

    return [name for name in in_row_order(ordered) if name in seen]


def row_of(verdict: Verdict, persona: str) -> PersonaVerdict | None:
    """A persona's row, if it has a take."""
    return next((row for row in verdict.personas if row.persona == persona and row.take is not None), None)


def sources(tool: Tool) -> list[str]:
    """Where its facts were found, its own address first, each once."""
    given = [tool.url, *tool.links, *(fact.source for fact in tool.facts)]
    return list(dict.fromkeys(line(one) for one in given if one))


def models(views: Iterable[ToolView]) -> list[str]:
    """Who wrote the takes: models, the served one where it is another, rules, or people."""
    return list(
        dict.fromkeys(_writer(take) for view in views for take in view.takes if take.is_ok or not take.is_human)
    )


def days(views: Iterable[ToolView]) -> str:
    """The days on which the takes were made, in UTC."""
    found = sorted({f"{take.created_at:%Y-%m-%d}" for view in views for take in view.takes if take.is_ok})
    if not found:
        return UNKNOWN
    return found[0] if len(found) == 1 else f"{found[0]} to {found[-1]}"


def _writer(take: Take) -> str:
    if take.is_human:
        name = take.model.partition("/")[2]
        return f"{line(name)}, a person" if name else "a person"
    if take.model.startswith("offline/"):
        return f"{line(take.model)}, rules rather than a language model"
    served = take.served_model
    is_other = served is not None and served != take.model
    return f"{line(take.model)}, served as {line(served)}" if is_other else line(take.model)
