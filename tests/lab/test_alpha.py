"""Krippendorff's alpha of two personas' decisions."""

from __future__ import annotations

import pytest

from panel.lab.alpha import alpha


def test_the_published_example_of_two_observers() -> None:
    # Krippendorff (2011), B: ten articles, 14 zeros and 6 ones among both observers, 4 of them differing: 0.095
    assert alpha(14, 6, 4) == pytest.approx(0.095, abs=5e-4)


def test_one_odd_decision_of_forty_is_chance() -> None:
    assert alpha(39, 1, 1) == 0  # 1 - 39·1/(39·1)


def test_full_agreement_is_one() -> None:
    assert alpha(20, 20, 0) == 1


def test_without_variation_it_is_undefined() -> None:
    assert alpha(40, 0, 0) is None
    assert alpha(0, 40, 0) is None
