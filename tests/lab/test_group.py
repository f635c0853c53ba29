"""What the takes of one persona or model come to."""

from __future__ import annotations

from panel.domain.quality import GroupQuality
from panel.domain.run import Tally
from panel.domain.take import Take
from panel.lab.group import Group
from tests.builders import a_take

NO_ANSWER = {"score": None, "decision": None, "text": None}


def group(*takes: Take) -> GroupQuality:
    """What some takes of the Builder's come to."""
    found = Group("persona", "builder")
    for take in takes:
        found.add(take, None)
    return found.figures()


def test_the_ship_rate_is_of_ok_takes_alone() -> None:
    ships, skips = [a_take()] * 30, [a_take(score=40, decision="skip")] * 10
    others = [a_take(status=status, **NO_ANSWER) for status in ("failed", "abstained")] + [a_take(status="withheld")]
    found = group(*ships, *skips, *others)
    assert (found.ok, found.failed, found.abstained, found.withheld) == (40, 1, 1, 1)
    assert (found.ships.count, found.ships.n, found.ships.share) == (30, 40, 0.75)


def test_who_never_skips_or_never_ships_is_flagged_from_fifty_takes_on() -> None:
    skip = a_take(score=40, decision="skip")
    assert group(*[a_take()] * 50).flag == "never skips, in 50 takes"
    assert group(*[skip] * 50).flag == "never ships, in 50 takes"
    assert group(*[a_take()] * 49).flag is None
    assert group(*[a_take()] * 50, skip).flag is None


def test_findings_count_takes_by_code_the_most_frequent_first() -> None:
    experience, length = {"code": "experience", "severity": "hard"}, {"code": "length"}
    found = group(*[a_take(findings=[length, length])] * 15, a_take(findings=[experience, length]), *[a_take()] * 9)
    assert [(one.code, one.severity, one.takes.count, one.takes.n) for one in found.findings] == [
        ("length", "soft", 16, 25),
        ("experience", "hard", 1, 25),
    ]


def test_failures_are_counted_by_cause_and_answers_by_rung() -> None:
    failed = [a_take(status="failed", reason=reason, **NO_ANSWER) for reason in ("blank: x", "blank: y", "refusal")]
    found = group(*failed, a_take(rung="as_is"), a_take(rung="fenced"), a_take(rung="as_is"))
    assert found.failures == (Tally(what="blank", count=2), Tally(what="refusal", count=1))
    assert found.rungs == (Tally(what="as_is", count=2), Tally(what="fenced", count=1))


def test_after_a_hundred_codes_the_rest_are_counted_together() -> None:
    found = group(*(a_take(findings=[{"code": f"c{number}"}]) for number in range(130)))
    assert (len(found.findings), found.findings[0].code, found.findings[0].takes.count) == (101, "other", 30)


def test_after_a_hundred_causes_or_rungs_the_rest_are_counted_together() -> None:
    found = group(
        *(a_take(status="failed", reason=f"c{number}: x", **NO_ANSWER) for number in range(130)),
        *(a_take(rung=f"r{number}") for number in range(130)),
    )
    assert (len(found.failures), found.failures[0]) == (101, Tally(what="other", count=30))
    assert (len(found.rungs), found.rungs[0]) == (101, Tally(what="other", count=30))


def test_a_group_without_takes_says_nothing() -> None:
    found = group()
    assert (found.ships.n, found.ships.undefined, found.scores.favourite) == (0, "0 takes, fewer than 20", None)
