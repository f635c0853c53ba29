"""A web that has pages by their addresses, for jobs that fetch; what is not there is a fault."""

from __future__ import annotations

from typing import Any

from panel.errors import Cause, FetchFault
from panel.intake.fetch import Fetched
from tests.builders import NOON


class Pages:
    """Fetches from memory, and counts what was asked for; ``as_served`` is what else is said of every page."""

    def __init__(self, **pages: bytes) -> None:
        self.as_served: dict[str, Any] = {}
        self.pages = {f"https://{name}.example/feed": content for name, content in pages.items()}
        self.faults: dict[str, str] = {}
        self.asked: list[str] = []

    async def fetch(self, url: str) -> Fetched:
        """The page at an address."""
        self.asked.append(url)
        if url not in self.pages:
            raise FetchFault(Cause.UNREACHABLE, self.faults.get(url, f"{url}: not there"), is_retryable=True)
        served = {"content_type": "application/jsonl", "fetched_at": NOON, "is_unchanged": False, **self.as_served}
        return Fetched(url=url, content=self.pages[url], **served)
