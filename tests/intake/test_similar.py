"""Names that are alike, and names that only look so."""

from __future__ import annotations

import pytest

from panel.intake.similar import similar_names


def alike(*names: tuple[str, str], of: set[str] | None = None) -> list[tuple[str, str]]:
    """The pairs among names and slugs."""
    known = [(f"name:{name}", slug) for name, slug in names]
    return [(doubt.tool, doubt.other) for doubt in similar_names(lambda: known, of or {slug for _, slug in names})]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("atlas@atlas.dev", "atlas@atlas.io"),
        ("atlas@", "atlas@atlas.io"),
        # 9 and 10 letters: 1 - 1 / 19 = 0.947
        ("notekeeper@a.dev", "notekeepr@b.dev"),
        # 14 letters, one of them another: 1 - 2 / 28 = 0.929
        ("knowledgegraph@", "knowledgegrapf@"),
        ("xnotekeeper@", "notekeeper@"),
    ],
)
def test_names_that_are_alike_are_one_doubt(one: str, other: str) -> None:
    assert alike((one, "b"), (other, "a")) == [("a", "b")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # 4 and 5 letters: 1 - 1 / 9 = 0.889
        ("loom@", "looms@"),
        ("mistrallarge2411@", "mistrallarge2412@"),
        ("requests@pypi/requests", "requestss@pypi/requestss"),
        ("@a.dev", "@b.dev"),
    ],
)
def test_names_that_only_look_alike_are_none(one: str, other: str) -> None:
    assert alike((one, "a"), (other, "b")) == []


def test_two_names_of_one_tool_are_no_doubt() -> None:
    assert alike(("notekeeper@a.dev", "a"), ("notekeepers@a.dev", "a")) == []


def test_tools_that_the_job_does_not_name_are_not_held_against_each_other() -> None:
    names = (("atlas@a.dev", "a"), ("atlas@b.dev", "b"), ("atlas@c.dev", "c"))
    assert alike(*names, of={"c"}) == [("a", "c"), ("b", "c")]
