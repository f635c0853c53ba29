"""Charts: marks stand where their scores are, and no two labels touch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from panel.report.charts import LEFT, RIGHT, WIDTH, dumbbell, strip
from panel.report.view import ScoreRow, scorecard
from tests.builders import a_take, a_tool
from tests.report.panels import PANEL, a_view, takes_of


def rows_of(scores: list[int]) -> list[ScoreRow]:
    return list(scorecard([a_view(takes=takes_of(scores))], PANEL))


def test_a_mark_stands_where_its_score_is() -> None:
    made = strip(rows_of([0, 50, 100]), 0, 60)
    assert made is not None
    places = {mark.name: mark.x for mark in made.marks}
    # the axis runs from 16 to 324: half-way is 170, and 60 is at 16 + 0.6 x 308
    assert places == {"Builder": LEFT, "Skeptic": 170.0, "Futurist": RIGHT}
    assert made.cut_x == 200.8


@given(st.lists(st.integers(0, 100), min_size=1, max_size=5))
def test_no_two_labels_touch_and_none_leaves_the_picture(scores: list[int]) -> None:
    made = strip(rows_of(scores), 0, 60)
    assert made is not None
    spans = []
    for mark in made.marks:
        length = 7.4 * len(f"{mark.name} {mark.score}")
        left = mark.label_x if mark.anchor == "start" else mark.label_x - length
        spans.append((mark.y, min(left, mark.x - 6), max(left + length, mark.x + 6)))
        assert left >= 0
        assert left + length <= WIDTH
        assert 0 < mark.y < made.axis_y
    for at, (y, left, right) in enumerate(spans):
        assert all(y != other or right < low or high < left for other, low, high in spans[at + 1 :])


def test_several_takes_of_one_persona_show_their_spread() -> None:
    takes = [a_take(score=70), a_take(score=90, sample=2)]
    made = strip(list(scorecard([a_view(takes=takes)], PANEL)), 0, 60)
    assert made is not None
    # 16 + 0.7 x 308 and 16 + 0.9 x 308
    assert (made.marks[0].score, made.marks[0].low, made.marks[0].high) == (80, 231.6, 293.2)


def test_without_scores_there_is_nothing_to_draw() -> None:
    assert strip([], 0, 60) is None
    assert dumbbell([], 60) is None


def test_a_persona_on_one_side_only_keeps_its_row() -> None:
    left = a_view(takes=takes_of([80, 70]))
    right = a_view(a_tool(slug="beta"), takes_of([40], tool="beta"))
    made = dumbbell(list(scorecard([left, right], PANEL)), 60)
    assert made is not None
    assert [(pair.name, pair.a, pair.b) for pair in made.pairs] == [("Builder", 80, 40), ("Skeptic", 70, None)]
    # 16 + 0.8 x 308 and 16 + 0.4 x 308
    assert (made.pairs[0].a_x, made.pairs[0].b_x) == (262.4, 139.2)
