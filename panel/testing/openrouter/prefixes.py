"""Prefixes: which beginnings of prompts a provider still has in its cache.

With ``cache_control`` in a prompt its marked pieces end the prefixes, as Anthropic has it; without, or where marks are
ignored, every 128 tokens from the least on do, as OpenAI has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from panel.testing.openrouter.asked import CHARACTERS_A_TOKEN, Asked, Piece, digest, tokens

_STEP = 128


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a prompt, and how many tokens it has."""

    key: bytes
    tokens: int


class Prefixes:
    """Those that are warm. ``least`` is the fewest tokens that a provider keeps."""

    def __init__(self, least: int, *, ignores_marks: bool = False) -> None:
        self._least = least
        self._ignores_marks = ignores_marks
        self._warm: set[bytes] = set()

    def of(self, asked: Asked, model: str) -> tuple[Prefix, ...]:
        """The prefixes of a prompt to a model that may be kept, the shortest first."""
        is_marked = not self._ignores_marks and any(piece.is_marked for piece in asked.pieces)
        found = _marked(asked.pieces, model) if is_marked else _stepped(asked.pieces, model, self._least)
        return tuple(prefix for prefix in found if prefix.tokens >= self._least)

    def cached_tokens(self, prefixes: tuple[Prefix, ...]) -> int:
        """How many tokens of a prompt are in the cache by now."""
        return max((prefix.tokens for prefix in prefixes if prefix.key in self._warm), default=0)

    def keep(self, prefixes: tuple[Prefix, ...]) -> None:
        """Keep what a request that has completed began with."""
        self._warm.update(prefix.key for prefix in prefixes)


def _marked(pieces: tuple[Piece, ...], model: str) -> Iterator[Prefix]:
    key, characters = digest(model), 0
    for piece in pieces:
        key = blake2b(key + digest(piece.text), digest_size=16).digest()
        characters += len(piece.text)
        if piece.is_marked:
            yield Prefix(key, tokens(characters))


def _stepped(pieces: tuple[Piece, ...], model: str, least: int) -> Iterator[Prefix]:
    text = "\0".join(piece.text for piece in pieces)
    running, done = blake2b(model.encode(), digest_size=16), 0
    for end in range(least, len(text) // CHARACTERS_A_TOKEN + 1, _STEP):
        running.update(text[done : end * CHARACTERS_A_TOKEN].encode("utf-8", "replace"))
        done = end * CHARACTERS_A_TOKEN
        yield Prefix(running.digest(), end)
