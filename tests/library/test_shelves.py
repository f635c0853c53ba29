"""Bundled content is found beside the package in a checkout."""

from __future__ import annotations

from typing import get_args

import pytest

from panel.library.shelves import Kind, shelf


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_shelf_is_a_folder_with_content(kind: Kind) -> None:
    assert any(shelf(kind).iterdir())
