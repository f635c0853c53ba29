"""Made-up tools with dossiers of a page, all different, the same ones in every run."""

from __future__ import annotations

from panel.domain.tool import Tool

_SENTENCES = (
    "It keeps every note in a plain file beside the code that the note is about.",
    "One command installs it, and a second one prints what it found in the last run.",
    "The free plan holds three projects; the paid one costs 12 dollars a month for each seat.",
    "A file in the repository says what is checked, and the same file works on a server.",
    "Results can be exported as CSV at any time, and nothing is kept after an account is closed.",
    "The makers publish a list of changes with every version, the latest of them in spring.",
)


def made_up(count: int, sentences: int = 24) -> tuple[Tool, ...]:
    """So many tools; a sentence has about 80 characters."""
    return tuple(_tool(number, sentences) for number in range(count))


def _tool(number: int, sentences: int) -> Tool:
    story = " ".join(
        f"{_SENTENCES[(number + line) % len(_SENTENCES)]} That is point {line + 1} of tool {number}."
        for line in range(sentences)
    )
    return Tool(slug=f"tool-{number}", name=f"Tool {number}", tagline="Notes beside the code", description=story)
