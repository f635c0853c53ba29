"""Weighing: how many tokens the seats of a tool come to, from prompts as they are really rendered.

An estimate: four characters a token, the answer at its most, nothing cached and nothing asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from panel.assembly import Workshop
from panel.domain.catalogue import ListedModel, Load
from panel.domain.persona import Persona
from panel.domain.prompt import Prompt
from panel.domain.tool import DOSSIER_LIMIT, Tool
from panel.library.shelves import shelf

CHARACTERS_A_TOKEN = 4
HOW = (
    "estimated: four characters a token, a dossier like the bundled example's, every answer at its most, "
    "nothing cached, nothing asked again"
)
EXAMPLE = "mistral-3b-edge.md"

_LINE = "A line of text that a long description might well be made of, over and over again.\n"


@dataclass(frozen=True, slots=True)
class Weights:
    """The calls of one tool, one for each persona: on a dossier like the example's, and on the longest there may be."""

    example: tuple[Load, ...]
    full: tuple[Load, ...]

    @property
    def context_needed(self) -> int:
        """Tokens of the largest call."""
        return max(load.tokens for load in self.full)

    def answering(self, most: int) -> Weights:
        """The same calls with answers of so many tokens."""
        longer = [
            tuple(load.model_copy(update={"completion_tokens": most}) for load in loads)
            for loads in (self.example, self.full)
        ]
        return Weights(*longer)

    def seat(self, model: ListedModel) -> Decimal | None:
        """What the dearest seat costs on the example's dossier."""
        prices = [price for load in self.example if (price := load.price(model)) is not None]
        return max(prices, default=None)


def weigh(shop: Workshop, personas: Sequence[Persona]) -> Weights:
    """Render every persona's prompt and count; raises Mistake for a template or a persona that cannot be rendered."""
    from panel.intake.tool_files import read_tool

    prompter = shop.prompter(bytes(32))
    most = shop.sampling.max_tokens
    example, full = read_tool(shelf("examples") / "tools" / EXAMPLE), a_full_tool()
    return Weights(
        example=tuple(load_of(prompter.prompt(example, persona), most) for persona in personas),
        full=tuple(load_of(prompter.prompt(full, persona), most) for persona in personas),
    )


def review_price(loads: Sequence[Load], model: ListedModel, samples: int) -> Decimal | None:
    """What these calls cost together at a model's prices, each as often as there are samples."""
    prices = [load.price(model) for load in loads]
    return None if None in prices else sum((price for price in prices if price is not None), Decimal(0)) * samples


def a_full_tool() -> Tool:
    """A tool whose dossier is as long as any may be."""
    name = "Full"
    length = DOSSIER_LIMIT - len(name)
    return Tool(slug="full", name=name, description=(_LINE * (length // len(_LINE) + 1))[:length])


def load_of(prompt: Prompt, answer: int) -> Load:
    """The tokens of a call whose answer has so many."""
    letters = len(prompt.system) + len(prompt.user)
    return Load(prompt_tokens=-(-letters // CHARACTERS_A_TOKEN), completion_tokens=answer)
