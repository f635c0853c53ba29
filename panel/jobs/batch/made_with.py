"""Made with: whom a batch asks and how, readable, so that a folder of another batch can be told what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from panel.domain.frozen import Frozen
from panel.report.printable import one_line

_SHOWN = 3


class MadeWith(Frozen):
    """What the hash of a batch's settings is of; ``addresses`` are the endpoints', ``sampling`` is by model."""

    models: tuple[str, ...]
    addresses: tuple[str, ...]
    sampling: tuple[str, ...]
    personas: tuple[str, ...]
    samples: int


def other_settings(found: MadeWith | None, this: MadeWith | None) -> str:
    """How the settings that a folder was made with differ from these, as far as it is known."""
    differs = list(_differences(found, this)) if found and this else []
    if not differs:
        return "it was made with other settings: models, their addresses, personas, samples or sampling"
    return "; ".join(differs)


def _differences(found: MadeWith, this: MadeWith) -> Iterator[str]:
    if found.samples != this.samples:
        yield f"its samples are {found.samples:,}, and here {this.samples:,}"
    # Another model has an address and a sampling of its own, which says nothing more.
    names = ("models", "personas") if found.models != this.models else ("addresses", "sampling", "personas")
    for name in names:
        theirs, ours = getattr(found, name), getattr(this, name)
        if theirs != ours:
            verb = "is" if name == "sampling" else "are"
            yield f"its {name} {verb} {_few(theirs, ours)}, and here {_few(ours, theirs)}"


def _few(values: Sequence[str], others: Sequence[str]) -> str:
    """The values that the others have not; all, where only their order differs."""
    own = [value for value in values if value not in others] or [*values]
    more = [f"{len(own) - _SHOWN:,} more"] if len(own) > _SHOWN else []
    return one_line(", ".join([*own[:_SHOWN], *more])) or "none"
