"""Made-up answers, all different: takes of a few hundred sentences with numbers, quotes and markers, some with claims.

The same ones are made in every run.
"""

from __future__ import annotations

import random
from itertools import product

from panel.domain.persona import Persona
from panel.domain.tool import Tool
from panel.testing.answers import an_answer

_SUBJECTS = (
    "The export",
    "A plain file",
    "The paid plan",
    "{name}",
    "The command line",
    "Its makers' list of changes",
    "The free tier",
    "A team of 12",
    "The hosted step",
    "What the dossier calls “{quote}”",
)
_SAYINGS = (
    "is stated in one line and needs no account [e1]",
    "costs 12 dollars a month for each seat, which a small studio can carry",
    "leaves the way out open, since CSV is read by everything",
    'is described as "{quote}", and nothing more is said',
    "doesn't say who keeps the notes once an account is closed",
    "reads well beside the code, and it can be used offline [e1, e2]",
    "has no limit that is stated; an absent limit is unknown, not missing",
    "would be worth a second look with 3 named changes",
    "works on a server with the same file – that is the design choice that decides",
    "stands or falls with the yearly price, after which the free plan looks thin",
)
_ENDS = (
    ".",
    ", and that speaks for it.",
    "; a user who leaves keeps every file.",
    " — a cost that the tagline hides.",
    ", whether a week or a year from now.",
)
_CLAIMS = (
    "I tested it on a laptop and it held.",
    "After two weeks with it, the search still feels slow.",
    "Testing shows that the index holds.",
    "Our team moved its notes over in a day.",
)
_CLAIMING = 20
"""One take in so many claims that its writer used the tool."""

SENTENCES = tuple(f"{subject} {saying}{end}" for subject, saying, end in product(_SUBJECTS, _SAYINGS, _ENDS))


def made_up_answer(tool: Tool, persona: Persona, number: int) -> str:
    """The answer to a persona's prompt on a tool as JSON text; another ``number`` gives another one."""
    dice = random.Random(f"{tool.slug} {persona.id} {number}")  # noqa: S311 - nothing secret is made of it
    quotes = _quotes(tool, dice)
    score = dice.choice([*range(20, 57), *range(64, 95)])
    sentences = dice.sample(SENTENCES, k=dice.randint(5, 8))
    if number % _CLAIMING == 0:
        sentences.insert(2, dice.choice(_CLAIMS))
    middle = len(sentences) // 2
    take = f"{' '.join(sentences[:middle])}\n\n{' '.join(sentences[middle:])}"
    return an_answer(
        score=score,
        take=take.replace("{name}", tool.name).replace("{quote}", quotes["e1"][:60]),
        evidence=quotes,
        marks={criterion.id: dice.choice(("yes", "no", "unknown")) for criterion in persona.criteria},
    )


def _quotes(tool: Tool, dice: random.Random) -> dict[str, str]:
    """Two to four sentences of the description."""
    sentences = (tool.description or tool.name).split(". ")
    return {f"e{at}": quote for at, quote in enumerate(dice.sample(sentences, k=dice.randint(2, 4)), start=1)}
