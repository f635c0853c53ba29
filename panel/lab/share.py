"""Share: a count of a number of observations, with Wilson's interval.

For ``k`` of ``n``, with p = k/n and z = 1.96 (two-sided 95%): (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n).
Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
It takes observations as independent; samples of one seat on one tool are not quite, so that it is then too narrow.
"""

from __future__ import annotations

from math import sqrt

from panel.domain.quality import FIRM, LEAST, Share

Z = 1.959963984540054
"""The point of the normal distribution that 2.5% lie beyond."""


def share_of(count: int, n: int, *, what: str = "takes") -> Share:
    """The share with its interval, or why there is none."""
    if n < LEAST:
        return Share(count=count, n=n, undefined=too_few(n, what))
    low, high = wilson(count, n)
    return Share(
        count=count, n=n, share=_told_apart(count, n), low=rounded(low), high=rounded(high), is_indicative=n < FIRM
    )


def wilson(count: int, n: int) -> tuple[float, float]:
    """Both ends of the 95% interval around ``count`` of ``n``, which is at least one."""
    observed, spread = count / n, Z * Z / n
    middle = observed + spread / 2
    half = Z * sqrt(observed * (1 - observed) / n + spread / (4 * n))
    return max((middle - half) / (1 + spread), 0.0), min((middle + half) / (1 + spread), 1.0)


def too_few(n: int, what: str) -> str:
    """Why a figure of so few observations is undefined."""
    return f"{n} {what}, fewer than {LEAST}"


def _told_apart(count: int, n: int) -> float:
    """The share, which is 0 or 1 only where it is exactly that."""
    return rounded(count / n) if count in (0, n) else min(max(rounded(count / n), 0.0001), 0.9999)


def rounded(value: float) -> float:
    """As figures are written: four decimals, and zero without a sign."""
    return round(value, 4) + 0.0
