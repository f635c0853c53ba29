"""Scripts: which reply a request gets, and which requests there were."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from panel.testing.answers import answer_to
from panel.testing.replies import Reply, says

Replier = Callable[[dict[str, Any]], Reply]


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request as it arrived; header names are in lower case, and a body that is no JSON object is empty."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body."""
        try:
            parsed = json.loads(self.content)
        except ValueError:
            return {}
        return parsed if isinstance(parsed, dict) else {}


@dataclass(slots=True)
class Script:
    """Replies in the order they were given, the last for ever; or a function of the body.

    With neither, every request gets a valid answer to its prompt.
    """

    replies: list[Reply] = field(default_factory=list)
    replier: Replier | None = None
    requests: list[SeenRequest] = field(default_factory=list)

    @classmethod
    def of(cls, *replies: Reply | Replier) -> Script:
        """A script of these replies, or of one function that makes them."""
        functions = [one for one in replies if not isinstance(one, Reply)]
        if functions and len(replies) > 1:
            raise ValueError("a script has replies or one function, not both")
        return cls([one for one in replies if isinstance(one, Reply)], functions[0] if functions else None)

    def reply(self, request: SeenRequest) -> Reply:
        """Note the request and return what it gets."""
        self.requests.append(request)
        if self.replier is not None:
            return self.replier(request.body)
        if not self.replies:
            return says(answer_to(request.body), model=str(request.body.get("model")), cost=0)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
