"""What the library exposes, as one sorted list."""

from __future__ import annotations

import panel  # noqa: ICN001 - this panel is ours


def test_the_public_names_are_these() -> None:
    assert panel.__all__ == [
        "AnswerFault",
        "Fault",
        "Mistake",
        "OutputUnusable",
        "StoreUnusable",
        "WireFault",
        "batch",
        "batch_sync",
        "compare",
        "compare_sync",
        "demo",
        "demo_sync",
        "export",
        "hold",
        "import_document",
        "release",
        "restore",
        "review",
        "review_sync",
        "schema",
    ]


def test_every_public_name_is_there_and_described() -> None:
    for name in panel.__all__:
        assert getattr(panel, name).__doc__
