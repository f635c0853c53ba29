"""What a feed's figures say in words."""

from __future__ import annotations

from panel.lab.feed_quality import FeedQuality
from tests.lab.panels import ROSTER, scored


def test_flags_stand_in_the_order_of_groups_then_pairs() -> None:
    found = FeedQuality(ship_at=60, personas=ROSTER)
    for number in range(50):
        found.add(scored(80 + number % 20, 81 + number % 20, 42 + number % 17, tool=f"t{number}"))
    assert [flag.partition(":")[0] for flag in found.figures().flags] == [
        "builder",
        "skeptic",
        "futurist",
        "builder and skeptic",
    ]
