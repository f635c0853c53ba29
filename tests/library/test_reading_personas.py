"""Reading personas with their problems: one broken file hides no other, be it sound or broken too."""

from __future__ import annotations

from pathlib import Path

from panel.library.personas import read_personas
from tests.library.conftest import persona_file


def test_sound_files_are_all_there_and_the_projects_own_are_named(bundled: Path, project: Path) -> None:
    (project / "skeptic.yaml").write_text(persona_file("skeptic", motto="Another motto."))
    (project / "auditor.yaml").write_text(persona_file("auditor"))
    sound = read_personas(bundled, project)
    assert [persona.id for persona in sound.personas] == ["builder", "skeptic", "auditor"]
    assert (sound.personas[1].motto, sound.problems) == ("Another motto.", ())
    assert [one.persona.id for one in sound.found if one.is_own] == ["skeptic", "auditor"]


def test_every_broken_file_is_told_and_the_others_go_on(bundled: Path, project: Path) -> None:
    (project / "auditor.yaml").write_text(persona_file("auditor", motto="Worth 80 points."))
    (project / "broken.yaml").write_text("id: [")
    (project / "critic.yaml").write_text(persona_file("critic"))
    sound = read_personas(bundled, project)
    assert [persona.id for persona in sound.personas] == ["builder", "skeptic", "critic"]
    assert [problem.split(":")[0] for problem in sound.problems] == [
        str(project / "auditor.yaml"),
        str(project / "broken.yaml"),
    ]


def test_what_is_wrong_between_personas_is_told_and_leaves_them_seated(bundled: Path, project: Path) -> None:
    (project / "auditor.yaml").write_text(persona_file("auditor", question="What does the skeptic want to know?"))
    sound = read_personas(bundled, project)
    assert len(sound.personas) == 3
    assert "asks the same" in sound.problems[0]


def test_a_broken_file_leaves_the_bundled_persona_it_would_replace(bundled: Path, project: Path) -> None:
    (project / "skeptic.yaml").write_text("id: skeptic\n")
    sound = read_personas(bundled, project)
    assert [persona.id for persona in sound.personas] == ["builder", "skeptic"]
    assert not any(one.is_own for one in sound.found)


def test_a_folder_that_cannot_be_read_is_told(ordinary: Path) -> None:
    (ordinary / "bundled").mkdir()
    (ordinary / "bundled" / "builder.yaml").write_text(persona_file("builder"))
    own = ordinary / "personas"
    own.mkdir(mode=0o000)
    sound = read_personas(ordinary / "bundled", own)
    own.chmod(0o755)
    assert (len(sound.personas), "cannot be read" in sound.problems[0]) == (1, True)
