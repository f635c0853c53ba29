"""What a whole feed's takes look like together."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from itertools import cycle, islice

from hypothesis import given
from hypothesis import strategies as st

from panel.domain.panel import Panel
from panel.domain.quality import Quality
from panel.domain.take import Take
from panel.lab.feed_quality import FeedQuality
from tests.builders import a_take
from tests.lab.panels import ROSTER, a_panel, named, scored, words_named
from tests.report.panels import takes_of

A_FEED = """
from tests.lab.test_feed_quality import a_mixed_feed, quality
print(quality(a_mixed_feed()).model_dump_json())
"""


def quality(panels: Iterable[Panel], ship_at: int = 60) -> Quality:
    """What some panels come to."""
    found = FeedQuality(ship_at=ship_at, personas=ROSTER)
    for panel in panels:
        found.add(panel)
    return found.figures()


def a_mixed_feed() -> list[Panel]:
    """Sixty tools of which some are close, some have findings and some say the same as others."""
    rows = islice(cycle([(80, 80, 80, 40, 40), (60, 57, 70, 40, 90), (88, 82, 85, 78, 81), (50, 45, 40, 35, 62)]), 60)
    feed = [scored(*row, tool=f"t{number}") for number, row in enumerate(rows)]
    found = [{"code": code} for code in ("length", "links", "markup")]
    copies = [
        a_panel([a_take(tool=f"c{n}", text=words_named("same"), findings=found, rung="fenced")], f"c{n}")
        for n in range(5)
    ]
    return feed + copies


def test_takes_are_counted_in_all_by_persona_and_by_model() -> None:
    found = quality(scored(80, 40, 80, 80, tool=f"t{number}") for number in range(50))
    assert (found.tools, found.takes, found.overall.ok) == (50, 200, 200)
    assert [(group.name, group.ships.count, group.ships.n) for group in found.personas] == [
        ("builder", 50, 50),
        ("skeptic", 0, 50),
        ("futurist", 50, 50),
        ("founder", 50, 50),
        ("creator", 0, 0),
    ]
    assert [(group.name, group.ships.share) for group in found.models] == [("openrouter:a/b", 0.75)]


def test_what_is_flagged_is_said_of_whom() -> None:
    flags = quality(scored(80, 40, 40 + number % 45, tool=f"t{number}") for number in range(60)).flags
    assert "builder: never skips, in 60 takes" in flags
    assert "skeptic: never ships, in 60 takes" in flags
    assert not any(flag.startswith("futurist") for flag in flags)


def test_the_same_text_on_many_tools_is_among_what_is_flagged() -> None:
    same = [take.model_copy(update={"text": words_named("same")}) for take in takes_of([80])]
    panels = [a_panel([take.model_copy(update={"tool": f"t{number}"}) for take in same]) for number in range(50)]
    assert "all: 100% of 50 takes are nearly the same as one on another tool" in quality(panels).flags


def test_a_tool_without_takes_is_passed_over() -> None:
    assert quality([a_panel([])]).tools == 0


def test_nothing_at_all_has_figures_that_say_they_are_undefined() -> None:
    found = quality([])
    assert (found.tools, found.takes, found.overall.ships.undefined) == (0, 0, "0 takes, fewer than 20")
    assert (found.look_first, found.flags) == ((), ())


def test_a_panel_has_a_mark_exactly_where_a_take_of_it_may_be_in_the_list() -> None:
    found = FeedQuality(ship_at=60, personas=ROSTER)
    calm, near, mean = scored(80, 80, 80, 80, 80), scored(90, 90, 90, 90, 58), scored(90, 90, 90, 20, 20)
    panels = {panel.tool.slug: panel for panel in a_mixed_feed()[:10]}
    marks = {slug: found.add(panel) for slug, panel in panels.items()}
    listed = {one.take.tool for one in found.figures().look_first}
    assert {slug for slug, some in marks.items() if some} == listed
    # Of a mean of 62 there is no take to look at; what decides is the one vote.
    assert [FeedQuality(ship_at=60, personas=ROSTER).add(panel) for panel in (calm, near, mean)] == [
        (),
        ("grey band", "alone"),
        ("one vote",),
    ]


def test_personas_that_write_the_same_of_one_tool_are_found() -> None:
    takes = [take.model_copy(update={"text": words_named("same")}) for take in takes_of([80, 80, 80])]
    found = quality([a_panel(takes)])
    assert (found.within_tools.alike.count, found.within_tools.alike.n) == (3, 3)
    assert found.look_first[0].reasons == ("nearly the take of skeptic, futurist on the same tool",)


def test_only_the_takes_that_are_shown_are_named_as_alike_on_one_tool() -> None:
    def by(persona: str, sample: int, score: int, text: str) -> Take:
        return a_take(persona=persona, sample=sample, score=score, text=words_named(text))

    # Both show their take nearest to their mean of 80; the samples behind those say other things.
    takes = [
        *(by("builder", sample, score, text) for sample, score, text in ((1, 80, "same"), (2, 90, "b"), (3, 70, "c"))),
        *(by("skeptic", sample, score, text) for sample, score, text in ((1, 80, "same"), (2, 90, "d"), (3, 70, "e"))),
    ]
    assert [(one.take.persona, one.take.sample) for one in quality([a_panel(takes)]).look_first] == [
        ("builder", 1),
        ("skeptic", 1),
    ]


def test_the_tools_name_does_not_tell_takes_apart() -> None:
    def named_take(slug: str, name: str) -> Panel:
        text = " ".join(f"{name} {word}" for word in words_named("same", 40).split())
        return a_panel([a_take(tool=slug, text=text)], slug, name=name)

    found = quality([named_take("alpha", "Alpha Notes"), named_take("beta", "Beta")])
    assert (found.across_tools.groups, found.across_tools.alike.count) == (1, 2)
    assert found.overall.openings[0].words == "… same0 … same1"


def test_a_short_text_is_not_compared() -> None:
    found = quality(a_panel([a_take(tool=slug, text="It does one thing.")], slug) for slug in ("alpha", "beta"))
    assert found.across_tools.alike.n == 0


def test_takes_of_two_models_and_of_people_are_told_apart() -> None:
    takes = [a_take(), a_take(model="c/d"), a_take(model="human/ann", endpoint=None)]
    assert [group.name for group in quality([a_panel(takes)]).models] == [
        "openrouter:a/b",
        "openrouter:c/d",
        "human/ann",
    ]


def test_a_persona_that_is_not_on_the_roster_has_figures_but_is_in_no_pair() -> None:
    found = quality([a_panel([a_take(persona="zoe")])])
    assert found.personas[-1].name == "zoe"
    assert "zoe" not in {persona for pair in found.redundancy.pairs for persona in (pair.a, pair.b)}


def test_the_line_is_where_it_is_set() -> None:
    take = a_take(score=70)
    assert quality([a_panel([take])], ship_at=70).contradictions.in_band.count == 1
    assert quality([a_panel([take])], ship_at=60).contradictions.in_band.count == 0


def test_a_swing_take_in_the_grey_band_comes_before_a_swing_take_outside_it() -> None:
    panels = [scored(80, 80, 70, 40, 40, tool="far"), scored(80, 80, 60, 40, 40, tool="near")]
    first, second = quality(panels).look_first
    assert (first.take, first.weight) == (named("near", "futurist", "openrouter:a/b"), 70)  # 40 + 30
    assert (second.take, second.weight) == (named("far", "futurist", "openrouter:a/b"), 30)


def test_figures_may_be_asked_for_in_between() -> None:
    found = FeedQuality(ship_at=60, personas=ROSTER)
    panels = a_mixed_feed()
    for panel in panels:
        found.add(panel)
        found.figures()
    assert found.figures() == quality(panels)


def test_another_process_finds_the_same_whatever_its_hashes_are() -> None:
    def printed(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(
            [sys.executable, "-c", A_FEED], env=environment, capture_output=True, check=True, text=True
        ).stdout

    assert printed("1") == printed("2") == quality(a_mixed_feed()).model_dump_json() + "\n"


def test_it_is_written_and_read_as_json() -> None:
    found = quality(a_mixed_feed())
    assert Quality.model_validate_json(found.model_dump_json()) == found


TAKES = st.builds(
    a_take,
    persona=st.sampled_from(["builder", "skeptic", "zoe"]),
    status=st.sampled_from(["ok", "failed", "abstained", "withheld"]),
    score=st.none() | st.integers(0, 100),
    decision=st.sampled_from([None, "ship", "skip"]),
    text=st.none() | st.text() | st.sampled_from([words_named("a"), words_named("b")]),
    reason=st.none() | st.text(),
    rung=st.none() | st.text(max_size=5),
)


@given(st.lists(st.lists(TAKES, max_size=4), max_size=4), st.integers(0, 100))
def test_whatever_the_takes_are_there_are_figures(panels: list[list[Take]], ship_at: int) -> None:
    found = quality((a_panel(takes) for takes in panels), ship_at)
    assert found.takes == sum(map(len, panels))
