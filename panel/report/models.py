"""Models as text: those that are known here, an endpoint's list, and one of them with what it costs."""

from __future__ import annotations

from datetime import timedelta

from panel.domain.checkup import KnownModels, ListedModels, ModelState, ShownModel
from panel.report.columns import columns
from panel.report.figures import a_million, ago, counted, dollars


def known_models_text(known: KnownModels) -> str:
    """A line for each model: how it is named in a command, and why it is here."""
    rows = [(one.named, "; ".join(one.reasons)) for one in known.models]
    return columns([("MODEL", "WHY IT IS HERE"), *rows])


def listed_models_text(listed: ListedModels) -> str:
    """A line for each model of an endpoint, with prices for a million tokens; last how old they are, if not new."""
    rows = [
        (one.id, _context(one.context_length), a_million(one.prompt_price), a_million(one.completion_price))
        for one in listed.models
    ]
    old = columns([(f"As listed {_ago(listed.age)}.",)]) if listed.age else ""
    return columns([("ID", "CONTEXT", "IN, A MILLION", "OUT, A MILLION"), *rows]) + old


def shown_model_text(shown: ShownModel) -> str:
    """One model: where it is, what it takes, and what a seat and a review cost."""
    model, at = shown.model, shown.endpoint
    context = "unknown" if model.context_length is None else f"{model.context_length:,} tokens"
    if model.context_needed is not None:
        context += f"; the longest dossier needs about {model.context_needed:,} tokens"
    facts = [
        ("endpoint", f"{at.name}, {at.address}"),
        ("dialect", at.dialect),
        ("name", model.name or "not stated"),
        ("context", context),
        ("price", _price(model)),
        ("structured output", model.structured_output),
        ("as listed", _ago(shown.age)),
        ("a seat", "price unknown" if model.seat_usd is None else f"about {dollars(model.seat_usd)}"),
        ("a review", _review(model)),
    ]
    return f"{columns([(model.model,)])}{columns(facts, indent='  ')}{columns([(f'Costs are {shown.estimate}.',)])}"


def _ago(seconds: int) -> str:
    return ago(timedelta(seconds=seconds))


def _price(model: ModelState) -> str:
    if model.prompt_price is None or model.completion_price is None:
        return "unknown"
    return f"{a_million(model.prompt_price)} in and {a_million(model.completion_price)} out, for a million tokens"


def _review(model: ModelState) -> str:
    seats = f"one tool, {counted(model.seats, 'seat')}"
    if model.review_usd is None or model.full_review_usd is None:
        return f"{seats}: price unknown"
    full = dollars(model.full_review_usd)
    return f"{seats}: about {dollars(model.review_usd)}; {full} with the longest dossier"


def _context(length: int | None) -> str:
    return "unknown" if length is None else f"{length:,}"
