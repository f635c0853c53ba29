"""Unpriced: why no price is known for some models, and the command or the name that mends it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from panel.assembly import Workshop
from panel.domain.catalogue import Dated, Listing
from panel.domain.origin import Origin
from panel.domain.seat import Model
from panel.domain.tariff import OwnPrices, Tariff, at_worst
from panel.intake.printable_url import printable_url
from panel.jobs.listings import cached
from panel.report.figures import ago
from panel.wire.endpoints import Dialect, Endpoint


def why_unpriced(shop: Workshop, models: Iterable[Model]) -> str:
    """Why the price of some of these models is not known, as far as lists that were kept tell it; asks nobody.

    Empty where every price is known.
    """
    models = tuple(dict.fromkeys(models))
    listings = cached(shop, dict.fromkeys(model.endpoint for model in models))
    reasons = [_reason(shop, model, listings.get(model.endpoint)) for model in models]
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def _reason(shop: Workshop, model: Model, dated: Dated[Listing] | None) -> str:
    terms = shop.terms(model, dated.value if dated else None)
    if at_worst(terms.worst_tariff) is not None:
        return ""
    command = listing_command(shop, shop.endpoints[model.endpoint])
    if dated is None:
        return f"`{command}` fetches prices"
    named = [*([] if at_worst(terms.tariff) else [model.id]), *_fallbacks(shop, model)]
    unlisted = [one for one in named if dated.value.find(one) is None]
    listed = f"{model.endpoint}, as listed {ago(dated.age(shop.clock()))},"
    if unlisted:
        close = dated.value.close_to(unlisted[0])[:1]
        hint = f"did you mean {close[0]}?" if close else f"`{command}` says what it lists"
        return f"{listed} has no {shop.redactor(unlisted[0])}; {hint}"
    unpriced = next(one for one in named if at_worst(Tariff.of(dated.value.find(one), OwnPrices())) is None)
    return f"{listed} does not state what {shop.redactor(unpriced)} costs"


def listing_command(shop: Workshop, endpoint: Endpoint) -> str:
    """The command that asks an endpoint of this run for its list, to be copied; an address with a secret is left out.

    An address that was given for this run alone is given to that command too.
    """
    if endpoint.origin is not Origin.FLAG:
        return f"panel models list {endpoint.name}"
    shown = shop.redactor(printable_url(endpoint.base_url))
    at = shlex.quote(shown) if shown == endpoint.base_url else "URL"
    return f"panel models list {endpoint.name} --base-url {at}"


def _fallbacks(shop: Workshop, model: Model) -> tuple[str, ...]:
    """The models that may answer in its place, as far as its endpoint knows of such."""
    is_openrouter = shop.endpoints[model.endpoint].dialect is Dialect.OPENROUTER
    return shop.sampling_of(model).fallbacks if is_openrouter else ()
