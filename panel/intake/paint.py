"""Which ink on which ground CSS leaves a text with, and whether the two can be told apart."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from typing import NamedTuple

Colour = tuple[int, int, int]

_NEAR = 16
"""How far apart, of 255, two colours may be in each channel and still be read as one."""

_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?|\.\d{1,9}")
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_INHERITED = frozenset({"", "inherit", "initial", "unset", "revert", "currentcolor"})

_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240),
    "whitesmoke": (245, 245, 245),
    "black": (0, 0, 0),
    "silver": (192, 192, 192),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "red": (255, 0, 0),
    "maroon": (128, 0, 0),
    "yellow": (255, 255, 0),
    "olive": (128, 128, 0),
    "lime": (0, 255, 0),
    "green": (0, 128, 0),
    "aqua": (0, 255, 255),
    "cyan": (0, 255, 255),
    "teal": (0, 128, 128),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "fuchsia": (255, 0, 255),
    "magenta": (255, 0, 255),
    "purple": (128, 0, 128),
}


class Paint(NamedTuple):
    """Ink and ground as they are inherited: black on white to begin with, None where they cannot be known."""

    ink: Colour | None = (0, 0, 0)
    ground: Colour | None = (255, 255, 255)
    is_clear: bool = False

    @property
    def is_invisible(self) -> bool:
        """Whether the ink is transparent or cannot be told from the ground."""
        if self.is_clear:
            return True
        if self.ink is None or self.ground is None:
            return False
        return all(abs(one - other) <= _NEAR for one, other in zip(self.ink, self.ground, strict=True))


def painted(paint: Paint, style: Mapping[str, str]) -> Paint:
    """The paint of an element with this style inside an element with that paint."""
    ground = paint.ground
    for name in ("background", "background-color"):
        ground = _ground(style.get(name, ""), ground)
    if style.get("background-image", "none") != "none":
        ground = None
    ink, is_clear = paint.ink, paint.is_clear
    for name in ("color", "-webkit-text-fill-color"):
        value = style.get(name, "")
        if value not in _INHERITED:
            ink, is_clear = _colour(value), _is_transparent(value)
    return Paint(ink, ground, is_clear)


def _ground(value: str, inherited: Colour | None) -> Colour | None:
    if value in _INHERITED or value == "none" or _is_transparent(value):
        return inherited
    return _colour(value) or next((colour for word in value.split() if (colour := _colour(word))), None)


def _is_transparent(value: str) -> bool:
    if value == "transparent" or re.fullmatch(r"#(?:[0-9a-f]{3}0|[0-9a-f]{6}0[0-9a-f])", value):
        return True
    _, numbers = _function(value)
    return len(numbers) == 4 and numbers[3] <= 0.05


def _colour(value: str) -> Colour | None:
    if match := _HEX.fullmatch(value):
        digits = match[1] if len(match[1]) > 4 else "".join(digit * 2 for digit in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    model, numbers = _function(value)
    if len(numbers) < 3:
        return _NAMED.get(value)
    if model == "hsl":
        hue, saturation, lightness = numbers[0] / 360 % 1, min(numbers[1], 100) / 100, min(numbers[2], 100) / 100
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        return _bytes(red * 255, green * 255, blue * 255)
    scale = 2.55 if "%" in value else 1
    return _bytes(numbers[0] * scale, numbers[1] * scale, numbers[2] * scale)


def _bytes(red: float, green: float, blue: float) -> Colour:
    return min(round(red), 255), min(round(green), 255), min(round(blue), 255)


def _function(value: str) -> tuple[str, list[float]]:
    match = _FUNCTION.fullmatch(value)
    return (match[1], [float(number) for number in _NUMBER.findall(match[2])]) if match else ("", [])
