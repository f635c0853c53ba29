"""Gwet's AC1 of two personas' decisions."""

from __future__ import annotations

import pytest

from panel.lab.ac1 import ac1


def test_one_odd_decision_of_forty_leaves_nearly_full_agreement() -> None:
    # a = 19/20, π = 39/40, e = 2·0.975·0.025 = 0.04875: (0.95 - 0.04875) / 0.95125
    assert ac1(39, 1, 1) == pytest.approx(0.9474, abs=5e-5)


def test_where_nobody_agrees_on_a_skip_it_stays_meaningful() -> None:
    # Gwet's example of kappa's paradox: of 125 subjects + and + for 118, differing on 5 + 2, - and - for none.
    # a = 118/125, π = 243/250, e = 2·0.972·0.028 = 0.054432: (0.944 - 0.054432) / 0.945568
    assert ac1(2 * 118 + 7, 7, 7) == pytest.approx(0.9408, abs=5e-5)


def test_as_many_agreeing_as_differing_is_chance() -> None:
    assert ac1(20, 20, 10) == 0  # a = 1/2 and e = 2·½·½


def test_all_alike_is_one() -> None:
    assert ac1(40, 0, 0) == 1
