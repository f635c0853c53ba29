"""Limits: whether what a key may still spend is enough for what is about to be asked."""

from __future__ import annotations

from decimal import Decimal

from panel.domain.catalogue import KeyStanding
from panel.report.figures import dollars


def shortage(standing: KeyStanding, estimate: Decimal | None, what: str) -> str | None:
    """The sentence for a key whose limit leaves less than ``what`` is estimated at; None where there is enough."""
    left = standing.limit_remaining
    if left is None or estimate is None or left >= estimate:
        return None
    return (
        f"{dollars(max(left, Decimal(0)))} is left of the key's limit, less than the {dollars(estimate)} that {what} "
        "is estimated at; raise the limit where the key was made, or ask for less at a time"
    )
