"""A checkup as text and as JSON."""

from __future__ import annotations

import json

from panel.domain.checkup import Checkup, Group, Remark, broken, exit_code, look, ok
from panel.report.checkup import checkup_text, remark_lines
from panel.report.columns import columns
from panel.report.values import value_json

HOSTILE = "one\x1b[31m\ntwo\u202e\x9b\u2028three"


def a_checkup(*remarks: Remark) -> Checkup:
    """A checkup of one group, and one without anything in it."""
    return Checkup(
        exit_code=exit_code(remarks),
        plan="",
        groups=(Group(name="Things", remarks=remarks), Group(name="Nothing", remarks=())),
        versions=(),
        settings=(),
        store=None,
        endpoints=(),
        models=(),
    )


def test_every_line_begins_with_its_mark_in_words() -> None:
    text = checkup_text(a_checkup(ok("store", "is there"), look("key", "is not set"), broken("x", "is gone", 3)))
    assert text == "Things\n  ok      store  is there\n  look    key    is not set\n  broken  x      is gone\n"


def test_remarks_alone_have_no_heading() -> None:
    assert remark_lines([ok("a", "b")]) == "ok  a  b\n"
    assert remark_lines([]) == ""


def test_nothing_in_a_remark_can_steer_a_terminal_or_make_a_line() -> None:
    text = checkup_text(a_checkup(ok(HOSTILE, HOSTILE)))
    assert len(text.splitlines()) == 2
    assert text.replace("\n", "").isprintable()


def test_nothing_in_the_json_can_steer_a_terminal_and_nothing_is_lost() -> None:
    text = value_json(a_checkup(ok("x", HOSTILE)))
    assert text.replace("\n", "").isprintable()
    assert json.loads(text)["groups"][0]["remarks"][0]["says"] == HOSTILE


def test_half_a_surrogate_pair_from_a_files_name_ends_nothing() -> None:
    assert "\\udcff" in value_json(a_checkup(ok("x", "\udcff")))


def test_a_long_text_is_neither_cut_nor_wrapped() -> None:
    assert columns([("a", "x" * 500), ("bbb", "y")]) == f"a    {'x' * 500}\nbbb  y\n"


def test_the_store_and_the_output_end_a_command_before_mistakes_and_those_before_endpoints() -> None:
    five, two, three = broken("a", "", 5), broken("b", "", 2), broken("c", "", 3)
    assert exit_code([three, two, five, ok("d", "")]) == 5
    assert exit_code([three, two]) == 2
    assert exit_code([three, look("d", "")]) == 3
    assert exit_code([look("d", ""), ok("e", "")]) == 0
