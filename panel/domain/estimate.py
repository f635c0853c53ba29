"""Estimate: what calls that were not made would cost."""

from __future__ import annotations

from dataclasses import dataclass

from panel.domain.run import Dollars


@dataclass(frozen=True, slots=True)
class Estimate:
    """What calls come to in USD: about, and at worst when nothing is asked again. ``basis`` says whose prices, how old.

    The former takes four characters for a token, the latter every byte of a dossier and the dearest prices listed;
    both take every answer at its most.
    """

    expected: Dollars
    worst: Dollars
    basis: str = ""
