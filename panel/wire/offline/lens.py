"""Lens: the frames of sentences that a seat speaks in; they stand in ``frames.toml`` beside this module."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from panel.domain.frozen import Frozen
from panel.wire.offline.reading import SeatText
from panel.wire.offline.words import found, stems, wording


class Lens(Frozen):
    """Frames by slot, as ``frames.toml`` describes them."""

    words: tuple[str, ...]
    opening: tuple[str, ...]
    bare: tuple[str, ...]
    second: tuple[str, ...]
    both: tuple[str, ...]
    against: tuple[str, ...]
    further: tuple[str, ...]
    clear: tuple[str, ...]
    open: tuple[str, ...]
    ask: tuple[str, ...]
    firm: tuple[str, ...]
    ship: tuple[str, ...]
    look: tuple[str, ...]
    skip: tuple[str, ...]


@cache
def lenses() -> tuple[Lens, ...]:
    """Every lens; the last has no words and serves whoever is left."""
    text = files(__package__).joinpath("frames.toml").read_text("utf-8")
    return tuple(Lens.model_validate(one) for one in tomllib.loads(text)["lens"])


@cache
def lens_of(seat: SeatText) -> Lens:
    """The lens whose words the seat's question holds most of."""
    question = wording(seat.question)

    def points(lens: Lens) -> int:
        return sum(bool(found(phrase, question)) for phrase in {stems(word) for word in lens.words})

    *special, general = lenses()
    best = max(special, key=points)
    return best if points(best) else general


def pick(variants: Sequence[str], *of: str) -> str:
    """One of the variants, settled by a hash of what it is for."""
    digest = hashlib.sha256("\x1f".join(of).encode("utf-8", "surrogatepass")).digest()
    return variants[int.from_bytes(digest[:4]) % len(variants)]
