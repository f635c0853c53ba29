"""Correlation: Pearson's r of pairs of whole numbers, from sums that are kept as they come.

r = (n·Σxy - Σx·Σy) / √((n·Σx² - (Σx)²)·(n·Σy² - (Σy)²)), exact up to the root as all are whole numbers. Its 95%
interval is Fisher's: tanh(artanh r ± 1.96 / √(n - 3)). Source: R. A. Fisher, "On the probable error of a coefficient of
correlation deduced from a small sample", Metron 1 (1921).
"""

from __future__ import annotations

from math import atanh, sqrt, tanh

from panel.lab.share import Z


class PairedSums:
    """The sums that a correlation is made of."""

    __slots__ = ("n", "x", "xx", "xy", "y", "yy")

    def __init__(self) -> None:
        self.n = self.x = self.y = self.xx = self.yy = self.xy = 0

    def add(self, x: int, y: int) -> None:
        """Take one pair in."""
        self.n += 1
        self.x += x
        self.y += y
        self.xx += x * x
        self.yy += y * y
        self.xy += x * y

    @property
    def correlation(self) -> float | None:
        """Pearson's r, None where one side does not vary."""
        spread_x, spread_y = self.n * self.xx - self.x**2, self.n * self.yy - self.y**2
        if not (spread_x and spread_y):
            return None
        r = (self.n * self.xy - self.x * self.y) / (sqrt(spread_x) * sqrt(spread_y))
        return min(max(r, -1.0), 1.0)


def interval(r: float, n: int) -> tuple[float, float]:
    """Fisher's 95% interval around a correlation of ``n`` pairs, which are more than three."""
    if abs(r) == 1:
        return r, r
    half = Z / sqrt(n - 3)
    return tanh(atanh(r) - half), tanh(atanh(r) + half)
