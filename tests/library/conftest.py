"""Folders of persona files for the tests of the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.builders import a_persona


def persona_file(name: str, **fields: Any) -> str:  # noqa: ANN401 - any field of a Persona
    """The text of a persona file; a field given as None is left out."""
    whole = a_persona(id=name).model_dump(mode="json") | fields
    return yaml.safe_dump({field: value for field, value in whole.items() if value is not None}, sort_keys=False)


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    """A folder with two personas that have nothing in common."""
    folder = tmp_path / "bundled"
    folder.mkdir()
    for name in ("builder", "skeptic"):
        (folder / f"{name}.yaml").write_text(persona_file(name))
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's own folder of personas, empty."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder
