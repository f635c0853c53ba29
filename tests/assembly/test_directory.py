"""Who can be asked: an endpoint that cannot be made is named by its file and its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel.assembly import Workshop
from panel.errors import Mistake
from panel.settings import load


def endpoints(folder: Path, text: str) -> list[str]:
    """The names of the endpoints that a project's panel.toml leads to."""
    path = folder / "panel.toml"
    path.write_text(text, "utf-8")
    loaded = load(flags={}, environment={}, project=path, user=None)
    return list(Workshop(loaded=loaded, environment={}, root=folder, announce=lambda _: None).endpoints)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[endpoints."a b"]\nbase_url = "http://h/v1"\n',
            "panel.toml: endpoints.\"a b\": 'a b' cannot name an endpoint",
        ),
        (
            '[endpoints.mine]\nbase_url = "ftp://h"\n',
            "panel.toml: endpoints.mine: the address of endpoint 'mine' is not",
        ),
        (
            '[endpoints.offline]\nbase_url = "http://h"\n',
            "panel.toml: endpoints.offline: the offline endpoint is built",
        ),
    ],
)
def test_an_endpoint_that_cannot_be_made_is_named_with_its_file_and_table(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Mistake) as refused:
        endpoints(tmp_path, text)
    assert str(tmp_path / says) in str(refused.value)


def test_a_sound_one_is_among_the_built_in(tmp_path: Path) -> None:
    assert endpoints(tmp_path, '[endpoints.mine]\nbase_url = "http://h/v1"\n')[-1] == "mine"
