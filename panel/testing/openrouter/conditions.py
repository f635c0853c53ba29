"""Conditions: what a simulated OpenRouter is like, as one frozen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from panel.errors import Mistake
from panel.testing.openrouter.asked import Asked
from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.listing import LISTED
from panel.testing.openrouter.schedule import Schedule
from panel.testing.replies import Reply

Fate = Kind | Reply
"""What becomes of one request: a kind, or this very reply, which bills nothing."""

Script = Sequence[Fate] | Callable[[Asked], Fate | None]
"""The fates of the next requests that no limit refuses, or a function that gives one; None leaves it to the odds."""


DATED = "date+"
"""How a ``Retry-After`` begins that is sent as the date in so many whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Everything is optional; with nothing set each prompt of the panel is answered at once, and billed.

    **Time**, in seconds: an answer takes ``latency`` and up to ``jitter`` more; with ``beat_every`` padding is sent
    meanwhile. **Limits**: ``rate`` holds for each model by itself, ``rates`` for those it names, ``account_rate`` for
    all together; with ``is_limit_upstream`` a model's refusal is worded as its provider's. ``daily_requests`` caps
    models whose id ends in ``:free``. ``retry_after`` is the text of that header on every 429 and 503, ``date+5``
    standing for the date in five seconds. Over ``in_flight`` requests at once get 402 with
    ``in_flight_retry_after``. ``credit`` and ``key_limit`` are in dollars; a request is refused once they are spent.

    **Faults**: ``faults`` gives the odds of each kind, drawn from ``seed``, the prompt and how often it was asked, so
    that the order in which requests arrive changes nothing; ``script`` comes first. **Cache**: a prefix of at least
    ``cached_from`` tokens is warm once a request with it has completed, and costs ``cached_share`` of the price. It
    ends where a prompt says so with ``cache_control``, or with ``caches_blocks`` at any 128 tokens, whatever it says.

    **Models**: ``models`` are listed as ``GET /models`` has them; with ``takes_unlisted`` others are answered too, and
    free. ``served`` maps what is asked for to what answers. ``key`` is the only one taken, when it is set. A generation
    is found only after ``unfound_generations`` asks. Requests' bodies are kept with ``keeps_bodies``, and what was
    billed for each, by itself, with ``keeps_charges``.
    """

    latency: float = 0
    jitter: float = 0
    beat_every: float | None = None

    rate: Schedule | None = None
    rates: Mapping[str, Schedule] = field(default_factory=dict)
    account_rate: Schedule | None = None
    is_limit_upstream: bool = False
    daily_requests: int | None = None
    retry_after: str | None = None
    in_flight: int | None = None
    in_flight_retry_after: str = "1"
    credit: Decimal | None = None
    key_limit: Decimal | None = None

    faults: Mapping[Kind, float] = field(default_factory=dict)
    seed: int = 0
    script: Script = ()

    caches: bool = True
    cached_share: Decimal = Decimal("0.1")
    cached_from: int = 1_024
    caches_blocks: bool = False

    models: Sequence[Mapping[str, Any]] = LISTED
    takes_unlisted: bool = False
    served: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None
    unfound_generations: int = 0
    keeps_bodies: bool = False
    keeps_charges: bool = False

    def __post_init__(self) -> None:
        odds = list(self.faults.values())
        if any(not 0 <= one <= 1 for one in odds) or sum(odds) > 1 + 1e-9:
            raise Mistake(
                f"the odds of faults add up to {sum(odds):g}; each is from 0 to 1, and all together at most 1"
            )
        if min(self.latency, self.jitter) < 0 or (self.beat_every is not None and self.beat_every <= 0):
            raise Mistake("a latency is 0 or more seconds, and the time between beats more than 0")
        if not 0 <= self.cached_share <= 1:
            raise Mistake("the share of the price that cached tokens cost is from 0 to 1")
        if self.retry_after is not None and not _can_be_sent(self.retry_after):
            raise Mistake("a Retry-After is one line of text, and date+ is followed by seconds, as in date+5")

    def schedule(self, model: str) -> Schedule | None:
        """The rate at which a model takes requests; None for as fast as they come."""
        return self.rates.get(model, self.rate)


def _can_be_sent(text: str) -> bool:
    if not text.isprintable():
        return False
    return not text.startswith(DATED) or text.removeprefix(DATED).removeprefix("-").isdecimal()
