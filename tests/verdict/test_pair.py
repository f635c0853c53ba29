"""Two verdicts side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.persona import FIVE
from panel.domain.take import Take
from panel.domain.verdict import Comparison, Gap, Verdict
from panel.errors import Mistake
from panel.verdict.pair import comparison, comparison_of
from panel.verdict.tally import verdict
from tests.builders import a_persona, a_take, a_tool

PANEL = tuple(a_persona(id=one) for one in FIVE)
LEFT = {"builder": 88, "skeptic": 82, "futurist": 85, "founder": 78}
RIGHT = {"builder": 80, "skeptic": 45, "futurist": 80, "creator": 80}


def scored(scores: dict[str, int], slug: str = "alpha", **fields: object) -> Verdict:
    """The verdict of a panel with these scores."""
    takes = [
        a_take(tool=slug, persona=persona, score=score, decision="ship" if score >= 60 else "skip", **fields)
        for persona, score in scores.items()
    ]
    return on(takes, slug)


def on(takes: list[Take], slug: str = "alpha", templates: str | None = None) -> Verdict:
    """The verdict from these takes."""
    return verdict(a_tool(slug=slug), takes, PANEL, templates=templates)


def seed_pair() -> Comparison:
    """The two sides of the seed page."""
    return comparison(scored(LEFT), scored(RIGHT, "beta"))


def test_the_shared_personas_and_gaps_of_the_seed_page() -> None:
    found = seed_pair()
    assert found.shared == ("builder", "skeptic", "futurist")
    assert [gap.gap for gap in found.gaps] == [8, 37, 5]  # 88 - 80, 82 - 45, 85 - 80
    assert found.paired_gap == Decimal("16.67")  # 50 / 3
    assert found.widest == Gap(persona="skeptic", gap=37)


def test_the_seed_page_is_a_single_run_of_different_juries() -> None:
    found = seed_pair()
    assert found.is_single_run
    assert found.flags == ("different_juries",)


def test_gaps_change_sign_with_the_columns() -> None:
    assert comparison(scored(RIGHT, "beta"), scored(LEFT)).paired_gap == Decimal("-16.67")


def test_a_persona_that_only_one_side_seats_is_not_shared() -> None:
    assert comparison(scored({"builder": 80}), scored({"archivist": 80}, "beta")).shared == ()


def test_without_shared_personas_there_is_no_gap() -> None:
    found = comparison(scored({"builder": 80}), scored({}, "beta"))
    assert (found.paired_gap, found.widest, found.gaps) == (None, None, ())


def test_a_split_persona_has_a_score_and_is_shared() -> None:
    split = on([a_take(score=80), a_take(model="c/d", score=50, decision="skip")])
    assert comparison(split, scored({"builder": 60}, "beta")).paired_gap == Decimal("5.00")  # 65 - 60


def test_of_gaps_as_wide_the_first_row_is_the_widest() -> None:
    found = comparison(scored({"skeptic": 70, "builder": 60}), scored({"skeptic": 60, "builder": 70}, "beta"))
    assert found.widest == Gap(persona="builder", gap=-10)


def test_two_sampled_panels_are_no_single_run() -> None:
    twice = [a_take(), a_take(sample=2)]
    assert not comparison(on(twice), on(twice, "beta")).is_single_run


def test_one_side_with_one_sample_makes_it_a_single_run() -> None:
    assert comparison(on([a_take(), a_take(sample=2)]), on([a_take()], "beta")).is_single_run


def test_different_models_are_marked() -> None:
    found = comparison(scored(LEFT), scored(LEFT, "beta", model="c/d"))
    assert found.flags == ("different_models",)


def test_people_against_models_are_marked() -> None:
    found = comparison(scored(LEFT), scored(LEFT, "beta", model="human"))
    assert found.flags == ("people_and_models",)


def test_two_peoples_panels_are_not_different_models() -> None:
    assert comparison(scored(LEFT, model="human/ana"), scored(LEFT, "beta", model="human/ben")).flags == ()


def test_a_shared_persona_under_two_versions_is_marked() -> None:
    found = comparison(scored({"builder": 80}, persona_hash="one"), scored({"builder": 80}, "beta", persona_hash="two"))
    assert found.flags == ("mixed_personas",)


def test_a_version_that_one_side_does_not_know_is_not_marked() -> None:
    found = comparison(scored({"builder": 80}, persona_hash="one"), scored({"builder": 80}, "beta"))
    assert found.flags == ()


def test_older_templates_on_one_side_are_mixed_prompts() -> None:
    old = on([a_take(prompt_hash="old", dossier_hash="d", persona_hash="p")], templates="today")
    assert comparison(old, scored({"builder": 80}, "beta")).flags == ("mixed_prompts",)


def test_an_empty_side_is_unlike_in_its_jury_only() -> None:
    assert comparison(scored(LEFT), scored({}, "beta")).flags == ("different_juries",)


def test_a_tool_is_not_compared_with_itself() -> None:
    with pytest.raises(Mistake, match="alpha and alpha are the same tool"):
        comparison_of(a_tool(), scored(LEFT), a_tool(), scored(LEFT))


@pytest.mark.parametrize(
    ("left", "right"),
    [((), ("alpha",)), (("beta",), ()), (("gamma",), ("gamma",))],
)
def test_a_tool_is_not_compared_with_itself_under_an_alias(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    a, b = a_tool(aliases=left), a_tool(slug="beta", aliases=right)
    with pytest.raises(Mistake, match=r"alpha and beta are the same tool \(both answer to \w+\); name two"):
        comparison_of(a, scored(LEFT), b, scored(RIGHT, "beta"))


def test_two_tools_with_other_aliases_are_compared() -> None:
    a, b = a_tool(aliases=("one",)), a_tool(slug="beta", aliases=("two",))
    assert comparison_of(a, scored(LEFT), b, scored(RIGHT, "beta")) == seed_pair()


panels = st.dictionaries(st.sampled_from([*FIVE, "archivist"]), st.integers(0, 100))


@given(panels, panels)
def test_turning_the_columns_round_only_turns_the_signs(left: dict[str, int], right: dict[str, int]) -> None:
    here = comparison(scored(left), scored(right, "beta"))
    there = comparison(scored(right, "beta"), scored(left))
    assert here.shared == there.shared
    assert [gap.gap for gap in here.gaps] == [-gap.gap for gap in there.gaps]
    assert (here.paired_gap is None) == (there.paired_gap is None)
    if here.paired_gap is not None and there.paired_gap is not None:
        assert here.paired_gap == -there.paired_gap
        assert abs(here.paired_gap) <= 100
    assert here.flags == there.flags
