"""Demo: the bundled examples side by side, by the offline model, in a store of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

from panel.assembly import OFFLINE_MODEL
from panel.engine.progress import unwatched
from panel.jobs.compare import compare_in
from panel.jobs.options import Options, demo_workshop
from panel.jobs.outcome import Outcome
from panel.library.shelves import shelf
from panel.settings import project_root

PAIR = ("mistral-3b-edge.md", "openrouter-model-fusion.md")


async def demo(**options: Unpack[Options]) -> Outcome:
    """Compare the two bundled examples with rules instead of a language model; needs no key and no network."""
    root = project_root((options.get("folder") or Path.cwd()).absolute())
    own: Options = {
        **options,
        "model": [OFFLINE_MODEL],
        "store": options.get("store") or str(root / "runs" / "demo.db"),
    }
    a, b = (shelf("examples") / "tools" / name for name in PAIR)
    with demo_workshop(**own) as shop:
        return await compare_in(shop, a, b, progress=options.get("progress") or unwatched, job="demo")
