"""Values of flags that are written in a form of their own: a duration, and what a feed's column is read as."""

from __future__ import annotations

import re

import click

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?(s|m|min|h|d)?", re.ASCII)
_SECONDS = {None: 1, "s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}
_LONGEST = 30 * 86_400


class Count(click.IntRange):
    """A whole number within bounds; what is none is called that, and not a range."""

    name = "whole number"


def duration(ctx: click.Context, param: click.Parameter, text: str | None) -> float | None:
    """Seconds, from ``900``, ``90s``, ``15m``, ``1h`` or ``1d``; raises BadParameter."""
    if text is None:
        return None
    found = _DURATION.fullmatch(text.strip().lower())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else -1.0
    if not 0 <= seconds <= _LONGEST:
        raise click.BadParameter(f"{text[:50]!r} is no duration of up to 30 days; write 900, 15m or 1h", ctx, param)
    return seconds


def columns(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Fields by column, from texts as ``COLUMN=FIELD``; raises BadParameter.

    A column's name may hold equals signs, a field's never does.
    """
    found: dict[str, str] = {}
    for text in texts:
        column, _, field = (part.strip() for part in text.rpartition("="))
        if not column or not field:
            wrong = f"{text[:50]!r} names no column and field; write COLUMN=FIELD, as in Title=name"
            raise click.BadParameter(wrong, ctx, param)
        if found.setdefault(column, field) != field:
            wrong = f"{column[:50]!r} is to be read as two fields; name it once"
            raise click.BadParameter(wrong, ctx, param)
    return found
