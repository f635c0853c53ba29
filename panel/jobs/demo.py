"""Demo: the bundled examples side by side, by the offline model, in a store of their own."""

from __future__ import annotations

from typing import Unpack

from panel.assembly import OFFLINE_MODEL
from panel.engine.progress import unwatched
from panel.jobs.compare import compare_in
from panel.jobs.options import Options, demo_workshop
from panel.jobs.outcome import Outcome
from panel.library.shelves import shelf

PAIR = ("mistral-3b-edge.md", "openrouter-model-fusion.md")


async def demo(**options: Unpack[Options]) -> Outcome:
    """Compare the two bundled examples with rules instead of a language model; needs no key and no network."""
    own: Options = {**options, "model": [OFFLINE_MODEL]}
    a, b = (shelf("examples") / "tools" / name for name in PAIR)
    with demo_workshop(**own) as shop:
        return await compare_in(
            shop, a, b, progress=options.get("progress") or unwatched, job="demo", stop=options.get("stop")
        )
