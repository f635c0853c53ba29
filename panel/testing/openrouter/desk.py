"""The desk: decides what each request gets, and keeps the books; it knows of no sockets and reads no clock itself."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from panel.testing.answers import answer_to_pieces
from panel.testing.openrouter.asked import Asked, read_request
from panel.testing.openrouter.bill import Bill, Charge
from panel.testing.openrouter.completions import Completed, Work, complete, waiting
from panel.testing.openrouter.conditions import Conditions, Fate
from panel.testing.openrouter.generations import Generations
from panel.testing.openrouter.kinds import COMPLETED, FREE, Kind
from panel.testing.openrouter.limits import Limits
from panel.testing.openrouter.listing import Served, served_models, unlisted
from panel.testing.openrouter.prefixes import Prefix, Prefixes
from panel.testing.openrouter.routing import refuse_request, refuse_routing
from panel.testing.openrouter.shapes import FAILURES, model_missing, own, too_many_at_once
from panel.testing.replies import Reply

_WHOLE = float(2**64)


@dataclass(frozen=True, slots=True)
class _Made:
    """A completion on its way, with all that is noted once it has been made."""

    kind: Kind
    id: str
    key: str
    model: str
    completed: Completed
    prefixes: tuple[Prefix, ...]
    came_at: float


@dataclass(slots=True)
class Ticket:
    """What one request gets. ``is_open`` until its place in flight is free again."""

    reply: Reply
    is_open: bool = False
    made: _Made | None = None


class Desk:
    """``clock`` gives seconds from any start, ``today`` the aware time; both are only asked, never waited for."""

    def __init__(self, conditions: Conditions, *, clock: Callable[[], float], today: Callable[[], datetime]) -> None:
        self.bill = Bill()
        self.generations = Generations(conditions.unfound_generations)
        self.limits = Limits(conditions, today)
        self.bodies: list[bytes] = []
        self._conditions = conditions
        self._clock = clock
        self._today = today
        self._first: float | None = None
        self._models = served_models(conditions.models, conditions.cached_share)
        self._prefixes = Prefixes(conditions.cached_from, ignores_marks=conditions.caches_blocks)
        self._script = deque(() if callable(conditions.script) else conditions.script)
        self._asks: Counter[str] = Counter()

    def will_answer(self, *fates: Fate) -> None:
        """Add to the fates of the next requests."""
        self._script += fates

    def admit(self, content: bytes, authorization: str | None = None) -> Ticket:
        """Decide what a request gets. Whatever was granted has to be settled and closed."""
        now = self._clock()
        self._first = now if self._first is None else self._first
        self.bill.requests += 1
        if self._conditions.keeps_bodies:
            self.bodies.append(content)
        asked = read_request(content)
        if isinstance(asked, str):
            return self._refused(own(400, asked), now)
        model = self._model(asked, authorization, now)
        return self._refused(model, now) if isinstance(model, Reply) else self._granted(asked, model, now)

    def settle(self, ticket: Ticket, *, is_lost: bool) -> None:
        """Bill what was made, once; ``is_lost`` when nobody is there any more to read it."""
        made, ticket.made = ticket.made, None
        if made is None:
            return
        if self._conditions.caches:
            self._prefixes.keep(made.prefixes)
        self.generations.add(made.id, made.model, made.completed)
        if made.kind not in FREE:
            self._charge(made, is_usable=made.completed.is_usable and not is_lost)

    def close(self, ticket: Ticket) -> None:
        """Free the place in flight; what was never settled is billed, since a request cannot be cancelled."""
        self.settle(ticket, is_lost=True)
        if ticket.is_open:
            ticket.is_open = False
            self.bill.in_flight -= 1

    def _charge(self, made: _Made, *, is_usable: bool) -> None:
        self.bill.charge(made.key, made.completed, is_usable=is_usable)
        if self._conditions.keeps_charges:
            ended_at = self._today().timestamp()
            self.bill.charges.append(Charge(made.id, made.key, made.came_at, ended_at, made.completed, is_usable))

    def _refused(self, reply: Reply, now: float) -> Ticket:
        self.bill.refuse(reply.status, self._second(now))
        return Ticket(reply)

    def _second(self, now: float) -> float:
        return now - (now if self._first is None else self._first)

    def _model(self, asked: Asked, authorization: str | None, now: float) -> Served | Reply:
        """The model that answers, the first of those asked for that can; or the refusal of the first."""
        key = self._conditions.key
        if key is not None and authorization != f"Bearer {key}":
            return FAILURES[Kind.KEY_REJECTED]
        refusal = refuse_request(asked) or self.limits.refuse_account(
            in_flight=self.bill.in_flight, spent=self.bill.dollars
        )
        if refusal is not None:
            return refusal
        refusals = []
        for name in asked.models:
            model = self._listed(name)
            if model is None:
                refusals.append(model_missing(name))
                continue
            refusal = refuse_routing(asked, model) or self.limits.refuse_model(name, self._second(now))
            if refusal is None:
                return model
            refusals.append(refusal)
        return refusals[0]

    def _listed(self, name: str) -> Served | None:
        found = self._models.get(name)
        return unlisted(name) if found is None and self._conditions.takes_unlisted else found

    def _granted(self, asked: Asked, model: Served, now: float) -> Ticket:
        self.bill.grant(self._second(now))
        conditions, nth = self._conditions, self._asks[asked.key]
        self._asks[asked.key] += 1
        fate = self._fate(asked, nth)
        seconds = conditions.latency
        if conditions.jitter:
            seconds += conditions.jitter * self._drawn("wait", asked.key, nth)
        if isinstance(fate, Reply):
            return Ticket(waiting(fate, fate.delay or seconds, None), is_open=True)
        self.bill.kinds[fate] += 1
        if fate not in COMPLETED:
            return Ticket(waiting(self._failure(fate), seconds, conditions.beat_every), is_open=True)
        made = self._made(fate, asked, model)
        return Ticket(waiting(made.completed.reply, seconds, conditions.beat_every), is_open=True, made=made)

    def _failure(self, kind: Kind) -> Reply:
        if kind is Kind.IN_FLIGHT:
            return too_many_at_once(self._conditions.in_flight_retry_after)
        return self.limits.later(FAILURES[kind])

    def _fate(self, asked: Asked, nth: int) -> Fate:
        script = self._conditions.script
        if callable(script) and (fate := script(asked)) is not None:
            return fate
        if self._script:
            return self._script.popleft()
        left = self._drawn("fate", asked.key, nth) if self._conditions.faults else 1.0
        for kind, odds in self._conditions.faults.items():
            left -= odds
            if left < 0:
                return kind
        return Kind.FINE

    def _drawn(self, what: str, key: str, nth: int) -> float:
        """A number from 0 to below 1 that depends on nothing but the seed, the prompt and how often it was asked."""
        drawn = blake2b(f"{self._conditions.seed}/{what}/{key}/{nth}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn, "big") / _WHOLE

    def _made(self, kind: Kind, asked: Asked, model: Served) -> _Made:
        name = self._conditions.served.get(model.id, model.id)
        server = self._listed(name) or model
        prefixes = self._prefixes.of(asked, name) if self._conditions.caches else ()
        identifier = f"gen-{1_700_000_000 + self.bill.granted}-{asked.key[:12]}"
        work = Work(
            id=identifier,
            model=name,
            tariff=server.tariff,
            prompt=asked.prompt_tokens,
            cached=self._prefixes.cached_tokens(prefixes),
            answer=answer_to_pieces(asked.models[0], [piece.text for piece in asked.pieces]),
            max_tokens=asked.max_tokens,
            is_reasoned=server.is_reasoner,
            is_streamed=asked.body.get("stream") is True,
        )
        completed = complete(kind, work, beat_every=self._conditions.beat_every or 1)
        came_at = self._today().timestamp()
        return _Made(kind, identifier, asked.key, name, completed, prefixes, came_at)
