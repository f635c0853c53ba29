"""A text's stretches in 32 bytes."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.lab.signature import BAND, BANDS, BINS, estimate, place_of, signature_of
from panel.lab.words import stretches_of
from tests.lab.panels import words_named


def signed(name: str, changed: tuple[int, ...] = ()) -> bytes:
    """The signature of a text of a hundred words."""
    return signature_of(stretches_of(words_named(name, changed=changed).split()))


def test_the_smallest_of_each_bin_stands_for_it_and_an_empty_bin_takes_the_next() -> None:
    # Top five bits 0, 0, 2 and 31: bin 0 has 0x05 as 0x00000105 < 0x00000206, bin 2 has 0x07, bin 31 has 0x09;
    # bin 1 takes bin 2's, and bins 3 to 30 take bin 31's.
    signature = signature_of({0x00000105, 0x00000206, (2 << 27) | 0x07, (31 << 27) | 0x09})
    assert signature == bytes([5, 7, 7, *[9] * 29])


def test_one_stretch_fills_all_bins() -> None:
    assert signature_of({0x12345678}) == bytes([0x78] * BINS)


def test_the_last_bins_take_what_comes_first() -> None:
    assert signature_of({0x00000001, (1 << 27) | 2}) == bytes([1, 2, *[1] * 30])


def test_equal_texts_have_the_estimate_one() -> None:
    assert estimate(signed("a"), signed("a")) == 1


def test_the_estimate_is_right_on_average() -> None:
    # Five of a hundred words changed: 83/113 = 0.7345 (as in test_words). The standard error of one estimate is 0.08
    # at most, so that of 400 is 0.004, and five of those are 0.02.
    found = [estimate(signed(f"n{at}"), signed(f"n{at}", changed=(10, 30, 50, 70, 90))) for at in range(400)]
    assert fmean(found) == pytest.approx(0.7345, abs=0.02)


def test_texts_with_nothing_in_common_are_estimated_near_nothing() -> None:
    assert fmean(estimate(signed(f"a{at}"), signed(f"b{at}")) for at in range(400)) < 0.01


def test_the_bands_are_ten_and_apart() -> None:
    assert len(BANDS) == 10
    assert max(BANDS) + BAND <= BINS


def test_the_same_three_bytes_have_another_place_in_another_band() -> None:
    signature = bytes(BINS)
    assert len({place_of(signature, band) for band in BANDS}) == len(BANDS)


@given(st.frozensets(st.integers(0, 2**32 - 1), min_size=1))
def test_any_stretches_have_a_signature(stretches: frozenset[int]) -> None:
    assert len(signature_of(stretches)) == BINS
