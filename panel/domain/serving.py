"""Serving: whether the model that answered on OpenRouter is the one that was asked, however its id is spelt."""

from __future__ import annotations

import re
from functools import lru_cache

_ROUTER = "openrouter/"
"""Ids of OpenRouter's own that choose a model: whoever answers was asked."""

# What OpenRouter takes after an id to choose among those who serve it; the model stays the same.
_SUFFIX = re.compile(r":(?:free|nitro|floor|online|exacto|extended|beta|thinking|latest)\Z")

# A version as makers write it behind a name: a date, whole or short, or the number of a build.
_VERSION = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{2}-\d{2}(?:-\d{4})?|\d{8}|\d{6}|\d{4}|\d{3}|latest)\Z")


@lru_cache(maxsize=1024)
def is_as_asked(asked: str, served: str | None, canonical: str | None = None) -> bool:
    """Whether a take may stand under the model that was asked: no word on who served it counts as its word.

    ``canonical`` is the slug that the catalogue has for the id asked. A dated variant is the same model; a fallback
    is another, wanted or not.
    """
    if not served or asked.casefold().startswith(_ROUTER):
        return True
    given = _words(served)
    return any(_is_same(_words(one), given) for one in (asked, canonical) if one)


def _is_same(asked: tuple[str, tuple[str, ...]], served: tuple[str, tuple[str, ...]]) -> bool:
    makers = {asked[0], served[0]} - {""}
    return asked[1] == served[1] and len(makers) <= 1


def _words(identifier: str) -> tuple[str, tuple[str, ...]]:
    """The maker, and the words of the name without its version, in an order of their own: some write sonnet-4.5."""
    plain = _SUFFIX.sub("", identifier.casefold().strip().lstrip("~"))
    maker, _, name = plain.rpartition("/")
    return maker, tuple(sorted(_VERSION.sub("", name).split("-")))
