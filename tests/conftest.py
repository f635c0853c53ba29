"""What every test has: property tests without a time limit, and a folder in which permissions mean something."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.privileges import heeding_permissions

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def ordinary() -> Iterator[Path]:
    """A folder in which the test has no more rights than its files give, even where the superuser runs it."""
    with tempfile.TemporaryDirectory() as name, heeding_permissions():
        yield Path(name)
