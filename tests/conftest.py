"""What every test has: property tests without a time limit, and a folder in which permissions mean something."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

NOBODY = 65534

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def ordinary() -> Iterator[Path]:
    """A folder of an ordinary user's, whom the test runs as: the superuser may read and write whatever it likes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)
