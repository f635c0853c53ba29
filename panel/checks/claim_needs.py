"""Claim needs: the words without which no claim pattern matches, pattern by pattern.

They follow ``claim_patterns``: an alternative that is added there needs its words here, in its ways and its shape.
"""

from __future__ import annotations

import re

from panel.checks.vocabulary import Needs


def _any(*lists: str) -> frozenset[str]:
    return frozenset(" ".join(lists).split())


_SEATS = "builder skeptic futurist founder creator"
_ANY_SEAT = _SEATS.replace(" ", "|")
_US = _any("i we my me us our")
_TESTS = _any("test tests testing trial trials benchmark benchmarks benchmarking")
_TIMES = _any(
    "hour day week month quarter year evening afternoon weekend sprint minute",
    "hours days weeks months quarters years evenings afternoons weekends sprints minutes",
)
_SHOWS = (
    "show shows showed reveal reveals revealed suggest suggests suggested confirm confirms confirmed find finds found"
    " prove proved indicate indicates indicated"
)

PERSON_NEEDS = Needs(
    (
        (_US,),
        (_any("colleague colleagues"), _any("a two")),
        (_any("experience"), _any("from")),
        (_any(_SEATS, "reviewer writer author tester critic panel panelist seat review take"), _any("this")),
        (_any(_SEATS, "reviewer reviewers tester panel"), _any("the")),
        (_any("who"), _any("as"), _any(_SEATS, "someone somebody reviewer user developer engineer writer designer")),
    ),
    shape=re.compile(
        r"\b(?:i|we|me|us|my|our|colleagues?|reviewers?|experience)\b"
        rf"|\b(?:this|the) (?:{_ANY_SEAT}|writer|author|tester|critic|panel|panelist|seat|review|take)"
        rf"|\bas (?:someone|somebody|an? (?:{_ANY_SEAT}|reviewer|user|developer|engineer|writer|designer)) who\b"
    ),
)
_THINGS_DONE = "tested tried installed used ran bought timed benchmarked deployed"

STAY_NEEDS = Needs(
    (
        (_TIMES, _any("after spent")),
        (_TIMES, _any("over in"), _TESTS | {"use"}),
        (_TIMES, _any("in"), _US),
        (_any("having"),),
        (_any("trying playing living using testing"), _any("after")),
        (_any("testing"), _any("while when during")),
        (_any("using testing running trying playing"), _US),
    ),
    first=_any(_THINGS_DONE),
    shape=re.compile(
        rf"(?:^|\b(?:after|over|in|spent)\b)[a-z0-9_ ]{{0,40}}\b(?:{'|'.join(_TIMES)})\b"
        rf"|\b(?:having|trying|playing|living|using|testing|running)\b|^ *(?:{'|'.join(_THINGS_DONE.split())})\b"
    ),
)
"""A stretch of time stands close behind what begins it: ``after just the first couple of solid weeks``."""

TEST_NEEDS = Needs(
    (
        (_TESTS, _any(_SHOWS, "in during under throughout")),
        (_any("daily actual real everyday"), _any("use"), _any("in")),
        (_any("tested"), _any("when")),
    ),
    first=_any("tested"),
)

TOUCH_NEEDS = Needs(
    (
        (_any("hands"), _any("on")),
        (_any("experience"), _any("first firsthand personal")),
    )
)
