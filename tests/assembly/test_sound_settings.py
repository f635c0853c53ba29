"""Settings without their mistakes: what is left, what is told, and where every value came from."""

from __future__ import annotations

from pathlib import Path

from panel.assembly.sound_settings import Sound, load_sound
from panel.domain.checkup import Setting
from panel.domain.origin import Origin
from panel.errors import Mistake
from panel.settings import Loaded, load


def sound(
    *, flags: dict[str, object] | None = None, environment: dict[str, str] | None = None, project: Path | None = None
) -> Sound:
    """What is left of some settings when every value by itself may be used."""
    return load_sound(flags=flags or {}, environment=environment or {}, project=project, user=None, accept=anything)


def anything(loaded: Loaded) -> None:
    """Accept."""
    del loaded


def no_addresses(loaded: Loaded) -> None:
    """Accept settings that name no address."""
    if loaded.settings.base_url or loaded.settings.endpoints:
        raise Mistake("no addresses here")


def a_file(folder: Path, text: str) -> Path:
    path = folder / "panel.toml"
    path.write_text(text)
    return path


def told(loaded: Loaded, name: str) -> Setting:
    (setting,) = (one for one in loaded.told() if one.name == name)
    return setting


def test_without_mistakes_it_is_what_load_makes(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'model = "a/b"\nsamples = 3\n[endpoints.mine]\nbase_url = "http://localhost:1/v1"\n')
    environment = {"PANEL_SAMPLES": "2"}
    whole = load(flags={"out": "x"}, environment=environment, project=path, user=None)
    assert sound(flags={"out": "x"}, environment=environment, project=path) == Sound(loaded=whole, problems=())


def test_one_wrong_value_leaves_the_others_of_its_file(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'model = "a/b"\nsamples = 0\nsmaples = 2\nship_at = "no"\n')
    found = sound(project=path)
    assert found.loaded.settings.model == ("a/b",)
    assert found.loaded.settings.samples == 1
    assert [problem.split(": ")[1] for problem in found.problems] == ["samples", "smaples", "ship_at"]


def test_one_wrong_endpoint_leaves_the_others(tmp_path: Path) -> None:
    path = a_file(tmp_path, '[endpoints.one]\nbase_url = "http://h/v1"\n[endpoints.two]\nurl = "http://h/v1"\n')
    found = sound(project=path)
    assert list(found.loaded.settings.endpoints) == ["one"]
    assert "endpoints.two" in found.problems[0]


def test_a_file_that_cannot_be_read_leaves_the_other_sources(tmp_path: Path) -> None:
    found = sound(environment={"PANEL_SAMPLES": "2"}, project=a_file(tmp_path, "samples = "))
    assert (found.loaded.settings.samples, len(found.problems)) == (2, 1)


def test_one_wrong_variable_leaves_the_others() -> None:
    found = sound(environment={"PANEL_SAMPLES": "many", "PANEL_MODEL": "a/b", "PANEL_PERSONA": ","})
    assert found.loaded.settings.model == ("a/b",)
    assert [problem.split(":")[0] for problem in found.problems] == ["PANEL_SAMPLES", "PANEL_PERSONA"]


def test_a_value_that_is_not_accepted_is_left_out(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'samples = 2\n[endpoints.one]\nbase_url = "http://h/v1"\n')
    found = load_sound(flags={"base_url": "http://h/v1"}, environment={}, project=path, user=None, accept=no_addresses)
    assert found.problems == ("no addresses here",) * 2
    assert (found.loaded.settings.samples, found.loaded.settings.base_url) == (2, None)


def test_where_each_value_came_from_is_told(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'ship_at = 70\n[endpoints.mine]\nbase_url = "http://localhost:1/v1"\n')
    loaded = load(flags={"model": ("a/b", "c/d")}, environment={"PANEL_SAMPLES": "2"}, project=path, user=None)
    assert told(loaded, "model") == Setting(name="model", value="a/b, c/d", origin=Origin.FLAG, source="flag --model")
    assert told(loaded, "samples").source == "environment variable PANEL_SAMPLES"
    assert told(loaded, "ship_at").source == f"project file {path}: ship_at"
    assert told(loaded, "endpoints.mine").source == f"project file {path}: endpoints.mine"
    assert (told(loaded, "persona").value, told(loaded, "persona").source) == ("not set", "default")
    user = load(flags={}, environment={}, project=None, user=path)
    assert told(user, "ship_at").source == f"your own file {path}: ship_at"
