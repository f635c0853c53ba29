"""Models: which are known here, what an endpoint lists, what one of them costs, and whether those to ask are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Unpack

from panel.assembly import OFFLINE_MODEL, Workshop
from panel.domain.catalogue import Dated, Listing
from panel.domain.checkup import (
    CheckedModels,
    KnownModel,
    KnownModels,
    ListedModels,
    ShownModel,
    exit_code,
    ok,
)
from panel.errors import Mistake, WireFault
from panel.jobs.checkup.content import content
from panel.jobs.checkup.endpoints import Examined, announce_asking, described, examine
from panel.jobs.checkup.heard import REFUSALS
from panel.jobs.checkup.keys import without_keys
from panel.jobs.checkup.models import Named, as_named, look_up, named_models
from panel.jobs.checkup.own import of_settings
from panel.jobs.checkup.weighing import HOW
from panel.jobs.hints import meant, repeated
from panel.jobs.listings import gone_by
from panel.jobs.options import Options, workshop
from panel.report.figures import counted
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.redact import Redactor


def known_models(search: str | None = None, **options: Unpack[Options]) -> KnownModels:
    """The models that settings name, those with stored takes, and the built-in one; asks nobody.

    ``search`` keeps those with a word in their name. Raises Mistake for settings or a store that cannot be used.
    """
    shop = _quiet(options)
    known = {name: KnownModel(named=name, reasons=(f"named by {_source(shop)}",)) for name in _named(shop)}
    for one in shop.stored_models:
        name = as_named(one.endpoint, one.model)
        earlier = known.get(name, KnownModel(named=name, reasons=()))
        takes = earlier.takes + one.takes
        known[name] = earlier.model_copy(update={"takes": takes})
    known.setdefault(OFFLINE_MODEL, KnownModel(named=OFFLINE_MODEL, reasons=()))
    found = (one for one in known.values() if search is None or search.casefold() in one.named.casefold())
    return KnownModels(models=tuple(_complete(one, shop.redactor) for one in found))


async def listed_models(endpoint: str, search: str | None = None, **options: Unpack[Options]) -> ListedModels:
    """What an endpoint lists, or when it does not answer, what it last did.

    Raises Mistake for an unknown name or a refused key, WireFault if it lists nothing and never has.
    """
    shop = _quiet(options)
    if endpoint not in shop.endpoints:
        hint = meant(endpoint, shop.endpoints, f"there are {', '.join(shop.endpoints)}")
        raise Mistake(f"no endpoint named {repeated(shop.redactor(endpoint))!r}; {hint}")
    at = _asked(shop, endpoint)
    announce_asking(options.get("announce"), [endpoint])
    listing = await _listing(shop, at, options.get("announce"))
    found = listing.value.search(search) if search else listing.value
    return ListedModels(
        endpoint=endpoint,
        address=at.base_url,
        listed_at=listing.fetched_at,
        age=_seconds(listing, shop),
        models=found.models,
    )


async def shown_model(wanted: str, **options: Unpack[Options]) -> ShownModel:
    """One model with its endpoint and what a review by it costs; raises as ``listed_models``, and for an unknown id."""
    shop = _quiet(options).naming(wanted)
    if shop.people:
        raise Mistake(f"{wanted} is a person, whose takes are imported; name a model")
    (named,) = shop.named_models
    endpoint = _asked(shop, named.endpoint)
    announce_asking(options.get("announce"), [named.endpoint])
    listing = await _listing(shop, endpoint, options.get("announce"))
    state = described(endpoint, is_used=True).model_copy(update={"listed_at": listing.fetched_at})
    at = Examined(state, listing.value, (), age=listing.age(shop.clock()))
    looked = look_up(shop, Named(wanted, named, named.id), {named.endpoint: at}, content(shop).weights)
    if not looked.state.is_listed:
        told = (f"{remark.subject}: {remark.says}" for remark in without_keys(looked.remarks, shop.redactor))
        raise Mistake("; ".join(told))
    return ShownModel(model=looked.state, endpoint=at.state, estimate=HOW, age=_seconds(listing, shop))


async def checked_models(models: Sequence[str] = (), **options: Unpack[Options]) -> CheckedModels:
    """Look up models, or those that settings name, on their endpoints, keys included; no completion is asked for.

    Raises Mistake for settings that cannot be used; what is wrong with a model or an endpoint is in what it returns.
    """
    if models:
        options["model"] = models
    shop = _quiet(options)
    named = named_models(shop)
    if not named and not shop.people:
        raise Mistake("no model is named; name one, such as `panel models check anthropic/claude-sonnet-4.5`")
    used = tuple(dict.fromkeys(one.model.endpoint for one in named if one.model is not None))
    announce_asking(options.get("announce"), used)
    found = await examine(shop, used)
    weights = content(shop).weights
    looked = [look_up(shop, one, found, weights) for one in named]
    people = [ok(person, "a person; nobody is asked for their takes") for person in shop.people]
    told = [*(one.remarks for one in found.values()), *(one.remarks for one in looked), people, of_settings(shop)]
    remarks = without_keys((remark for remarks in told for remark in remarks), shop.redactor)
    return CheckedModels(
        exit_code=exit_code(remarks),
        remarks=remarks,
        endpoints=tuple(one.state for one in found.values()),
        models=tuple(one.state for one in looked),
    )


def _quiet(options: Options) -> Workshop:
    """A workshop that does not say whom it would ask, since it asks nobody for a take."""
    own = options.copy()
    own.pop("announce", None)
    return workshop(**own)


def _named(shop: Workshop) -> list[str]:
    """The models that settings name, as a command names them."""
    return [as_named(model.endpoint, model.id) for model in shop.named_models] if shop.names_models else []


def _source(shop: Workshop) -> str:
    return next(setting.source for setting in shop.told if setting.name == "model")


def _complete(known: KnownModel, redact: Redactor) -> KnownModel:
    """With every reason why it is listed, and without what only a slip would have put there."""
    stored = (counted(known.takes, "stored take"),) if known.takes else ()
    built_in = ("built in: rules, not a language model",) if known.named == OFFLINE_MODEL else ()
    return known.model_copy(update={"named": redact(known.named), "reasons": (*known.reasons, *stored, *built_in)})


def _asked(shop: Workshop, name: str) -> Endpoint:
    """The endpoint as its list is asked for: OpenRouter's is public, so its key is not looked at."""
    endpoint = shop.endpoints[name]
    return endpoint if endpoint.dialect is Dialect.OPENROUTER else shop.keyed(name)


async def _listing(shop: Workshop, endpoint: Endpoint, announce: Callable[[str], None] | None) -> Dated[Listing]:
    """What it lists, or last did where it does not answer now; one that refuses a key is not gone by."""
    try:
        return Dated((await shop.catalogue().models(endpoint)).value, shop.clock())
    except WireFault as fault:
        if fault.cause in REFUSALS and endpoint.dialect is not Dialect.OPENROUTER:
            raise Mistake(f"{endpoint.name}: {fault.detail}") from None
        kept = shop.kept_listings.find(endpoint)
        if kept is None:
            raise
        if announce is not None:
            announce(f"{endpoint.name} did not list its models ({fault.detail}); {gone_by(kept, shop)}")
        return kept


def _seconds(listing: Dated[Listing], shop: Workshop) -> int:
    return int(listing.age(shop.clock()).total_seconds())
