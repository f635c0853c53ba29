"""Versions: of the panel, of Python and of the libraries that most depends on."""

from __future__ import annotations

import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version

from panel.domain.checkup import Group, Remark, Version, look, ok

_DISTRIBUTION = "panel-review"
_LIBRARIES = ("aiohttp", "pydantic", "sqlalchemy", "jinja2", "click")


def versions() -> tuple[Version, ...]:
    """What is installed and runs this."""
    return (
        Version(name="panel", version=_installed(_DISTRIBUTION)),
        Version(name="Python", version=platform.python_version()),
        Version(name="platform", version=platform.platform()),
        *(Version(name=name, version=_installed(name)) for name in _LIBRARIES),
        Version(name="SQLite", version=sqlite3.sqlite_version),
    )


def version_group(found: tuple[Version, ...]) -> Group:
    """A line for the panel, Python and the platform each, and one for the libraries."""
    first, rest = found[:3], found[3:]
    listed = ", ".join(f"{one.name} {one.version or 'missing'}" for one in rest)
    return Group(name="Versions", remarks=(*map(_remark, first), ok("libraries", listed)))


def _remark(one: Version) -> Remark:
    if one.version is None:
        return look(one.name, "runs from a folder, without being installed")
    return ok(one.name, one.version)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
