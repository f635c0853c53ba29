"""Asked: a chat-completion request as it arrived, parsed once, with the key by which repeated asks are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import orjson

CHARACTERS_A_TOKEN = 4
"""How the simulator counts: about what English text comes to in the tokenisers of today's models."""

_SEAT = "Seat: "


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the prompt; ``is_marked`` when ``cache_control`` ends a shared prefix behind it."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. ``models`` are the one it asks for and its fallbacks, in order.

    ``key`` is a hash of model and messages without the line that a re-ask adds, so it is the same for every request
    that one sample of a cell leads to.
    """

    body: Mapping[str, Any]
    models: tuple[str, ...]
    pieces: tuple[Piece, ...]
    key: str

    @property
    def prompt_tokens(self) -> int:
        """The tokens of all messages."""
        return tokens(sum(len(piece.text) for piece in self.pieces))

    @property
    def max_tokens(self) -> int | None:
        """The most tokens that it wants, if it says so."""
        most = self.body.get("max_tokens") or self.body.get("max_completion_tokens")
        return most if isinstance(most, int) and most > 0 else None


def read_request(content: bytes) -> Asked | str:
    """The request, or what is wrong with it in the words of a 400."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        return "Invalid JSON in request body"
    if not isinstance(body, dict):
        return "Request body must be an object"
    models = tuple(_models(body))
    if not models:
        return "No models provided"
    pieces = tuple(_pieces(body.get("messages")))
    if not pieces:
        return 'Input required: specify "prompt" or "messages"'
    return Asked(body=body, models=models, pieces=pieces, key=_key(models[0], pieces))


def tokens(characters: int) -> int:
    """The tokens of so many characters."""
    return -(-characters // CHARACTERS_A_TOKEN)


@lru_cache(maxsize=1_024)
def digest(text: str) -> bytes:
    """A hash of a text, which is looked up where texts repeat."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _models(body: Mapping[str, Any]) -> Iterator[str]:
    seen = set()
    fallbacks = body.get("models")
    for model in (body.get("model"), *(fallbacks if isinstance(fallbacks, list) else ())):
        if isinstance(model, str) and model and model not in seen:
            seen.add(model)
            yield model


def _pieces(messages: object) -> Iterator[Piece]:
    for message in messages if isinstance(messages, list) else ():
        content = message.get("content") if isinstance(message, dict) else None
        for part in content if isinstance(content, list) else (content,):
            if isinstance(part, str):
                yield Piece(part)
            elif isinstance(part, dict) and isinstance(part.get("text"), str):
                yield Piece(part["text"], "cache_control" in part)


def _key(model: str, pieces: tuple[Piece, ...]) -> str:
    *shared, last = [piece.text for piece in pieces]
    texts = (model, *shared, _without_re_ask(last))
    return blake2b(b"".join(digest(text) for text in texts), digest_size=16).hexdigest()


def _without_re_ask(text: str) -> str:
    """A persona's part has no blank line, and lines of the dossier are indented: what follows is a re-ask's line."""
    seat = 0 if text.startswith(_SEAT) else text.find("\n" + _SEAT)
    end = text.find("\n\n", seat) if seat >= 0 else -1
    return text[:end] if end >= 0 else text
