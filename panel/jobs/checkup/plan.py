"""The plan: what a run would do now, in one sentence."""

from __future__ import annotations

from decimal import Decimal

from panel.domain.checkup import ExitCode, ModelState, Remark, broken, look, ok
from panel.jobs.checkup.models import Looked, Named
from panel.report.figures import counted, dollars

SUBJECT = "panel review TOOL"


def planned(
    named: tuple[Named, ...], looked: tuple[Looked, ...], personas: int, samples: int, code: ExitCode, *, unnamed: str
) -> Remark:
    """The sentence, marked by what was found before it; ``unnamed`` is why no model stands in where none is named."""
    asked = [one for one in named if one.model is not None]
    if not asked and code != 2:
        return look(SUBJECT, f"stops: {unnamed}")
    sentence = _sentence(asked, [one.state for one in looked if one.state.endpoint], personas, samples)
    if code == 3:
        return broken(SUBJECT, f"would get no take from an endpoint that cannot be reached; else it {sentence}", code)
    if code:
        return broken(SUBJECT, f"needs what is broken mended first; then it {sentence}", code)
    return ok(SUBJECT, sentence)


def _sentence(asked: list[Named], states: list[ModelState], personas: int, samples: int) -> str:
    by_rules = all(one.model is not None and one.model.is_deterministic for one in asked)
    if asked and by_rules:
        who = "has offline/rubric, which is rules rather than a language model, answer for"
        return f"{who} {counted(personas, 'persona')}: nothing is sent and nothing costs"
    seats = sum(personas * (1 if one.model and one.model.is_deterministic else samples) for one in asked)
    what = f"asks {counted(len(asked), 'model')} × {counted(personas, 'persona')} × {counted(samples, 'sample')}"
    return f"{what}, {counted(seats, 'seat')}, {_price(states)} for each tool"


def _price(states: list[ModelState]) -> str:
    prices = [state.review_usd for state in states if state.review_usd is not None]
    if not prices:
        return "price unknown"
    known = f"about {dollars(sum(prices, Decimal(0)))}"
    unknown = len(states) - len(prices)
    return known if not unknown else f"{known} and an unknown price for {counted(unknown, 'model')}"
