"""Pages: what a simulated OpenRouter says of its models, of a key, of a generation, and of its own bill."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.desk import Desk
from panel.testing.openrouter.listing import PROVIDER, listed, plain
from panel.testing.openrouter.shapes import own
from panel.testing.replies import Reply

_ENDPOINTS = "/endpoints"


class Pages:
    """Everything that is got rather than posted."""

    def __init__(self, conditions: Conditions, desk: Desk) -> None:
        self._conditions = conditions
        self._desk = desk
        self._entries = listed(conditions.models, conditions.cached_share)

    def reply(self, path: str, query: Mapping[str, str]) -> Reply:
        """The page at a path below the base address."""
        if path == "/models":
            return _page({"data": self._entries, "total_count": len(self._entries)})
        if path.startswith("/models/") and path.endswith(_ENDPOINTS):
            return self._endpoints(path.removeprefix("/models/").removesuffix(_ENDPOINTS))
        if path == "/key":
            return _page({"data": self._standing()})
        if path == "/generation":
            return self._desk.generations.reply(query.get("id", ""))
        if path == "/credits":
            return own(403, "Only management keys can fetch credits")
        if path == "/bill":
            return _page(self._desk.bill.summary())
        if path == "/bill/charges":
            return _page({"charges": [charge.listed() for charge in self._desk.bill.charges]})
        return own(404, "Not Found")

    def _endpoints(self, model: str) -> Reply:
        entry = next((one for one in self._entries if one["id"] == model), None)
        if entry is None:
            return own(404, f"Model {model[:80]} not found")
        endpoint = {
            "name": f"{PROVIDER} | {model}",
            "provider_name": PROVIDER,
            "tag": PROVIDER.lower(),
            "context_length": entry.get("context_length"),
            "max_completion_tokens": (entry.get("top_provider") or {}).get("max_completion_tokens"),
            "pricing": entry["pricing"],
            "supported_parameters": entry.get("supported_parameters"),
            "status": 0,
        }
        return _page({"data": {"id": model, "name": entry.get("name"), "endpoints": [endpoint]}})

    def _standing(self) -> dict[str, Any]:
        limit, spent = self._conditions.key_limit, self._desk.bill.dollars
        daily = self._conditions.daily_requests
        used = self._desk.limits.free_requests
        return {
            "label": "sk-or-v1-sim...ted",
            "limit": _number(limit),
            "limit_remaining": _number(None if limit is None else max(limit - spent, Decimal(0))),
            "limit_reset": None,
            "usage": _number(spent),
            "usage_daily": _number(spent),
            "is_free_tier": daily is not None,
            "free_model_daily_requests": None
            if daily is None
            else {"used": used, "limit": daily, "remaining": max(daily - used, 0)},
        }


def _number(dollars: Decimal | None) -> orjson.Fragment | None:
    return None if dollars is None else orjson.Fragment(plain(dollars))


def _page(value: Mapping[str, Any]) -> Reply:
    return Reply(body=orjson.dumps(value), headers={"content-type": "application/json"})
