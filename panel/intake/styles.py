"""What CSS hides: declarations that leave an element's text where no reader can see it.

Read are ``style`` attributes, the old colour attributes, and the rules of ``style`` elements whose selector is a plain
element, class or id. What a linked style sheet or a script does cannot be known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Declarations = dict[str, str]
Sheet = dict[str, Declarations]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_PLAIN_SELECTOR = re.compile(r"[a-z0-9]*(?:[.#][a-z0-9_-]+)?")
_COLOUR_ATTRIBUTES = {"color": "color", "text": "color", "bgcolor": "background-color"}

_LENGTH = re.compile(r"(-?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15}))(px|pt|em|rem|ex|ch|vw|vh|%|cm|mm|in)?")
_PIXELS = {"px": 1, "pt": 1.33, "em": 16, "rem": 16, "ex": 8, "ch": 8, "vw": 10, "vh": 10, "cm": 38, "mm": 4, "in": 96}
_OFF_SCREEN = -300.0
_LEGIBLE = 2.0
"""Pixels, up to which a letter or a box shows nothing that can be read."""

_PLACED = ("left", "right", "top", "bottom", "inset", "text-indent", "margin", "margin-left", "margin-top")
_SIZED = ("width", "height", "max-width", "max-height")


def declarations(style: str) -> Declarations:
    """A style attribute or rule body as property and value, in lower case, without comments and escapes."""
    plain = _COMMENT.sub(" ", _ESCAPE.sub(_unescaped, style)).lower()
    pairs = (part.split(":", 1) for part in plain.split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def sheet(text: str) -> Sheet:
    """The rules of a style element by plain selector; rules under a condition, such as ``@media``, are left out."""
    rules: Sheet = {}
    openers: list[str] = []
    plain, start = _COMMENT.sub(" ", text), 0
    for brace in re.finditer(r"[{}]", plain):
        between, start = plain[start : brace.start()], brace.end()
        if brace[0] == "{":
            openers.append(between.rpartition(";")[2])
        elif openers:
            selectors = openers.pop()
            for selector in [] if openers else selectors.lower().split(","):
                if (name := selector.strip()) and _PLAIN_SELECTOR.fullmatch(name):
                    rules.setdefault(name, {}).update(declarations(between))
    return rules


def declared(name: str, attributes: Mapping[str, str | None], rules: Sheet) -> Declarations:
    """What holds for an element: the rules that select it, then its colour attributes, then its own style."""
    found: Declarations = {}
    if rules:
        marks = [f".{one}" for one in (attributes.get("class") or "").lower().split()]
        marks += [f"#{one}" for one in (attributes.get("id") or "").lower().split()]
        for selector in (name, *marks, *(name + mark for mark in marks)):
            found.update(rules.get(selector, {}))
    for attribute, declares in _COLOUR_ATTRIBUTES.items():
        if value := attributes.get(attribute):
            found[declares] = value.lower().strip()
    return found | declarations(attributes.get("style") or "")


def hides(style: Mapping[str, str]) -> bool:
    """Whether the declarations leave the text out of sight, whatever its colour."""
    if not style:
        return False
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("content-visibility") == "hidden"
        or _is_faint(style)
        or _is_tiny(style)
        or _is_off_screen(style)
        or _is_clipped(style)
    )


def _is_faint(style: Mapping[str, str]) -> bool:
    match = _LENGTH.fullmatch(style.get("opacity", ""))
    if match and float(match[1]) <= (5 if match[2] == "%" else 0.05):
        return True
    return re.search(r"opacity\(\s*0(?:\.0\d*)?%?\s*\)", style.get("filter", "")) is not None


def _is_tiny(style: Mapping[str, str]) -> bool:
    shorthand = [word.split("/")[0] for word in style.get("font", "").split()]
    sizes = [style.get("font-size", ""), *(word for word in shorthand if word == "0" or not word.isdigit())]
    return any(_is_illegible(size) for size in sizes)


def _is_illegible(size: str) -> bool:
    match = _LENGTH.fullmatch(size)
    if match is None:
        return False
    if match[2] == "%":
        return float(match[1]) <= 10
    return float(match[1]) * _PIXELS[match[2] or "px"] <= _LEGIBLE


def _is_off_screen(style: Mapping[str, str]) -> bool:
    moved = f"{style.get('transform', '')} {style.get('translate', '')}"
    words = [word for name in _PLACED for word in style.get(name, "").split()]
    words += [match[0] for match in _LENGTH.finditer(moved)]
    if any((length := _pixels(word)) is not None and length <= _OFF_SCREEN for word in words):
        return True
    return style.get("scale") == "0" or re.search(r"scale[xy]?\(\s*0(?:\.0*)?\s*[,)]", moved) is not None


def _is_clipped(style: Mapping[str, str]) -> bool:
    edges = [number for number, _ in _LENGTH.findall(style.get("clip", ""))]
    if edges and len(set(edges)) == 1:
        return True
    if re.search(r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|circle\(\s*0", style.get("clip-path", "")):
        return True
    sizes = [_pixels(style.get(name, "")) for name in _SIZED]
    is_small = any(size is not None and 0 <= size <= _LEGIBLE for size in sizes)
    return is_small and style.get("overflow", "").split(" ")[0] in ("hidden", "clip")


def _pixels(value: str) -> float | None:
    """A length in pixels, roughly; a percentage counts only when it moves the element by its whole size or more."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return None
    number = float(match[1])
    if match[2] == "%":
        return _OFF_SCREEN if number <= -100 else None if number else 0.0
    return number * _PIXELS[match[2] or "px"]


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0xD800 else " "
