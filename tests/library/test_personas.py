"""Persona files become personas in row order, and what blurs or anchors a lens is named with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from panel.errors import Mistake
from panel.library.personas import load_personas, read_personas
from tests.builders import a_persona
from tests.library.conftest import persona_file


def _criteria(*ids: str, yes_is: str = "") -> list[dict[str, str]]:
    """Criteria by id; the first speaks for skip and the rest for ship, or all the way that is named."""
    return [
        {"id": name, "ask": f"Is {name} stated?", "yes_is": yes_is or ("ship" if place else "skip")}
        for place, name in enumerate(ids)
    ]


def _line(path: Path, start: str) -> int:
    """The line of a file, counted from 1, that starts with some words once indentation is off."""
    lines = path.read_text().splitlines()
    return 1 + next(place for place, line in enumerate(lines) if line.lstrip(" -").startswith(start))


def _refusal(bundled: Path, project: Path | None = None) -> str:
    with pytest.raises(Mistake) as caught:
        load_personas(bundled, project)
    return str(caught.value)


def _refused(folder: Path, **fields: Any) -> str:  # noqa: ANN401 - any field of a Persona
    (folder / "extra.yaml").write_text(persona_file("extra", **fields))
    return _refusal(folder)


def test_personas_stand_in_row_order(bundled: Path) -> None:
    for name in ("aardvark", "creator", "zebra"):
        (bundled / f"{name}.yaml").write_text(persona_file(name))
    ids = [persona.id for persona in load_personas(bundled)]
    assert ids == ["builder", "skeptic", "creator", "aardvark", "zebra"]


def test_a_project_file_adds_a_seat(bundled: Path, project: Path) -> None:
    (project / "librarian.yaml").write_text(persona_file("librarian"))
    assert [persona.id for persona in load_personas(bundled, project)] == ["builder", "skeptic", "librarian"]


def test_a_project_file_replaces_a_bundled_persona_of_the_same_id(bundled: Path, project: Path) -> None:
    (project / "builder.yaml").write_text(persona_file("builder", motto="Ours."))
    mottos = {persona.id: persona.motto for persona in load_personas(bundled, project)}
    assert mottos == {"builder": "Ours.", "skeptic": a_persona(id="skeptic").motto}


def test_a_project_without_personas_has_the_bundled_ones(bundled: Path, tmp_path: Path) -> None:
    assert load_personas(bundled, tmp_path / "nowhere") == load_personas(bundled)


def test_a_project_that_is_the_checkout_itself_counts_its_personas_once(bundled: Path) -> None:
    assert load_personas(bundled, bundled) == load_personas(bundled)


def test_other_files_in_the_folder_are_left_alone(bundled: Path) -> None:
    (bundled / "README.md").write_text("Notes.")
    (bundled / ".builder.yaml").write_text("an editor's own: [")
    assert len(load_personas(bundled)) == 2


def test_an_empty_shelf_is_named(project: Path) -> None:
    assert _refusal(project).startswith(f"{project}: no persona files")


def test_a_missing_shelf_is_named(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "nowhere").startswith(f"{tmp_path / 'nowhere'}: cannot be read")


def test_a_file_is_named_after_its_persona(bundled: Path) -> None:
    (bundled / "other.yaml").write_text(persona_file("extra"))
    assert _refusal(bundled) == f"{bundled / 'other.yaml'}:1: id is extra, so the file has to be extra.yaml"


def test_a_yml_ending_is_not_passed_over(bundled: Path) -> None:
    (bundled / "extra.yml").write_text(persona_file("extra"))
    assert _refusal(bundled).endswith("the file has to be extra.yaml")


def test_every_problem_of_the_fields_is_named_with_its_line(bundled: Path) -> None:
    message = _refused(bundled, motto=None, colour="red")
    path = bundled / "extra.yaml"
    assert message.splitlines() == [
        f"{path}:1: motto: missing; add it",
        f"{path}:{_line(path, 'colour:')}: colour: no such field; take it out or mend its spelling",
    ]


def test_fewer_than_five_criteria_are_too_few(bundled: Path) -> None:
    assert "criteria: tuple should have at least 5 items" in _refused(bundled, criteria=_criteria("p", "q", "r", "s"))


def test_a_criterion_id_stands_once(bundled: Path) -> None:
    message = _refused(bundled, criteria=_criteria("p", "q", "r", "s", "q"))
    assert message.endswith("criteria[4].id: q stands twice; rename one")


@pytest.mark.parametrize(("only", "missing"), [("ship", "skip"), ("skip", "ship")])
def test_a_decision_that_no_criterion_can_reach_is_named(bundled: Path, only: str, missing: str) -> None:
    message = _refused(bundled, criteria=_criteria("p", "q", "r", "s", "t", yes_is=only))
    path = bundled / "extra.yaml"
    assert message.startswith(f"{path}:{_line(path, 'criteria:')}: no criterion can reach {missing}")


def test_a_length_has_its_bounds_in_order(bundled: Path) -> None:
    assert "length: min is above max" in _refused(bundled, length={"min": 140, "max": 60})


def test_a_pattern_that_does_not_compile_is_named(bundled: Path) -> None:
    message = _refused(bundled, ban={"phrases": [], "patterns": ["fine", "(open"]})
    path = bundled / "extra.yaml"
    assert message.startswith(f"{path}:{_line(path, '(open')}: ban.patterns[1]: not a regular expression")


def test_patterns_are_read_by_the_engine_that_runs_them(bundled: Path) -> None:
    (bundled / "extra.yaml").write_text(persona_file("extra", ban={"phrases": [], "patterns": [r"\bdelv\p{L}+"]}))
    assert len(load_personas(bundled)) == 3
    assert "ban.patterns[0]: too much" in _refused(bundled, ban={"phrases": [], "patterns": ["(?:a{999}){999}"]})


@pytest.mark.parametrize(
    "text",
    [
        "Worth 85/100.",
        "A score of 85.",
        "It scores 85.",
        "9 out of 10.",
        "A scored 7/10",
        "Rate it 85.",
        "Gives this a 90",
        "5 stars",
    ],
)
def test_a_score_inside_an_example_is_refused(bundled: Path, text: str) -> None:
    message = _refused(bundled, examples=[{"kind": "good", "text": text}])
    path = bundled / "extra.yaml"
    assert message.startswith(f"{path}:{_line(path, 'text:')}: examples[0].text: a score (")


def test_a_score_in_any_other_prose_is_refused(bundled: Path) -> None:
    assert "voice.stance: a score ('85/100')" in _refused(
        bundled, voice={"stance": "says 85/100", "sentences": "short"}
    )


@pytest.mark.parametrize(
    "stance",
    [
        "a 35-year-old",
        "aged 40",
        "in her thirties",
        "with 10 years behind a desk",
        "ten years in sales",
        "many years of experience",
        "she doubts everything",
        "has worked on compilers",
        "worked at a bank",
        "a woman of few words",
        "an ex-founder",
        "ex-Google",
        "formerly at Google",
        "a veteran",
    ],
)
def test_biography_is_refused(bundled: Path, stance: str) -> None:
    message = _refused(bundled, voice={"stance": stance, "sentences": "short"})
    path = bundled / "extra.yaml"
    assert message.startswith(f"{path}:{_line(path, 'stance:')}: voice.stance: biography (")


@pytest.mark.parametrize(
    "stance",
    ["a former version counts", "checks back within 3 years", "guards against man-in-the-middle", "they weigh"],
)
def test_plain_words_are_no_biography(bundled: Path, stance: str) -> None:
    (bundled / "extra.yaml").write_text(persona_file("extra", voice={"stance": stance, "sentences": "short"}))
    assert len(load_personas(bundled)) == 3


def test_a_banned_phrase_may_name_what_biography_sounds_like(bundled: Path) -> None:
    (bundled / "extra.yaml").write_text(persona_file("extra", ban={"phrases": ["as a veteran"], "patterns": []}))
    assert len(load_personas(bundled)) == 3


def test_a_question_asked_twice_is_refused_whatever_its_case_and_spacing(bundled: Path) -> None:
    question = "  WHAT does the  builder want to KNOW "
    message = _refused(bundled, question=question)
    path = bundled / "extra.yaml"
    assert message.startswith(f"{path}:{_line(path, 'question:')}: question: builder asks the same")
    assert f"{bundled / 'builder.yaml'}:" in message


def test_two_of_five_criteria_may_be_shared(bundled: Path) -> None:
    (bundled / "extra.yaml").write_text(
        persona_file("extra", criteria=_criteria("p", "q", "r", "builder_1", "skeptic_1"))
    )
    assert len(load_personas(bundled)) == 3


def test_three_of_five_criteria_are_too_many_to_share(bundled: Path) -> None:
    message = _refused(bundled, criteria=_criteria("p", "q", "builder_1", "builder_2", "skeptic_1"))
    path = bundled / "extra.yaml"
    assert message == (
        f"{path}:{_line(path, 'criteria:')}: criteria: 3 of 5 are shared with other personas: "
        "builder_1 (builder), builder_2 (builder), skeptic_1 (skeptic); at least 60% have to be its own"
    )


def test_one_broken_file_does_not_hide_what_is_wrong_with_another(bundled: Path) -> None:
    for name in ("aardvark", "zebra"):
        (bundled / f"{name}.yaml").write_text(persona_file(name, question=None))
    refusal = _refusal(bundled)
    assert "aardvark.yaml:1: question: missing" in refusal
    assert "zebra.yaml:1: question: missing" in refusal


def test_what_can_be_used_is_read_beside_the_problems(bundled: Path, project: Path) -> None:
    (project / "broken.yaml").write_text("id: broken")
    (project / "skeptic.yaml").write_text(persona_file("skeptic"))
    read = read_personas(bundled, project)
    assert [(one.persona.id, one.is_own) for one in read.found] == [("builder", False), ("skeptic", True)]
    assert read.found[1].path == str(project / "skeptic.yaml")
    assert len(read.problems) == 1


def test_a_folder_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    read = read_personas(tmp_path / "nowhere")
    assert (read.found, len(read.problems)) == ((), 1)


def test_files_that_are_named_stand_for_the_project_s_folder(bundled: Path, project: Path, tmp_path: Path) -> None:
    (project / "broken.yaml").write_text("id: broken")
    named = tmp_path / "auditor.yaml"
    named.write_text(persona_file("auditor"))
    read = read_personas(bundled, project, files=[named, named])
    assert ([one.persona.id for one in read.found], read.problems) == (["builder", "skeptic", "auditor"], ())
