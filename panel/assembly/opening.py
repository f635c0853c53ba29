"""Opening a workshop: for a working folder, apart from everything around it, or with the mistakes left out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from panel.assembly.sound_settings import load_sound
from panel.assembly.workshop import Workshop
from panel.settings import Loaded, load
from panel.settings_places import FILE_NAME, project_root, user_cache, user_file


def lone_workshop(*, flags: Mapping[str, Any], folder: Path, announce: Callable[[str], None]) -> Workshop:
    """A workshop that nothing set around it can change: flags and bundled content alone, in a store of its own."""
    root = project_root(folder)
    apart = {**flags, "store": flags.get("store") or str(root / "runs" / "demo.db")}
    loaded = load(flags=apart, environment={}, project=None, user=None)
    return Workshop(loaded=loaded, environment={}, root=root, announce=announce, has_own_content=False)


def open_workshop(
    *, flags: Mapping[str, Any], environment: Mapping[str, str], folder: Path, announce: Callable[[str], None]
) -> Workshop:
    """Settle the settings and return the workshop for a working folder. Raises Mistake, naming the source."""
    root = project_root(folder)
    loaded = load(flags=flags, environment=environment, project=_if_file(root / FILE_NAME), user=_if_file(user_file()))
    return Workshop(loaded=loaded, environment=environment, root=root, announce=announce, cache_folder=user_cache())


@dataclass(frozen=True)
class Opened:
    """A workshop of what can be used, what is wrong with the settings that were left out, and the files there are."""

    workshop: Workshop
    problems: tuple[str, ...]
    project_file: Path | None
    user_file: Path | None


def open_sound_workshop(
    *, flags: Mapping[str, Any], environment: Mapping[str, str], folder: Path, announce: Callable[[str], None]
) -> Opened:
    """The same with every setting left out that cannot be used, addresses among them; raises nothing for them."""
    root = project_root(folder)
    project, user = _if_file(root / FILE_NAME), _if_file(user_file())

    def workshop(loaded: Loaded) -> Workshop:
        return Workshop(loaded=loaded, environment=environment, root=root, announce=announce, cache_folder=user_cache())

    def accept(loaded: Loaded) -> None:
        _ = workshop(loaded).endpoints

    sound = load_sound(flags=flags, environment=environment, project=project, user=user, accept=accept)
    return Opened(workshop(sound.loaded), sound.problems, project, user)


def _if_file(path: Path) -> Path | None:
    return path if os.path.isfile(path) else None  # noqa: PTH113 - never raises, whatever the path
