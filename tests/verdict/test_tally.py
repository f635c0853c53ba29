"""What takes come to: a persona's decision, score and text, and the panel's verdict."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from panel.domain.persona import FIVE, Persona
from panel.domain.take import Finding, Take
from panel.domain.verdict import Outcome, PersonaVerdict, Verdict
from panel.verdict.tally import verdict
from tests.builders import a_persona, a_take, a_tool

PANEL = tuple(a_persona(id=one) for one in FIVE)


def tally(*takes: Take, personas: tuple[Persona, ...] = PANEL, min_takes: int = 3) -> Verdict:
    """The verdict on Alpha."""
    return verdict(a_tool(), takes, personas, min_takes=min_takes)


def the_builder(*takes: Take) -> PersonaVerdict:
    """The Builder's part of the verdict."""
    return tally(*takes).personas[0]


def ship(persona: str = "builder", score: int = 80, **fields: Any) -> Take:  # noqa: ANN401 - any field of a Take
    """An ok take that says ship."""
    return a_take(persona=persona, score=score, decision="ship", **fields)


def skip(persona: str = "builder", score: int = 40, **fields: Any) -> Take:  # noqa: ANN401 - any field of a Take
    """An ok take that says skip."""
    return a_take(persona=persona, score=score, decision="skip", **fields)


def no_take(status: str, persona: str = "builder", **fields: Any) -> Take:  # noqa: ANN401 - any field of a Take
    """A take without score, decision and text."""
    return a_take(persona=persona, status=status, score=None, decision=None, text=None, **fields)


def test_the_left_side_of_the_seed_page() -> None:
    found = tally(ship("builder", 88), ship("skeptic", 82), ship("futurist", 85), ship("founder", 78))
    assert (found.outcome, found.ship, found.skip, found.ship_pct) == (Outcome.SHIP, 4, 0, 100)
    assert found.mean == Decimal("83.25")  # (88 + 82 + 85 + 78) / 4
    assert (found.low, found.high, found.missing) == (78, 88, ("creator",))


def test_the_right_side_of_the_seed_page() -> None:
    found = tally(ship("builder", 80), skip("skeptic", 45), ship("futurist", 80), ship("creator", 80))
    assert (found.outcome, found.ship, found.skip, found.ship_pct) == (Outcome.SHIP, 3, 1, 75)
    assert found.mean == Decimal("71.25")  # (80 + 45 + 80 + 80) / 4
    assert (found.low, found.high, found.missing) == (45, 80, ("founder",))


def test_more_skips_than_ships_is_skip() -> None:
    assert tally(skip("builder"), skip("skeptic"), ship("futurist")).outcome is Outcome.SKIP


def test_as_many_ships_as_skips_is_split() -> None:
    found = tally(ship("builder"), ship("skeptic"), skip("futurist"), skip("founder"))
    assert (found.outcome, found.ship_pct) == (Outcome.SPLIT, 50)


def test_two_personas_are_too_few() -> None:
    assert tally(ship("builder"), ship("skeptic")).outcome is Outcome.TOO_FEW


def test_how_few_are_too_few_is_a_setting() -> None:
    assert tally(ship("builder"), min_takes=1).outcome is Outcome.SHIP


def test_a_split_persona_does_not_help_towards_enough() -> None:
    takes = [ship("builder"), ship("skeptic"), ship("futurist", model="a/b"), skip("futurist", model="c/d")]
    assert tally(*takes).outcome is Outcome.TOO_FEW


def test_many_takes_of_one_persona_are_one_persona() -> None:
    takes = [ship("builder", sample=number) for number in (1, 2, 3)]
    found = tally(*takes, skip("skeptic"), skip("futurist"))
    assert (found.ship, found.skip, found.takes, found.outcome) == (1, 2, 5, Outcome.SKIP)


def test_nothing_comes_to_nothing() -> None:
    found = tally()
    assert found.outcome is Outcome.TOO_FEW
    assert (found.ship_pct, found.mean, found.low, found.high, found.cost_usd) == (None, None, None, None, None)
    assert (found.missing, found.takes, found.samples, found.models) == (FIVE, 0, 0, ())


def test_a_tool_with_splits_only_has_no_percentage_but_a_mean() -> None:
    found = tally(ship(model="a/b", score=70), skip(model="c/d", score=50))
    assert (found.ship_pct, found.mean) == (None, Decimal("60.00"))


def test_abstained_failed_and_withheld_count_in_neither_term() -> None:
    takes = [ship("builder"), ship("skeptic"), ship("futurist")]
    takes += [no_take("abstained", "founder"), skip("creator", status="withheld")]
    found = tally(*takes)
    assert (found.ship, found.skip, found.missing) == (3, 0, ("founder", "creator"))


def test_a_missing_persona_says_why() -> None:
    takes = [no_take("abstained", reason="off_lens"), no_take("failed", "skeptic", reason="refusal: no")]
    takes += [ship("futurist", status="withheld", reason="wrong price")]
    reasons = [row.reason for row in tally(*takes).personas]
    assert reasons == ["abstained: off_lens", "failed: refusal: no", "withheld: wrong price", "missing", "missing"]


def test_a_persona_that_is_not_on_the_roster_has_a_row_after_the_five() -> None:
    found = tally(ship("archivist"), ship("zoologist"), ship("creator"))
    assert [row.persona for row in found.personas] == [*FIVE, "archivist", "zoologist"]


def test_a_small_roster_misses_nobody_else() -> None:
    assert tally(ship(), personas=PANEL[:2]).missing == ("skeptic",)


def test_the_majority_of_its_takes_is_a_personas_decision() -> None:
    row = the_builder(ship(model="a/b"), ship(model="a/b", sample=2), skip(model="c/d"))
    assert (row.decision, row.ship, row.skip) == ("ship", 2, 1)


def test_a_persona_with_as_many_ships_as_skips_is_split_and_has_a_score() -> None:
    row = the_builder(ship(score=81, model="a/b"), skip(score=40, model="c/d"))
    assert (row.decision, row.score) == ("split", 61)  # 60.5, half up


def test_a_personas_score_is_rounded_half_up_not_to_even() -> None:
    assert the_builder(ship(score=82), ship(score=83, sample=2)).score == 83  # 82.5
    assert the_builder(ship(score=81), ship(score=82, sample=2)).score == 82  # 81.5


def test_majority_and_mean_may_stand_on_opposite_sides() -> None:
    row = the_builder(ship(score=62), ship(score=63, sample=2), skip(score=5, sample=3))
    assert (row.decision, row.score) == ("ship", 43)  # 130 / 3 = 43.33


def test_the_text_shown_is_nearest_the_mean_within_the_majority() -> None:
    low, middle, against = ship(score=70), ship(score=80, sample=2), skip(score=59, sample=3)
    row = the_builder(low, middle, against)  # mean 69.67: 70 is nearest, though 59 is not much further
    assert row.take == low
    assert row.others == (middle, against)


def test_a_take_outside_the_majority_is_never_shown_however_near() -> None:
    row = the_builder(ship(score=90), ship(score=88, sample=2), skip(score=59, sample=3))  # mean 79
    assert row.take is not None
    assert row.take.score == 88


def test_of_a_split_any_take_may_be_shown() -> None:
    takes = [ship(score=90), ship(score=64, sample=2), skip(score=55, sample=3), skip(score=10, sample=4)]
    row = the_builder(*takes)  # mean 54.75
    assert row.take == takes[2]


def test_of_two_texts_as_near_the_lower_sample_is_shown() -> None:
    second, first = ship(score=82, sample=2), ship(score=80, sample=1)
    assert the_builder(second, first).take == first


def test_of_two_texts_as_near_with_one_sample_the_model_asked_first_is_shown() -> None:
    takes = [ship("skeptic", model="z/z"), ship(score=82, model="c/d"), ship(score=80, model="z/z")]
    row = tally(*takes).personas[0]
    assert row.take == takes[2]


def test_of_two_takes_on_one_seat_and_sample_only_the_later_votes() -> None:
    row = the_builder(ship(), skip())
    assert (row.decision, row.others) == ("skip", ())


def test_samples_are_the_most_that_one_seat_has() -> None:
    takes = [ship(), ship(sample=2), ship(sample=5), ship(model="c/d"), ship("skeptic")]
    assert tally(*takes, no_take("failed", sample=6)).samples == 3


def test_models_stand_in_the_order_of_their_first_take() -> None:
    takes = [no_take("failed", model="e/f"), ship(model="c/d"), ship(model="a/b"), ship("skeptic", model="c/d")]
    assert tally(*takes).models == ("c/d", "a/b")


def test_what_failed_and_abstained_takes_cost_is_counted() -> None:
    takes = [ship(cost_usd="0.002"), no_take("failed", "skeptic", cost_usd="0.0010"), ship("founder")]
    assert tally(*takes).cost_usd == Decimal("0.0030")


def test_what_an_import_says_it_cost_is_not_counted() -> None:
    assert tally(ship(cost_usd="9", is_imported=True)).cost_usd is None


scores = st.integers(0, 100)
any_take = st.builds(
    lambda persona, score, is_ship, model, sample: (ship if is_ship else skip)(
        persona, score, model=model, sample=sample
    ),
    st.sampled_from([*FIVE, "archivist"]),
    scores,
    st.booleans(),
    st.sampled_from(["a/b", "c/d", "human"]),
    st.integers(1, 3),
)
distinct_takes = st.lists(any_take, max_size=20, unique_by=lambda take: (take.persona, take.model, take.sample))


def numbers(found: Verdict) -> tuple[object, ...]:
    """What does not depend on which model was asked first."""
    rows = [(row.persona, row.decision, row.score, row.ship, row.skip) for row in found.personas]
    totals = (found.outcome, found.ship, found.skip, found.ship_pct, found.mean, found.low, found.high, found.samples)
    return rows, totals, set(found.models), found.flags


@given(distinct_takes, st.randoms())
def test_the_order_of_takes_changes_no_number(takes: list[Take], chance: Any) -> None:  # noqa: ANN401 - Hypothesis has no public type for it
    shuffled = chance.sample(takes, len(takes))
    assert numbers(tally(*takes)) == numbers(tally(*shuffled))


@given(distinct_takes)
def test_findings_change_nothing_but_a_flag(takes: list[Take]) -> None:
    found = [take.model_copy(update={"findings": (Finding(code="odd", severity="hard"),)}) for take in takes]
    plain, marked = tally(*takes), tally(*found)
    assert numbers(plain)[:-1] == numbers(marked)[:-1]
    assert set(marked.flags) - set(plain.flags) == ({"hard_findings"} if takes else set())


@given(distinct_takes)
def test_a_verdict_stays_within_its_bounds(takes: list[Take]) -> None:
    found = tally(*takes)
    rows = [row for row in found.personas if row.score is not None]
    assert found.ship + found.skip + sum(row.decision == "split" for row in rows) == len(rows)
    assert len(rows) + len(found.missing) == len(found.personas)
    assert found.takes == sum(row.ship + row.skip for row in rows) == len(takes)
    if found.mean is not None and found.low is not None and found.high is not None:
        assert found.low <= found.mean <= found.high
    for row in rows:
        own = [take.score for take in row.counted if take.score is not None]
        assert min(own) <= (row.score or 0) <= max(own)
