"""The panel: a dossier on a tool in, five takes and a verdict out.

``await panel.review(...)``, ``compare`` and ``batch`` do what the commands do; their twins ending ``_sync`` do it
without asyncio.
Names are imported when they are first used, so that ``import panel`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from panel.errors import AnswerFault as AnswerFault
    from panel.errors import Fault as Fault
    from panel.errors import Mistake as Mistake
    from panel.errors import OutputUnusable as OutputUnusable
    from panel.errors import StoreUnusable as StoreUnusable
    from panel.errors import WireFault as WireFault
    from panel.jobs.batch.batch import batch as batch
    from panel.jobs.compare import compare as compare
    from panel.jobs.demo import demo as demo
    from panel.jobs.exporting import export as export
    from panel.jobs.holding import hold as hold
    from panel.jobs.holding import release as release
    from panel.jobs.importing import import_document as import_document
    from panel.jobs.plain import batch_sync as batch_sync
    from panel.jobs.plain import compare_sync as compare_sync
    from panel.jobs.plain import demo_sync as demo_sync
    from panel.jobs.plain import review_sync as review_sync
    from panel.jobs.restoring import restore as restore
    from panel.jobs.review import review as review
    from panel.jobs.schema import schema as schema

_HOMES = {
    "AnswerFault": "panel.errors",
    "Fault": "panel.errors",
    "Mistake": "panel.errors",
    "OutputUnusable": "panel.errors",
    "StoreUnusable": "panel.errors",
    "WireFault": "panel.errors",
    "batch": "panel.jobs.batch.batch",
    "batch_sync": "panel.jobs.plain",
    "compare": "panel.jobs.compare",
    "compare_sync": "panel.jobs.plain",
    "demo": "panel.jobs.demo",
    "demo_sync": "panel.jobs.plain",
    "export": "panel.jobs.exporting",
    "hold": "panel.jobs.holding",
    "import_document": "panel.jobs.importing",
    "release": "panel.jobs.holding",
    "restore": "panel.jobs.restoring",
    "review": "panel.jobs.review",
    "review_sync": "panel.jobs.plain",
    "schema": "panel.jobs.schema",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _HOMES:
        raise AttributeError(f"module 'panel' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
