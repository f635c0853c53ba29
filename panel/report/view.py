"""What every format shows of a tool or a pair: the derived strings of the page, without markup.

Values from outside stay as they are; each format makes them safe for its own place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import regex
from pydantic import Field

from panel.domain.completion import Attempt
from panel.domain.document import Votes
from panel.domain.frozen import Frozen
from panel.domain.hold import Hold
from panel.domain.markers import MARKER
from panel.domain.persona import Persona, in_row_order
from panel.domain.take import Take
from panel.domain.tool import PricingModel, Tool
from panel.domain.verdict import Comparison, PersonaVerdict, Verdict, majority, percentage

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
_CODE = re.compile(r"(`[^`\n]*`)")
_MARKERS = re.compile(rf"^(?:{MARKER}[ \t]*)+|[ \t]*{MARKER}", re.IGNORECASE | re.MULTILINE)


class ToolView(Frozen):
    """A tool with its verdict, the takes behind it as holds left them, and the community's votes.

    ``holds`` are the editors' decisions in their order, ``attempts`` the requests that were made, by cell key.
    """

    tool: Tool
    verdict: Verdict
    takes: tuple[Take, ...] = ()
    votes: Votes | None = None
    holds: tuple[Hold, ...] = ()
    attempts: dict[str, tuple[Attempt, ...]] = Field(default_factory=dict)

    @property
    def monogram(self) -> str:
        """The first of the name's graphemes that has a letter or digit, in capitals; else a question mark."""
        graphemes = (str(found) for found in regex.findall(r"\X", self.tool.name))
        return next((one.upper() for one in graphemes if regex.search(r"[\p{L}\p{N}]", one)), "?")

    @property
    def category(self) -> str:
        """The category, or a dash."""
        return self.tool.category or UNKNOWN

    @property
    def tagline(self) -> str:
        """The tagline, or a dash."""
        return self.tool.tagline or UNKNOWN

    @property
    def pricing(self) -> str:
        """The price in its makers' words, or a dash."""
        return self.tool.pricing or UNKNOWN

    @property
    def best_for(self) -> str:
        """Whom it suits; the tagline where nobody has said."""
        return self.tool.best_for or self.tagline

    @property
    def entry(self) -> str:
        """What starting costs, in a word."""
        return _ENTRY[self.tool.pricing_model]

    @property
    def description(self) -> str:
        """The description; a tool without one is described by its facts."""
        facts = "\n".join(f"- {fact.text}" for fact in self.tool.facts)
        return self.tool.description or facts or UNKNOWN

    @property
    def particulars(self) -> tuple[TableRow, ...]:
        """What is known of the tool and stands nowhere else on its page."""
        tool = self.tool
        known = {
            "Licence": (tool.license,),
            "Published": (tool.published,),
            "Home page": (tool.url,),
            "Links": tool.links,
        }
        rows = (TableRow(label=label, values=tuple(one for one in values if one)) for label, values in known.items())
        return tuple(row for row in rows if row.values)

    @property
    def badge(self) -> str:
        """The verdict in a word or three."""
        return self.verdict.outcome.label

    @property
    def panel_ship(self) -> str:
        """The panel's share of ship; a dash with no decision."""
        return UNKNOWN if self.verdict.ship_pct is None else f"{self.verdict.ship_pct}%"

    @property
    def panel_verdict(self) -> str:
        """The verdict with its counts, both always shown."""
        return _with_counts(self.badge, self.verdict.ship, self.verdict.skip)

    @property
    def community_ship(self) -> str | None:
        """The community's share of ship; None without votes."""
        share = percentage(self.votes.ship, self.votes.skip) if self.votes else None
        return None if share is None else f"{share}%"

    @property
    def community_verdict(self) -> str:
        """The community's verdict with its counts, or that there is none."""
        if self.votes is None or self.community_ship is None:
            return NO_VOTES
        return _with_counts(majority(self.votes.ship, self.votes.skip).label, self.votes.ship, self.votes.skip)


class PairView(Frozen):
    """Two tools side by side, in the order of their columns."""

    a: ToolView
    b: ToolView
    comparison: Comparison


class House(Frozen):
    """What all pages of a project have in common: its personas, the score from which a take ships, its site's name."""

    personas: tuple[Persona, ...] = ()
    ship_at: int = 60
    site: str | None = None


class TableRow(Frozen):
    """A label and a value for each column."""

    label: str
    values: tuple[str, ...]


class ScoreRow(Frozen):
    """A persona by id and name, what it asks, and its part of each verdict; None where it has no take."""

    id: str
    persona: str
    question: str | None
    cells: tuple[PersonaVerdict | None, ...]

    @property
    def gap(self) -> int | None:
        """The first column's score less the second's; None unless there are two."""
        scores = [cell.score for cell in self.cells if cell is not None and cell.score is not None]
        return scores[0] - scores[1] if len(scores) == len(self.cells) == 2 else None


def decision_table(views: Sequence[ToolView]) -> tuple[TableRow, ...]:
    """The table of decisions, its heading row first."""
    columns = {
        "Decision": [view.tool.name for view in views],
        "Panel verdict": [view.panel_verdict for view in views],
        "Community": [view.community_verdict for view in views],
        "Pricing": [view.pricing for view in views],
        "Best for": [view.best_for for view in views],
        "Category": [view.category for view in views],
    }
    return tuple(TableRow(label=label, values=tuple(values)) for label, values in columns.items())


def scorecard(views: Sequence[ToolView], personas: Sequence[Persona]) -> tuple[ScoreRow, ...]:
    """A row for each persona that has a take on any side, in row order."""
    sides = [{row.persona: row for row in view.verdict.personas if row.take is not None} for view in views]
    ids = in_row_order(one for side in sides for one in side)
    questions = {persona.id: persona.question for persona in personas}
    return tuple(
        ScoreRow(
            id=one,
            persona=persona_name(one, personas),
            question=questions.get(one),
            cells=tuple(side.get(one) for side in sides),
        )
        for one in ids
    )


def absent(views: Sequence[ToolView], house: House) -> tuple[str, ...]:
    """The names of the personas that have no take on any side."""
    first, *others = (view.verdict.missing for view in views)
    return tuple(persona_name(one, house.personas) for one in first if all(one in missing for missing in others))


def persona_name(one: str, personas: Sequence[Persona]) -> str:
    """The name of a persona by its id; one that is not known here is shown by the id itself."""
    known = {persona.id: persona.name for persona in personas}
    return known.get(one) or one.replace("_", " ").replace("-", " ").capitalize()


def score_line(row: PersonaVerdict) -> str:
    """A persona's score and decision."""
    return f"{row.score}/100 · {'Split' if row.decision == 'split' else row.decision}"


def shown_text(take: Take) -> str:
    """A take's text without its evidence markers; code in backticks stays as it is."""
    parts = _CODE.split(take.text or "")
    return "".join(part if at % 2 else _MARKERS.sub("", part) for at, part in enumerate(parts)).strip()


def _with_counts(word: str, ship: int, skip: int) -> str:
    return f"{word} · {ship} ship / {skip} skip"
