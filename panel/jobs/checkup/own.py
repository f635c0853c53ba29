"""Models' own settings: whether each table means a model, and one that is asked."""

from __future__ import annotations

from panel.assembly import Workshop, unasked
from panel.domain.checkup import Remark, broken, look
from panel.errors import Mistake


def of_settings(shop: Workshop) -> tuple[Remark, ...]:
    """What is wrong with the tables of single models; nothing where all of them are used."""
    try:
        own = shop.own_settings
    except Mistake as mistake:
        return (broken("model settings", str(mistake), 2),)
    try:
        asked = shop.named_models
    except Mistake:
        return ()
    return tuple(look("model settings", sentence) for sentence in unasked(own, asked))
