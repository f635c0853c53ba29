"""What a pattern cannot match without: it spares running the pattern and hides nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.checks.literals import needed
from panel.checks.vocabulary import spelt
from panel.domain.pattern import compiled
from panel.errors import Mistake
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from tests.checks.sayings import disguised, saying

BUNDLED = sorted({pattern for persona in load_personas(shelf("personas")) for pattern in persona.ban.patterns})
PIECES = [
    *("it", "is", "sk", "ſ", "İ", "\u212a", "é", "’", " ", "-", "_", "7", "|", "|", "\\b", "\\b", "\\B", "^", "$", "."),
    *(
        "(",
        "(?:",
        "(?=",
        "(?!",
        "(?<=",
        "(?<!",
        ")",
        ")",
        ")?",
        ")*",
        ")+",
        "){0,2}",
        "?",
        "*",
        "+",
        "{2}",
        "{0}",
        "{,2}",
    ),
    *(
        "[ab]",
        "[-' ]",
        "[’']",
        "[^a]",
        "[a-c]",
        "[é]",
        "[\\w]",
        "\\s",
        "\\w",
        "\\W",
        "\\.",
        "\\’",
        "\\d",
        "{e<=1}",
        "(?i)",
    ),
]
"""Pieces of patterns; most that are put together from them can be read, and some cannot."""


def holds(pattern: str, text: str) -> bool:
    """Whether a text has what the pattern needs."""
    plain = f" {spelt(text)} "
    return all(any(stretch in plain for stretch in stretches) for stretches in needed(pattern))


@pytest.mark.parametrize(
    ("pattern", "stretches"),
    [
        (r"seam\w+less", [{"seam"}, {"less"}]),
        (r"\bin (?:my|our) tests?\b", [{" in my test ", " in my tests ", " in our test ", " in our tests "}]),
        (
            r"\b(?:my|our|a) (?:own|big|new) tests\b",
            [{" my ", " our ", " a "}, {"own tests ", "big tests ", "new tests "}],
        ),
        (r"cutting[- ]edge", [{"cutting edge"}]),
        (r"\b(?:I|we)(?:['’]ve| have)? \w+", [{" i ", " we "}]),
        (r"(?:foo)+bar", [{"foo"}, {"bar"}]),
        (r"foo(?:bar)*", [{"foo"}]),
        (r"foo|\w+", []),
        (r"(?<!no )way", [{"way"}]),
        (r"foo{e<=1}", []),
        (r"(?x) fo o", []),
    ],
)
def test_these_need(pattern: str, stretches: list[set[str]]) -> None:
    found = [set(one) for one in needed(pattern)]
    assert sorted(found, key=sorted) == sorted(stretches, key=sorted)


@pytest.mark.parametrize("pattern", BUNDLED)
def test_no_text_that_a_bundled_pattern_matches_is_missed(pattern: str) -> None:
    dice = random.Random(pattern)  # noqa: S311 - the same texts in every run
    plain = [f"x {saying(pattern, dice)}." for _ in range(100)]
    made = [*plain, *(disguised(text, dice) for text in plain)]
    matched = [text for text in made if compiled(pattern).search(text)]
    assert len(matched) > 50
    assert [text for text in matched if not holds(pattern, text)] == []


@given(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.integers(),
    st.text(alphabet="itsk ſİé’-_7ab.", max_size=12),
)
def test_no_text_that_any_pattern_matches_is_missed(pattern: str, seed: int, around: str) -> None:
    try:
        readable = compiled(pattern)
    except Mistake:
        return
    dice = random.Random(seed)  # noqa: S311 - Hypothesis chooses it
    for text in (around, *(f"{around}{disguised(saying(pattern, dice), dice)}{around}" for _ in range(3))):
        if any(match.end() > match.start() for match in readable.finditer(text)):
            assert holds(pattern, text)
