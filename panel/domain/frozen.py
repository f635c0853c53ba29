"""The base of every value: frozen, closed to unknown fields, and hashed in one way."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Moment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(9000, 1, 1, tzinfo=UTC))]
"""A time that can be written in any zone."""
Money = Annotated[Decimal, Field(ge=-(10**12), le=10**12, max_digits=40, decimal_places=24)]
"""A sum, or any figure as a decimal string, short enough to be written out."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Frozen(BaseModel):
    """A value that never changes after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def fingerprint(*values: Any) -> str:  # noqa: ANN401 - anything JSON can hold
    """SHA-256, in hex, of the values as canonical JSON (sorted keys, no spaces, UTF-8)."""
    return hashlib.sha256(_CANONICAL.encode(values).encode("utf-8", "surrogatepass")).hexdigest()
