"""Limits: which requests are refused because of how many there are or what they have cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime

from panel.testing.openrouter.conditions import DATED, Conditions
from panel.testing.openrouter.schedule import Bucket, Schedule
from panel.testing.openrouter.shapes import (
    daily_cap,
    key_is_spent,
    out_of_credit,
    own,
    too_many_at_once,
    upstream_limited,
)
from panel.testing.replies import Reply

FREE_SUFFIX = ":free"


class Limits:
    """The account's and every model's. ``today`` gives the aware time that headers name."""

    def __init__(self, conditions: Conditions, today: Callable[[], datetime]) -> None:
        self._conditions = conditions
        self._today = today
        self._account = Bucket(conditions.account_rate) if conditions.account_rate else None
        self._models: dict[str, Bucket] = {}
        self._free_requests = 0

    @property
    def free_requests(self) -> int:
        """How many requests went to free models."""
        return self._free_requests

    def refuse_account(self, *, in_flight: int, spent: Decimal) -> Reply | None:
        """The refusal for want of credit, now or for good."""
        limits = self._conditions
        if limits.credit is not None and spent >= limits.credit:
            return out_of_credit()
        if limits.key_limit is not None and spent >= limits.key_limit:
            return key_is_spent()
        if limits.in_flight is not None and in_flight >= limits.in_flight:
            return too_many_at_once(limits.in_flight_retry_after)
        return None

    def refuse_model(self, model: str, second: float) -> Reply | None:
        """The refusal of one more request to a model in this second; without one the request counts."""
        limits, account = self._conditions, self._account
        most, is_free = limits.daily_requests, model.endswith(FREE_SUFFIX)
        if is_free and most is not None and self._free_requests >= most:
            return daily_cap()
        if account is not None and limits.account_rate is not None and not account.has(second):
            return self._limited(limits.account_rate, second)
        schedule = limits.schedule(model)
        if schedule is not None and not self._bucket(model, schedule).take(second):
            return self.later(upstream_limited()) if limits.is_limit_upstream else self._limited(schedule, second)
        if account is not None:
            account.take(second)
        self._free_requests += is_free
        return None

    def later(self, reply: Reply) -> Reply:
        """The reply with the ``Retry-After`` that the conditions ask for, if it is one that may have it."""
        text = self._conditions.retry_after
        if text is None or reply.status not in (429, 503):
            return reply
        return replace(reply, headers={**reply.headers, "retry-after": self._dated(text)})

    def _bucket(self, model: str, schedule: Schedule) -> Bucket:
        bucket = self._models.get(model)
        if bucket is None:
            bucket = self._models[model] = Bucket(schedule)
        return bucket

    def _limited(self, schedule: Schedule, second: float) -> Reply:
        """OpenRouter's own 429, which names the limit in its headers."""
        headers = {
            "X-RateLimit-Limit": f"{schedule.rate(second):g}",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(int((self._today() + timedelta(seconds=1)).timestamp() * 1000)),
        }
        return self.later(own(429, "Rate limit exceeded", headers, error_type="rate_limit_exceeded"))

    def _dated(self, text: str) -> str:
        """The text itself; ``date+5`` is the date in five seconds."""
        if not text.startswith(DATED):
            return text
        return format_datetime(self._today() + timedelta(seconds=float(text.removeprefix(DATED))), usegmt=True)
