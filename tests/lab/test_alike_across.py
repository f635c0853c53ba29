"""Takes that say nearly the same of different tools."""

from __future__ import annotations

from collections.abc import Collection

from panel.domain.quality import TakeName
from panel.lab.alike_across import TakesAcross
from panel.lab.words import stretches_of
from tests.lab.panels import named, words_named

FIVE_CHANGED = (10, 30, 50, 70, 90)
"""Leaves 83 of 113 stretches, 0.73."""

SIX_CHANGED = (10, 25, 40, 55, 70, 85)
"""Leaves 80 of 116 stretches, 0.69."""


def add(
    takes: TakesAcross, tool: str, text: str, changed: Collection[int] = (), *, by: str = "builder"
) -> TakeName | None:
    """Take in a text on a tool."""
    return takes.add(named(tool, by), stretches_of(words_named(text, changed=changed).split()))


def test_a_take_with_one_word_in_twenty_changed_is_alike() -> None:
    takes = TakesAcross()
    assert add(takes, "alpha", "one") is None
    assert add(takes, "beta", "one", FIVE_CHANGED, by="skeptic") == named("alpha")
    found = takes.figures()
    assert (found.alike.count, found.alike.n, found.groups, found.largest, found.estimated) == (2, 2, 1, 2, 0)
    (group,) = found.examples
    assert (group.takes, group.first, group.others) == (2, named("alpha"), (named("beta", "skeptic"),))


def test_a_take_with_a_little_more_changed_is_not() -> None:
    takes = TakesAcross()
    add(takes, "alpha", "one")
    assert add(takes, "beta", "one", SIX_CHANGED) is None
    assert takes.figures().groups == 0


def test_takes_on_one_tool_are_no_group() -> None:
    takes = TakesAcross()
    add(takes, "alpha", "one")
    assert add(takes, "alpha", "one", by="skeptic") is None
    assert takes.figures().alike.count == 0


def test_a_group_is_what_is_like_its_first_take() -> None:
    takes = TakesAcross()
    for tool, text in [("alpha", "one"), ("beta", "two"), ("gamma", "one"), ("delta", "two"), ("epsilon", "one")]:
        add(takes, tool, text)
    found = takes.figures()
    assert (found.groups, found.alike.count, found.largest) == (2, 5, 3)
    assert [group.first.tool for group in found.examples] == ["alpha", "beta"]


def test_one_text_on_every_tool_is_one_group_with_a_few_examples() -> None:
    takes = TakesAcross()
    for number in range(3_000):
        add(takes, f"t{number}", "one")
    found = takes.figures()
    assert (found.groups, found.largest, found.alike.share, found.estimated) == (1, 3_000, 1, 0)
    assert [len(group.others) for group in found.examples] == [5]


def test_twenty_groups_are_named_the_largest_first() -> None:
    takes = TakesAcross()
    for number in range(30):
        for copy in range(2 + (number == 29)):
            add(takes, f"t{number}-{copy}", f"text{number}")
    found = takes.figures()
    assert (found.groups, found.alike.count, len(found.examples)) == (30, 61, 20)
    assert [group.first.tool for group in found.examples[:3]] == ["t29-0", "t0-0", "t1-0"]


def test_the_others_of_five_hundred_groups_are_remembered_and_of_later_ones_none() -> None:
    takes = TakesAcross()
    for number in range(501):
        for copy in range(3 if number == 500 else 2):
            add(takes, f"t{number}-{copy}", f"text{number}")
    largest, earliest, *_ = takes.figures().examples
    assert (largest.takes, largest.first.tool, largest.others) == (3, "t500-0", ())
    assert earliest.others == (named("t0-1"),)


def test_a_take_of_long_ago_is_found_by_an_estimate_and_that_is_said() -> None:
    takes = TakesAcross()
    for number in range(2_100):
        add(takes, f"t{number}", f"text{number}")
    assert add(takes, "late", "text5", (50,)) == named("t5")
    assert takes.figures().estimated == 1


def test_nearly_all_copies_of_long_ago_are_found_and_nothing_else() -> None:
    takes = TakesAcross()
    for number in range(4_000):
        add(takes, f"t{number}", f"text{number}")
    # One word of a hundred changed: 95/101 = 0.94. Of ten bands at least one is found: 1 - (1 - 0.94³)¹⁰ > 0.9999.
    found = [add(takes, f"copy{number}", f"text{number}", (50,)) for number in range(1_000)]
    assert sum(first == named(f"t{number}") for number, first in enumerate(found)) >= 995
    assert all(first in (None, named(f"t{number}")) for number, first in enumerate(found))


def test_when_no_more_can_be_remembered_takes_are_compared_with_earlier_ones_and_that_is_said() -> None:
    takes = TakesAcross(most=2)
    for tool, text in [("alpha", "one"), ("beta", "two"), ("gamma", "three"), ("delta", "three"), ("epsilon", "one")]:
        add(takes, tool, text)
    found = takes.figures()
    assert (found.uncompared, found.groups, found.alike.n) == (2, 1, 5)


def test_more_than_a_tenth_alike_is_flagged_from_fifty_takes_on() -> None:
    takes = TakesAcross()
    for number in range(49):
        add(takes, f"t{number}", "one" if number < 5 else f"text{number}")
    assert takes.figures().flag is None
    add(takes, "t49", "text49")
    assert (takes.figures().alike.count, takes.figures().flag) == (5, None)
    add(takes, "t50", "one")
    assert takes.figures().flag == "12% of 51 takes are nearly the same as one on another tool"
