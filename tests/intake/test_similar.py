"""Names that are alike, and names that only look so."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.similar import similar_names


def alike(*names: tuple[str, str], of: set[str] | None = None) -> list[tuple[str, str]]:
    """The pairs among names and slugs."""
    known = [(f"name:{name}", slug) for name, slug in names]
    found = similar_names(lambda: known, of or {slug for _, slug in names})
    return [(doubt.tool, doubt.other) for part in found for doubt in part.doubts]


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


def crowd(count: int, name: str, owner: str = "", step: int = 7_919) -> list[tuple[str, str]]:
    """Names and slugs; ``{}`` in the name is five letters that no two have alike."""
    letters = ("".join(chr(97 + at * step // 26**place % 26) for place in range(5)) for at in range(count))
    return [(f"{name.format(one)}@{owner.format(at)}", f"s{at}") for at, one in enumerate(letters)]


def held_against(monkeypatch: pytest.MonkeyPatch, names: list[tuple[str, str]]) -> int:
    """How many names are held against names, in all."""
    from rapidfuzz import process

    count = 0
    extract = process.extract

    def counted(query: str, choices: list[str], **options: Any) -> Any:  # noqa: ANN401 - as the library has it
        nonlocal count
        count += len(choices)
        return extract(query, choices, **options)

    monkeypatch.setattr(process, "extract", counted)
    alike(*names)
    return count


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("mcp{}server", "h{}.example"),
        ("alongbeginningthatallhave{}andalongendthatallhavetoo", "npm/x{}"),
        ("core", "npm/x{}"),
        ("core{}", "npm/x{}"),
    ],
)
def test_the_work_grows_with_the_names_and_not_with_their_square(
    monkeypatch: pytest.MonkeyPatch, name: str, owner: str
) -> None:
    # At each end of a name at most 5,000 letters of others: of the shortest that differ, 9 letters each, 555.
    assert held_against(monkeypatch, crowd(3_000, name, owner)) <= 3_000 * 2 * 555


def test_a_name_that_is_like_one_of_a_crowd_is_found_in_it() -> None:
    names = crowd(3_000, "mcp{}serversoftware", "h{}.example")
    name = names[1_234][0].partition("@")[0]

    # 22 letters, one of them another: 1 - 2 / 44 = 0.955
    changed = [(f"{name[:at]}x{name[at + 1 :]}@new.example", f"a{at}") for at in (0, 10, 21)]
    assert {(f"a{at}", "s1234") for at in (0, 10, 21)} <= {*alike(*names, *changed)}


def test_a_crowd_of_one_name_is_not_held_against_itself_whole_and_says_so() -> None:
    known = [(f"name:{name}", slug) for name, slug in crowd(100, "core", "npm/x{}")]
    parts = [*similar_names(lambda: known, {slug for _, slug in known})]

    assert [(part.doubts, part.is_cut) for part in parts] == [((), True)]


def test_after_each_part_there_is_a_chance_to_do_something_else() -> None:
    known = [(f"name:{name}", slug) for name, slug in crowd(1_001, "tool{}", "h{}.example")]

    assert [part.is_cut for part in similar_names(lambda: known, {slug for _, slug in known})] == [False] * 3


@given(st.lists(st.text("ab1", min_size=1, max_size=12), max_size=12), st.randoms())
def test_the_order_of_names_does_not_count(names: list[str], random: Random) -> None:
    known = [(f"{name}@{at}.example", f"s{at}") for at, name in enumerate(names)]
    shuffled = random.sample(known, len(known))

    assert {*alike(*known)} == {*alike(*shuffled)}
