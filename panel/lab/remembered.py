"""Remembered: takes kept small, to be found again by their signature, and whose words are at hand for some time.

A take is 44 bytes here; its place for each band is one of a fixed number, where a later take may take over. So one
that is looked for can be missed, more so when it is long ago and less alike.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator

from panel.domain.quality import TakeName
from panel.lab.signature import BAND, BANDS, BINS, place_of

MOST = 1 << 17
"""How many takes are remembered; later ones are only compared with these."""

_PLACES = 1 << 20
_RECENT = 2_000
_KEPT = 1_000
_CANDIDATES = 3

_Seat = tuple[str, str, int]


class Remembered:
    """Takes by the order in which they came, from 0."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._signatures = bytearray()
        self._places = array("I", bytes(4 * _PLACES))
        self._tools: list[str] = []
        self._seats: dict[_Seat, int] = {}
        self._tool = array("I")
        self._seat = array("I")
        self._named: list[_Seat] = []
        self._recent: dict[int, bytes] = {}
        self._kept: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._tool)

    @property
    def is_full(self) -> bool:
        """Whether no more can be remembered."""
        return len(self) >= self._most

    def add(self, name: TakeName, signature: bytes, stretches: frozenset[int]) -> int:
        """Remember a take, which there is room for; gives its number."""
        number = len(self)
        if not self._tools or self._tools[-1] != name.tool:
            self._tools.append(name.tool)
        self._tool.append(len(self._tools) - 1)
        self._seat.append(self._seat_of((name.persona, name.model, name.sample)))
        self._signatures += signature
        for band in BANDS:
            self._places[place_of(signature, band) % _PLACES] = number + 1
        self._recent[number] = array("I", stretches).tobytes()
        if len(self._recent) > _RECENT:
            del self._recent[next(iter(self._recent))]
        return number

    def keep(self, number: int) -> None:
        """Keep a take's words at hand for good, if they still are and there is room."""
        if number in self._recent and len(self._kept) < _KEPT:
            self._kept[number] = self._recent.pop(number)

    def candidates(self, signature: bytes) -> list[int]:
        """The few takes with most bands like this one, the earliest of as many."""
        found = Counter(self._sharing(signature))
        return sorted(found, key=lambda number: (-found[number], number))[:_CANDIDATES]

    def tool(self, number: int) -> str:
        """The slug of a take's tool."""
        return self._tools[self._tool[number]]

    def name(self, number: int) -> TakeName:
        """Which take it is."""
        persona, model, sample = self._named[self._seat[number]]
        return TakeName(tool=self.tool(number), persona=persona, model=model, sample=sample)

    def signature(self, number: int) -> bytes:
        """A take's signature."""
        return bytes(self._signatures[BINS * number : BINS * (number + 1)])

    def stretches(self, number: int) -> frozenset[int] | None:
        """A take's stretches, None when they are no longer at hand."""
        held = self._kept.get(number) or self._recent.get(number)
        if held is None:
            return None
        found = array("I")
        found.frombytes(held)
        return frozenset(found)

    def _seat_of(self, seat: _Seat) -> int:
        number = self._seats.setdefault(seat, len(self._seats))
        if number == len(self._named):
            self._named.append(seat)
        return number

    def _sharing(self, signature: bytes) -> Iterator[int]:
        """The take found at each band's place, if that band is indeed the same."""
        signatures, places = self._signatures, self._places
        for band in BANDS:
            number = places[place_of(signature, band) % _PLACES] - 1
            at = BINS * number + band
            if number >= 0 and signatures[at : at + BAND] == signature[band : band + BAND]:
                yield number
