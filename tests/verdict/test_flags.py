"""What a reader should know of a panel beside its verdict."""

from __future__ import annotations

from panel.domain.answer import CONTRACT
from panel.domain.cell import prompt_hash
from panel.domain.take import Take
from panel.verdict.tally import verdict
from tests.builders import a_cell, a_persona, a_take, a_tool

BUILDER = a_persona()


def flags(*takes: Take, ship_at: int = 60, templates: str | None = None) -> tuple[str, ...]:
    """The flags of a panel on Alpha, the Builder on its roster; a second sample keeps "single run" out."""
    return verdict(a_tool(), takes, [BUILDER], ship_at=ship_at, templates=templates).flags


def sampled_twice(**fields: object) -> list[Take]:
    """Two samples of one seat."""
    return [a_take(**fields), a_take(**{**fields, "sample": 2})]


def test_two_plain_samples_have_no_flag() -> None:
    assert flags(*sampled_twice()) == ()


def test_no_takes_have_no_flag() -> None:
    assert flags() == ()


def test_one_sample_is_a_single_run() -> None:
    assert flags(a_take(), a_take(model="c/d")) == ("single_run",)


def test_rules_are_no_single_run_since_they_have_no_noise() -> None:
    assert flags(a_take(model="offline/rubric", endpoint="offline")) == ()


def test_a_take_on_another_dossier_is_marked() -> None:
    assert flags(*sampled_twice(dossier_hash="other")) == ("older_dossier",)


def test_a_take_on_this_dossier_is_not_marked() -> None:
    assert flags(*sampled_twice(dossier_hash=a_tool().dossier.fingerprint)) == ()


def test_a_take_under_another_version_of_its_persona_is_marked() -> None:
    assert flags(*sampled_twice(persona_hash="other")) == ("older_persona",)


def test_a_take_under_this_version_of_its_persona_is_not_marked() -> None:
    assert flags(*sampled_twice(persona_hash=BUILDER.fingerprint)) == ()


def test_a_persona_that_is_not_known_here_has_no_version_of_today() -> None:
    assert flags(*sampled_twice(persona="archivist", persona_hash="any")) == ()


def test_takes_of_one_persona_under_two_versions_are_mixed() -> None:
    takes = [a_take(persona_hash=BUILDER.fingerprint), a_take(persona_hash="other", sample=2)]
    assert flags(*takes) == ("older_persona", "mixed_personas")


def test_a_version_that_is_not_known_mixes_with_any() -> None:
    assert flags(a_take(persona_hash=BUILDER.fingerprint), a_take(sample=2)) == ()


def test_takes_of_one_persona_from_two_prompts_are_mixed() -> None:
    assert flags(a_take(prompt_hash="one"), a_take(prompt_hash="two", sample=2)) == ("mixed_prompts",)


def test_prompts_that_differ_by_dossier_only_are_told_by_their_dossier() -> None:
    old = a_take(prompt_hash="one", dossier_hash="old")
    new = a_take(prompt_hash="two", dossier_hash=a_tool().dossier.fingerprint, sample=2)
    assert flags(old, new) == ("older_dossier",)


def test_prompts_of_two_personas_always_differ_and_are_not_mixed() -> None:
    takes = [*sampled_twice(prompt_hash="one"), a_take(persona="skeptic", prompt_hash="two")]
    assert flags(*takes) == ()


def test_a_take_from_other_templates_than_todays_is_marked() -> None:
    dossier, persona = a_tool().dossier.fingerprint, BUILDER.fingerprint
    made = prompt_hash("templates of old", CONTRACT, dossier=dossier, persona=persona)
    takes = sampled_twice(prompt_hash=made, dossier_hash=dossier, persona_hash=persona)
    assert flags(*takes, templates="templates of today") == ("older_prompt",)
    assert flags(*takes, templates="templates of old") == ()


def test_a_cells_take_is_known_by_the_same_hash() -> None:
    cell = a_cell(contract=CONTRACT, templates="templates of today")
    takes = sampled_twice(
        prompt_hash=cell.prompt_hash,
        dossier_hash=cell.tool.dossier.fingerprint,
        persona_hash=cell.persona.fingerprint,
    )
    assert flags(*takes, templates="templates of today") == ()


def test_people_beside_models_are_marked() -> None:
    assert flags(*sampled_twice(), a_take(model="human/ana")) == ("people_and_models",)


def test_a_persons_contradiction_outside_the_grey_band_is_marked() -> None:
    assert flags(*sampled_twice(model="human", score=64, decision="skip")) == ("human_contradiction",)
    assert flags(*sampled_twice(model="human", score=56, decision="ship")) == ("human_contradiction",)


def test_a_persons_contradiction_inside_the_grey_band_is_not() -> None:
    assert flags(*sampled_twice(model="human", score=63, decision="skip")) == ()
    assert flags(*sampled_twice(model="human", score=57, decision="ship")) == ()


def test_the_grey_band_moves_with_its_setting() -> None:
    assert flags(*sampled_twice(model="human", score=64, decision="skip"), ship_at=61) == ()


def test_a_hard_finding_is_marked() -> None:
    assert flags(*sampled_twice(findings=[{"code": "claims_use", "severity": "hard"}])) == ("hard_findings",)


def test_a_soft_finding_is_not() -> None:
    assert flags(*sampled_twice(findings=[{"code": "long"}])) == ()


def test_takes_that_do_not_count_raise_no_flag() -> None:
    withheld = a_take(status="withheld", persona_hash="other", findings=[{"code": "x", "severity": "hard"}], sample=3)
    assert flags(*sampled_twice(), withheld) == ()
