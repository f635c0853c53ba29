"""The one error tree: whose fault it is, and what would help.

    PanelError
    ├── Mistake                 yours: the message says the fix (exit 2)
    │   ├── StoreUnusable       the store cannot be opened, read or written (exit 5)
    │   ├── OutputUnusable      the output folder cannot be written (exit 5)
    │   └── FetchRefused        an address that is not fetched
    └── Fault                   theirs: says whether a retry helps
        ├── WireFault           the endpoint gave no completion
        ├── AnswerFault         it gave one that cannot be read as an answer
        └── FetchFault          a page or a feed could not be had

Anything else that is raised is our bug and keeps its traceback. No message carries a key or a password.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar


class PanelError(Exception):
    """Everything the panel raises on purpose."""


class Mistake(PanelError):
    """Something the user can put right; the message says how."""

    exit_code: ClassVar[int] = 2


class StoreUnusable(Mistake):
    """The store cannot be opened, read or written."""

    exit_code: ClassVar[int] = 5


class OutputUnusable(Mistake):
    """The output folder or a report in it cannot be written."""

    exit_code: ClassVar[int] = 5


class FetchRefused(Mistake):
    """An address is not fetched: it is none, or it may lead where only the user may send us."""


class Cause(StrEnum):
    """Why a seat has no take, in the words that reports and the store use."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    KEY_REJECTED = "key_rejected"
    OUT_OF_CREDIT = "out_of_credit"
    FORBIDDEN = "forbidden"
    MODEL_UNAVAILABLE = "model_unavailable"
    REQUEST_REJECTED = "request_rejected"
    RATE_LIMITED = "rate_limited"
    TOO_MANY_AT_ONCE = "too_many_at_once"
    ENDPOINT_FAILED = "endpoint_failed"
    REDIRECTED = "redirected"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"
    BUDGET_REACHED = "budget_reached"

    BLANK = "blank"
    CUT_OFF = "cut_off"
    NO_OBJECT = "no_object"
    SEVERAL_OBJECTS = "several_objects"
    DUPLICATE_KEY = "duplicate_key"
    MALFORMED = "malformed"
    MISTYPED = "mistyped"
    OUT_OF_RANGE = "out_of_range"
    TOO_BIG = "too_big"
    CONTRADICTION = "contradiction"
    REFUSAL = "refusal"
    FILTERED = "filtered"


OF_ANSWERS = frozenset(
    {
        Cause.BLANK,
        Cause.CUT_OFF,
        Cause.NO_OBJECT,
        Cause.SEVERAL_OBJECTS,
        Cause.DUPLICATE_KEY,
        Cause.MALFORMED,
        Cause.MISTYPED,
        Cause.OUT_OF_RANGE,
        Cause.TOO_BIG,
        Cause.CONTRADICTION,
        Cause.REFUSAL,
        Cause.FILTERED,
    }
)
"""The causes that lie in an answer, or in what was to be answered: a later run does not ask again by itself."""

OF_ENDING = frozenset({Cause.STOPPED, Cause.BUDGET_REACHED})
"""The causes that lie in how the run ended: a seat of theirs was not asked to the end."""


class Reach(StrEnum):
    """How far a fault of the wire reaches: what would meet it again, whatever it asked."""

    CALL = "call"
    MODEL = "model"
    ENDPOINT = "endpoint"


class Fault(PanelError):
    """The other side failed. ``detail`` is for a person; ``is_retryable`` says whether asking again helps."""

    def __init__(self, cause: Cause, detail: str, *, is_retryable: bool) -> None:
        super().__init__(f"{cause}: {detail}" if detail else str(cause))
        self.cause = cause
        self.detail = detail
        self.is_retryable = is_retryable


class WireFault(Fault):
    """The endpoint gave no completion. ``retry_after`` is in seconds, when the endpoint named a wait.

    ``reach`` says what else would meet the same fault. Of RATE_LIMITED it says whose pace was too fast: ENDPOINT's
    where the limit is the account's own, MODEL's where an upstream set it; other calls need not fail for that.
    TOO_MANY_AT_ONCE passes when calls in flight have ended, not when they are spread over time. ``may_be_billed`` is
    true when a completion may have been made all the same, and lost on its way; ``generation_id`` is that
    completion's, where it was named before the rest was lost.
    """

    def __init__(
        self,
        cause: Cause,
        detail: str,
        *,
        is_retryable: bool,
        status: int | None = None,
        retry_after: float | None = None,
        reach: Reach = Reach.CALL,
        may_be_billed: bool = False,
        generation_id: str | None = None,
    ) -> None:
        super().__init__(cause, detail, is_retryable=is_retryable)
        self.status = status
        self.retry_after = retry_after
        self.reach = reach
        self.may_be_billed = may_be_billed
        self.generation_id = generation_id


class AnswerFault(Fault):
    """A completion that cannot be read as an answer; ``asks_again`` is how often it is worth asking again."""

    def __init__(self, cause: Cause, detail: str, *, asks_again: int = 3) -> None:
        super().__init__(cause, detail, is_retryable=asks_again > 0)
        self.asks_again = asks_again


class FetchFault(Fault):
    """A page or a feed could not be had. ``detail`` names its address without secrets, and is the whole message.

    ``not_before`` is when its server lets itself be asked again, where it said so.
    """

    def __init__(
        self,
        cause: Cause,
        detail: str,
        *,
        is_retryable: bool,
        status: int | None = None,
        not_before: datetime | None = None,
    ) -> None:
        super().__init__(cause, detail, is_retryable=is_retryable)
        self.status = status
        self.not_before = not_before

    def __str__(self) -> str:
        return self.detail
