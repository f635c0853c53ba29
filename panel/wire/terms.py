"""Terms: what is known and set of asking one model beside how it is asked: form, parameters, prices, pace."""

from __future__ import annotations

from decimal import Decimal

from panel.domain.catalogue import ListedModel, Listing
from panel.domain.completion import Usage
from panel.domain.frozen import Frozen
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.domain.tariff import FREE, OwnPrices, Tariff, at_worst, dearest, priced, worst
from panel.wire.endpoints import Dialect
from panel.wire.form import Form, listed_form, loosest
from panel.wire.parameters import left_out

_FREE_DIALECTS = (Dialect.OFFLINE, Dialect.OLLAMA, Dialect.LMSTUDIO)


class OwnTerms(Frozen):
    """What a person set for a model; ``rate`` is in requests a second, ``concurrency`` in requests in flight."""

    form: Form | None = None
    prices: OwnPrices = OwnPrices()
    rate: float | None = None
    concurrency: int | None = None


class Terms(Frozen):
    """How one model is asked and charged.

    ``form`` is None where nothing says it, and a server has to be tried. ``supported`` are the parameters that the
    model and its fallbacks are all listed with, None where that is not known; ``left_out`` the settings that are set
    and not sent. ``canonical`` is the id that OpenRouter knows the model by. ``bound`` are prices that no provider may
    pass, where a budget rests on them.
    """

    form: Form | None = None
    supported: frozenset[str] | None = None
    left_out: tuple[str, ...] = ()
    canonical: str | None = None
    tariff: Tariff | None = None
    worst_tariff: Tariff | None = None
    bound: Tariff | None = None
    rate: float | None = None
    concurrency: int | None = None

    @classmethod
    def of(
        cls,
        model: Model,
        sampling: Sampling,
        dialect: Dialect,
        listing: Listing | None = None,
        own: OwnTerms | None = None,
        *,
        is_bound: bool = False,
    ) -> Terms:
        """The terms of a model by what its endpoint lists, if anything, and by what is set for it.

        ``is_bound`` is for a budget: no provider may be dearer than what the most that a call can cost is reckoned by.
        A person's own prices bind nobody, since they may be of a key of their own upstream.
        """
        own = own or OwnTerms()
        fallbacks = sampling.fallbacks if dialect is Dialect.OPENROUTER else ()
        listed, *others = (listing.find(one) if listing else None for one in (model.id, *fallbacks))
        tariff = Tariff.of(listed, own.prices)
        if tariff is None and dialect in _FREE_DIALECTS:
            tariff = FREE
        supported = _supported((listed, *others), sampling) if dialect is Dialect.OPENROUTER else None
        worst_tariff = dearest([tariff, *(Tariff.of(one, OwnPrices()) for one in others)])
        return cls(
            form=own.form or _form((listed, *others), dialect),
            supported=supported,
            left_out=left_out(sampling, dialect, supported),
            canonical=listed.canonical_slug if listed else None,
            tariff=tariff,
            worst_tariff=worst_tariff,
            bound=at_worst(worst_tariff) if is_bound and not own.prices.is_trusted else None,
            rate=own.rate,
            concurrency=own.concurrency,
        )

    def worst(self, prompt: Prompt, sampling: Sampling) -> Decimal | None:
        """The most that one request can cost, whoever serves it; None where a price is not known."""
        return worst(prompt, sampling, self.worst_tariff)

    def priced(self, usage: Usage) -> Decimal | None:
        """What tokens cost at the dearest of the prices that may hold, whoever served; None where one is not known.

        A cost that nobody named counts against a budget, which is never passed.
        """
        return priced(usage, at_worst(self.worst_tariff))


def _form(listed: tuple[ListedModel | None, ...], dialect: Dialect) -> Form | None:
    """What the list says; the rules inside this process take the schema, and other servers list no forms."""
    if dialect is Dialect.OPENROUTER:
        return loosest(listed_form(one) for one in listed)
    return Form.JSON_SCHEMA if dialect is Dialect.OFFLINE else None


def _supported(listed: tuple[ListedModel | None, ...], sampling: Sampling) -> frozenset[str] | None:
    """The parameters that all of them take, as far as they are listed; a model that has to think is not told not to."""
    known = [one for one in listed if one is not None and one.supported_parameters is not None]
    if not known:
        return None
    every = frozenset.intersection(*(frozenset(one.supported_parameters or ()) for one in known))
    if sampling.reasoning.is_off and any(one.is_reasoning_mandatory for one in known):
        return every - {"reasoning"}
    return every
