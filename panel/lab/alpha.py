"""Alpha: Krippendorff's, for two personas that both decide ship or skip on each of ``n`` tools.

With D tools on which they differ, and among all 2n decisions S ships and K skips: 1 - (2n - 1)·D / (S·K). Zero is what
chance would give, one is full agreement. Without a ship, or without a skip, it is undefined.
Source: K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), the nominal case.
"""

from __future__ import annotations


def alpha(ships: int, skips: int, differing: int) -> float | None:
    """Agreement beyond chance; ``ships`` and ``skips`` count the decisions of both personas."""
    if not (ships and skips):
        return None
    return 1 - (ships + skips - 1) * differing / (ships * skips)
