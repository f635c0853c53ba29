"""Sound settings: those that can be used, with what is wrong with the others told beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from panel.domain.origin import Origin
from panel.errors import Mistake
from panel.settings import PREFIX, Layer, Loaded, from_environment, from_file, settle
from panel.settings_tables import TABLES


class Sound(BaseModel):
    """Settings without the values that cannot be used, and what is wrong with those."""

    model_config = ConfigDict(frozen=True)

    loaded: Loaded
    problems: tuple[str, ...]


def load_sound(
    *,
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    project: Path | None,
    user: Path | None,
    accept: Callable[[Loaded], None],
) -> Sound:
    """Settle every field with each value left out that cannot be used, so that one mistake hides no other.

    ``accept`` is given each value settled by itself, and raises Mistake for one that it cannot use.
    """
    given = {name: value for name, value in flags.items() if value not in (None, (), [])}
    readers: list[Callable[[], Layer]] = [
        partial(Layer, origin=Origin.FLAG, values=given),
        *(partial(_variable, name, environment) for name in environment if name.startswith(PREFIX)),
        *(
            partial(from_file, path, origin)
            for path, origin in ((project, Origin.PROJECT), (user, Origin.USER))
            if path
        ),
    ]
    sound: list[Layer] = []
    problems: list[str] = []
    for read in readers:
        try:
            pieces = list(_pieces(read()))
        except Mistake as mistake:
            problems.append(str(mistake))
            continue
        for piece in pieces:
            try:
                accept(settle([piece]))
                sound.append(piece)
            except Mistake as mistake:
                problems.append(str(mistake))
    return Sound(loaded=settle(sound), problems=tuple(problems))


def _variable(name: str, environment: Mapping[str, str]) -> Layer:
    return Layer(origin=Origin.ENVIRONMENT, values=from_environment({name: environment[name]}))


def _pieces(layer: Layer) -> Iterator[Layer]:
    """A layer for each value, and for each endpoint and model, of one."""
    for field, value in layer.values.items():
        is_table = field in TABLES and isinstance(value, dict)
        for part in [{name: one} for name, one in value.items()] if is_table else [value]:
            yield layer.model_copy(update={"values": {field: part}})
