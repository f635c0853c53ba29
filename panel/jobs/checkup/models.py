"""Models to ask: whether each is on its endpoint, has room for a full dossier, and what a review by it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from panel.assembly import Workshop
from panel.domain.catalogue import ListedModel, Listing
from panel.domain.checkup import ModelState, Remark, broken, look, ok
from panel.domain.seat import Model
from panel.errors import Mistake
from panel.jobs.checkup.endpoints import Examined
from panel.jobs.checkup.local import Local, local_remarks
from panel.jobs.checkup.taking import Asked, settings_doubts
from panel.jobs.checkup.weighing import Weights, review_price
from panel.jobs.checkup.windows import window_doubt, window_words
from panel.report.figures import ago, counted, dollars
from panel.wire.endpoints import OFFLINE, Dialect
from panel.wire.terms import Terms


@dataclass(frozen=True, slots=True)
class Named:
    """A model as somebody wrote it, with what it means, or why it means nothing.

    ``spec`` and ``shown``, the id alone, hold no key: somebody may have put one in their place.
    """

    spec: str
    model: Model | None = None
    shown: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A model that was looked up, and what there is to say of it."""

    state: ModelState
    remarks: tuple[Remark, ...]


def named_models(shop: Workshop) -> tuple[Named, ...]:
    """Every model that is named, each by itself, so that one mistake hides no other; without names, what stands in."""
    specs = [name for name in shop.model_names if name not in shop.people]
    return (
        tuple(_named(shop.naming(spec), spec) for spec in dict.fromkeys(specs)) if shop.model_names else _unnamed(shop)
    )


def as_named(endpoint: str | None, model: str) -> str:
    """A model as a command would name it."""
    return model if endpoint in (None, OFFLINE) else f"{endpoint}:{model}"


def look_up(
    shop: Workshop,
    named: Named,
    found: Mapping[str, Examined],
    weights: Weights | None,
    locally: Mapping[Model, Local] | None = None,
) -> Looked:
    """What the model's endpoint says of it; ``weights`` are None where no prompt can be rendered.

    ``locally`` is what was found beside that of models on servers of one's own.
    """
    if named.model is None:
        state = ModelState(model=named.spec, endpoint="")
        return Looked(state, (broken("model", named.problem, 2),))
    model, at = named.model, found[named.model.endpoint]
    shown = as_named(model.endpoint, named.shown)
    state = ModelState(model=named.shown, endpoint=model.endpoint)
    if at.listing is None:
        return Looked(state, (look(shown, "not looked up: its endpoint listed no models"),))
    listed = at.listing.find(model.id)
    if listed is None:
        state = state.model_copy(update={"is_listed": False, "close": at.listing.close_to(model.id)})
        if at.state.dialect == Dialect.OPENAI:
            # Plain servers answer to names that they do not list.
            return Looked(state, (look(shown, f"{_unknown(state)}; it may answer all the same"),))
        if at.age is not None:
            return Looked(state, (look(shown, f"{_unknown(state)}; that list is of {ago(at.age)}"),))
        return Looked(state, (broken(shown, _unknown(state), 2),))
    asked = _asked(shop, model, at.listing)
    if weights is not None:
        weights = weights.answering(asked.sampling.max_tokens)
    samples = 1 if model.is_deterministic else shop.samples
    local = (locally or {}).get(model)
    state = _as_loaded(_listed(state, _charged(listed, asked.terms), weights, samples), local)
    listed_when = "listed" if at.age is None else f"as listed {ago(at.age)}"
    doubts = (*_doubts(shown, state, at, local), *settings_doubts(shown, listed, asked))
    beside = local_remarks(shop, shown, local) if local is not None else ()
    return Looked(state, (ok(shown, f"{listed_when}; {_described(state, local)}"), *doubts, *beside))


def _asked(shop: Workshop, model: Model, listing: Listing) -> Asked:
    """How the model is asked; as everyone is where its own settings cannot be used, which is told elsewhere."""
    try:
        return Asked(shop.sampling_of(model), shop.terms(model, listing))
    except Mistake:
        dialect = shop.endpoints[model.endpoint].dialect
        return Asked(shop.sampling, Terms.of(model, shop.sampling, dialect, listing))


def _charged(listed: ListedModel, terms: Terms) -> ListedModel:
    """The model at the prices that are gone by: a person's own, or none on a machine of one's own."""
    if terms.tariff is None:
        return listed
    return listed.model_copy(update={"prompt_price": terms.tariff.prompt, "completion_price": terms.tariff.completion})


def _named(shop: Workshop, spec: str) -> Named:
    try:
        (model,) = shop.named_models
    except Mistake as mistake:
        return Named(shop.redactor(spec), problem=str(mistake))
    return Named(shop.redactor(spec), model, shop.redactor(model.id))


def _unnamed(shop: Workshop) -> tuple[Named, ...]:
    try:
        return tuple(Named(model.id, model, model.id) for model in shop.named_models)
    except Mistake:
        return ()


def why_unnamed(shop: Workshop) -> str:
    """Why a run without a model stops, or that only people are named."""
    try:
        _ = shop.named_models
    except Mistake as mistake:
        return str(mistake)
    return "people's takes are imported, not asked for; name a model"


def _listed(state: ModelState, listed: ListedModel, weights: Weights | None, samples: int) -> ModelState:
    facts = {
        "is_listed": True,
        "name": listed.name,
        "context_length": listed.context_length,
        "prompt_price": listed.prompt_price,
        "completion_price": listed.completion_price,
        "structured_output": listed.structured_output,
    }
    if weights is not None:
        facts |= {
            "context_needed": weights.context_needed,
            "seats": len(weights.example) * samples,
            "seat_usd": weights.seat(listed),
            "review_usd": review_price(weights.example, listed, samples),
            "full_review_usd": review_price(weights.full, listed, samples),
        }
    return state.model_copy(update=facts)


def _unknown(state: ModelState) -> str:
    if state.close:
        return f"{state.endpoint} does not list it; did you mean {' or '.join(state.close)}?"
    return f"{state.endpoint} does not list it; `panel models list {state.endpoint}` says what it lists"


def _as_loaded(state: ModelState, local: Local | None) -> ModelState:
    """The model as the server of one's own has it, which is what counts."""
    if local is None:
        return state
    facts: dict[str, object] = {"at_a_time": local.at_a_time}
    if local.form is not None:
        facts |= {"form": local.form.form.value, "form_since": local.form.since}
    if local.told is not None:
        facts |= {"is_loaded": local.told.is_loaded, "most_context": local.told.most_context}
        facts["context_length"] = local.told.context or state.context_length
    return state.model_copy(update=facts)


def _described(state: ModelState, local: Local | None) -> str:
    context = "context not stated" if state.context_length is None else f"context {state.context_length:,} tokens"
    if local is not None and local.told is not None:
        context = window_words(local.told)
    return f"{context}; {price_words(state)}"


def price_words(state: ModelState) -> str:
    """What a review of one tool costs, as far as it is known."""
    if state.review_usd is None or state.full_review_usd is None:
        return "price unknown"
    seats = counted(state.seats, "seat")
    if not state.full_review_usd:
        return f"a review of one tool ({seats}) costs nothing"
    full = dollars(state.full_review_usd)
    return f"a review of one tool ({seats}) costs about {dollars(state.review_usd)}, {full} with the longest dossier"


def _doubts(shown: str, state: ModelState, at: Examined, local: Local | None) -> tuple[Remark, ...]:
    """What may keep a listed model from answering."""
    doubts = []
    room, needed = state.context_length, state.context_needed
    if local is not None and local.told is not None and needed is not None:
        says = window_doubt(local.told, state.model, needed)
        return (look(shown, says),) if says else ()
    if room is not None and needed is not None and needed > room:
        says = f"its context of {room:,} tokens is too short for the longest dossier, which needs about {needed:,}"
        doubts.append(look(shown, says))
    if room is None and needed is not None and at.state.dialect == Dialect.OLLAMA:
        says = "it does not tell its context, and Ollama drops what exceeds that (often 4,096 tokens) without a word; "
        more = f"the longest dossier needs about {needed:,}: set OLLAMA_CONTEXT_LENGTH where Ollama runs"
        doubts.append(look(shown, says + more))
    return tuple(doubts)
