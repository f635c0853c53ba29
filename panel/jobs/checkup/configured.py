"""What is configured: every setting with where it came from, the files they are read from, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterator

from panel.assembly import Opened, Workshop
from panel.domain.checkup import Group, Remark, Setting, broken, look, ok
from panel.domain.origin import Origin

_PREFIX = "PANEL_"
_HIDDEN = "set, and not shown: it is an address of a kind that is not supported"


def setting_group(opened: Opened, settings: tuple[Setting, ...]) -> Group:
    """A line for each setting, the mistakes that were left out first."""
    return Group(
        name="Settings",
        remarks=(
            *_mistakes(opened.problems),
            *_unknown_variables(opened.workshop, settings),
            *(ok(one.name, f"{one.value} ({one.source})") for one in settings),
        ),
    )


def told_settings(shop: Workshop) -> tuple[Setting, ...]:
    """Every setting as it may be shown: no key, and no address with a password in it."""
    return tuple(_shown(one, shop) for one in shop.told)


def project_group(opened: Opened) -> Group:
    """The project's folder, and the files with settings that there are."""
    project, user = opened.project_file, opened.user_file
    return Group(
        name="Project",
        remarks=(
            ok("folder", str(opened.workshop.root)),
            ok("project file", str(project) if project else "none; settings come from elsewhere"),
            ok("your own file", str(user) if user else "none"),
        ),
    )


def _mistakes(problems: tuple[str, ...]) -> Iterator[Remark]:
    for problem in problems:
        for line in problem.splitlines():
            yield broken("mistake", f"{line}; what follows does without it", 2)


def _unknown_variables(shop: Workshop, settings: tuple[Setting, ...]) -> Iterator[Remark]:
    """A variable that is misspelt is not read, and nothing else would say so."""
    known = {_PREFIX + one.name.upper() for one in settings}
    for name in sorted(shop.environment):
        if name.startswith(_PREFIX) and name not in known:
            yield look(name, "is set, but there is no such setting; nothing reads it")


def _shown(setting: Setting, shop: Workshop) -> Setting:
    value = shop.redactor(setting.value)
    if setting.name in ("store", "out") and "://" in value and not value.startswith("sqlite:///"):
        value = _HIDDEN
    if setting.name == "out" and setting.origin is Origin.BUILT_IN:
        value = str(shop.root / "runs" / "<run id>")
    if setting.name == "store" and setting.origin is Origin.BUILT_IN:
        value = shop.store_address
    return setting.model_copy(update={"value": value})
