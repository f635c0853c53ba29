"""Values of flags that are written in a form of their own: a count, and what a feed's column is read as."""

from __future__ import annotations

import click


class Count(click.IntRange):
    """A whole number within bounds; what is none is called that, and not a range."""

    name = "whole number"


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
