"""Model settings: the ``[models]`` tables of a panel.toml as what single models are asked with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from panel.domain.origin import Origin
from panel.domain.seat import Model, Sampling
from panel.domain.tariff import OwnPrices
from panel.errors import Mistake
from panel.settings import Loaded
from panel.settings_tables import ModelSetting, quoted

if TYPE_CHECKING:
    from panel.wire.endpoints import Endpoint
    from panel.wire.terms import OwnTerms

_MILLION = Decimal(10**6)


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """What is set for one model, and where: ``place`` names it as whoever wrote it would look for it."""

    setting: ModelSetting
    origin: Origin
    place: str

    def over(self, base: Sampling) -> Sampling:
        """How the model is asked, where everyone else is asked like this."""
        own = self.setting
        return Sampling(
            temperature=base.temperature if own.temperature is None else own.temperature,
            max_tokens=base.max_tokens if own.max_tokens is None else own.max_tokens,
            seed=own.seed,
            reasoning=own.reasoning,
            provider=own.provider,
            fallbacks=own.fallbacks,
        )

    @property
    def terms(self) -> OwnTerms:
        """What is set beside how it is asked."""
        from panel.wire.form import Form
        from panel.wire.terms import OwnTerms

        own = self.setting
        return OwnTerms(
            form=None if own.structured_output is None else Form(own.structured_output),
            prices=OwnPrices(
                prompt=_a_token(own.prompt_price),
                completion=_a_token(own.completion_price),
                may_lower=self.origin is not Origin.PROJECT,
            ),
            rate=own.rate,
            concurrency=own.concurrency,
        )


def own_settings(loaded: Loaded, endpoints: Mapping[str, Endpoint], default: str) -> dict[Model, OwnSetting]:
    """The tables by the model that each means; raises Mistake, naming the place, for one that means none or twice."""
    from panel.wire.endpoints import parse_model

    found: dict[Model, OwnSetting] = {}
    for name, setting in loaded.settings.models.items():
        place = loaded.model_names[name]
        try:
            model = parse_model(name, endpoints, default)
            for fallback in setting.fallbacks:
                _require_neighbour(parse_model(fallback, endpoints, model.endpoint), model, fallback)
        except Mistake as mistake:
            raise Mistake(f"{place}: {mistake}") from None
        if model in found:
            raise Mistake(f"{place}: names the same model as {found[model].place}; keep one of the two tables")
        found[model] = OwnSetting(setting, loaded.model_origins[name], place)
    return found


def unasked(own: Mapping[Model, OwnSetting], asked: Collection[Model]) -> tuple[str, ...]:
    """A sentence for each table whose model is not asked, with what to do about it."""
    return tuple(
        f"{one.place} sets what is used when {model.id} is asked, and it is not; name it with "
        f"--model {quoted(str(model))} or as model in panel.toml, or check how it is spelt"
        for model, one in own.items()
        if model not in asked
    )


def _require_neighbour(fallback: Model, model: Model, spec: str) -> None:
    if fallback.endpoint != model.endpoint:
        raise Mistake(f"fallbacks: {spec!r} is on another endpoint; OpenRouter falls back to models of its own alone")


def _a_token(price: Decimal | None) -> Decimal | None:
    return None if price is None else price / _MILLION
