"""Takes that are shorter or longer than their persona asks for."""

from __future__ import annotations

import pytest

from panel.checks.length import odd_length, words
from panel.domain.persona import Length
from tests.builders import a_persona, a_take


@pytest.mark.parametrize(
    ("count", "detail"), [(59, "59 words, not 60 to 140"), (60, None), (140, None), (141, "141 words, not 60 to 140")]
)
def test_a_take_outside_its_length_is_noted(count: int, detail: str | None) -> None:
    finding = odd_length(a_take(text="word " * count), a_persona())
    assert (finding and finding.detail) == detail


def test_the_length_is_the_persona_s_own() -> None:
    assert odd_length(a_take(text="word " * 25), a_persona(length=Length(min=20, max=30))) is None


def test_who_stands_aside_may_be_brief() -> None:
    aside = a_take(status="abstained", score=None, decision=None, reason="off_lens", text="Nothing is stated.")
    assert odd_length(aside, a_persona()) is None


def test_counts_words_without_markers() -> None:
    assert words("It runs[e1] offline [e1, e2].") == 4
