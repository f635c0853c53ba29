"""AC1: Gwet's agreement beyond chance, for two personas that both decide ship or skip.

With a the share of tools on which they agree and π the share of ships among all decisions: (a - e) / (1 - e), where
e = 2π(1 - π). Unlike alpha it stays meaningful when nearly all decisions are the same, so the two are read together.
Source: K. L. Gwet, "Computing inter-rater reliability and its variance in the presence of high agreement" (2008).
"""

from __future__ import annotations


def ac1(ships: int, skips: int, differing: int) -> float:
    """Agreement beyond chance; ``ships`` and ``skips`` count the decisions of both personas, which are not none."""
    decisions = ships + skips
    agreeing = 1 - differing / (decisions / 2)
    shipping = ships / decisions
    by_chance = 2 * shipping * (1 - shipping)
    return (agreeing - by_chance) / (1 - by_chance)
