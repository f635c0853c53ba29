"""Prices: what a plan would cost, in words."""

from __future__ import annotations

from panel.domain.estimate import Estimate
from panel.report.figures import dollars


def price_in_words(price: Estimate | None, why_unpriced: str) -> str:
    """About how much, and at worst; that it is not known, and why, or nothing."""
    if price is None:
        return f"price unknown ({why_unpriced})" if why_unpriced else "price unknown"
    if not price.worst:
        return "costs nothing"
    basis = f" (prices: {price.basis})" if price.basis else ""
    return f"about {dollars(price.expected)}, at worst {dollars(price.worst)} with nothing asked again{basis}"
