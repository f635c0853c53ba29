"""Asking the offline model as the engine does: a tool and a persona through the real prompts, the answer read back."""

from __future__ import annotations

import json
from typing import Any

from panel.domain.persona import Persona
from panel.domain.prompt import Prompt
from panel.domain.tool import Tool
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from panel.prompting.prompter import Prompter
from panel.wire.offline.answering import answer
from panel.wire.offline.reading import Request, read_request

PERSONAS = {persona.id: persona for persona in load_personas(shelf("personas"))}
PROMPTER = Prompter(shelf("prompts"), secret=b"a secret of thirty-two bytes....")

LOCAL = Tool(
    slug="quayside",
    name="Quayside",
    tagline="Search your own mail",
    category="Developer Tools",
    pricing="Free",
    license="Apache-2.0",
    description=(
        "Quayside is an open-source search engine for mail archives. It runs offline on your own disk and needs no "
        "account.\n\nOne command installs it, and it integrates with mbox and Maildir. It indexes 4 GB in 90 seconds. "
        "Attachments are a known limit: it does not read scanned pages. Developers and small teams use it instead of "
        "hosted search."
    ),
)

HOSTED = Tool(
    slug="blendery",
    name="Blendery",
    tagline="One picture from many",
    category="Creative",
    pricing="Pay per call",
    description=(
        "Blendery is an experimental preview that merges several drafts of an illustration into one unified image. It "
        "requires an API key and a cloud service.\n\nLatency is the drawback, since it waits for the slowest draft. "
        "Artists choose a style and may edit the result. Designers at agencies are its first users, and until now they "
        "had to write code for that. It was released in March 2026."
    ),
)


def body_of(prompt: Prompt, model: str = "offline/rubric") -> dict[str, Any]:
    """The body of a chat-completion request in plain strings."""
    messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
    return {"model": model, "messages": messages}


def body(tool: Tool, persona: Persona, prompter: Prompter = PROMPTER) -> dict[str, Any]:
    """The body of the request that asks a persona about a tool."""
    return body_of(prompter.prompt(tool, persona))


def request(tool: Tool, persona: Persona) -> Request:
    """The same, as the rules read it."""
    return read_request(body(tool, persona))


def ask(tool: Tool, persona: Persona, prompter: Prompter = PROMPTER) -> dict[str, Any]:
    """The parsed answer."""
    parsed: dict[str, Any] = json.loads(answer(read_request(body(tool, persona, prompter))))
    return parsed


def score(tool: Tool, persona: Persona) -> int | None:
    """The score alone."""
    given: int | None = ask(tool, persona)["verdict"]["score"]
    return given
