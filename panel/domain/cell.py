"""Cell: tool × seat × sample, the unit of work, known by a hash of everything that shapes the call."""

from __future__ import annotations

from functools import cached_property

from panel.domain.frozen import Frozen, fingerprint
from panel.domain.persona import Persona
from panel.domain.seat import Model, Sampling
from panel.domain.tool import Tool


class Cell(Frozen):
    """One take to be had: this tool, this persona, this model, this sample.

    ``templates`` is the hash of the prompt templates with the settings rendered into them, ``contract`` of the
    answer contract, and ``address`` the endpoint's base URL without user information.
    """

    tool: Tool
    persona: Persona
    model: Model
    sample: int
    sampling: Sampling
    templates: str
    contract: str
    address: str

    @cached_property
    def prompt_hash(self) -> str:
        """The hash of what the prompt is made of; the fence, a secret of the installation, is not in it."""
        return prompt_hash(
            self.templates, self.contract, dossier=self.tool.dossier.fingerprint, persona=self.persona.fingerprint
        )

    @cached_property
    def key(self) -> str:
        """The hash that a stored take is found by; two equal cells are never paid for twice."""
        return fingerprint(
            "cell/1",
            self.prompt_hash,
            self.tool.slug,
            self.persona.id,
            [self.model.endpoint, self.address, self.model.id],
            self.sampling.identity,
            self.sample,
        )


def prompt_hash(templates: str, contract: str, *, dossier: str, persona: str) -> str:
    """The hash of what a prompt is made of, from the hashes of its parts."""
    return fingerprint("prompt/1", templates, contract, dossier, persona)
