"""Prices: what a plan would cost, in words."""

from __future__ import annotations

from panel.domain.estimate import Estimate
from panel.report.figures import dollars


def price_in_words(price: Estimate | None) -> str:
    """About how much, and at worst; that it is not known, or nothing."""
    if price is None:
        return "price unknown (panel models list ENDPOINT fetches prices)"
    if not price.worst:
        return "costs nothing"
    basis = f" (prices: {price.basis})" if price.basis else ""
    return f"about {dollars(price.expected)}, at worst {dollars(price.worst)} with nothing asked again{basis}"
