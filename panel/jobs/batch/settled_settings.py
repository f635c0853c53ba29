"""What of the settings a batch depends on: whom it asks, how, and whether that can be done at all."""

from __future__ import annotations

from collections.abc import Mapping

from panel.assembly import Workshop
from panel.domain.frozen import fingerprint
from panel.errors import Mistake
from panel.intake.printable_url import printable_url
from panel.jobs.batch.made_with import MadeWith
from panel.jobs.batch.options import BatchOptions
from panel.jobs.review import refuse_people


def require_usable(shop: Workshop, options: BatchOptions, *, is_dry_run: bool = False) -> None:
    """Raise Mistake, with the fix, for whatever would end the batch anyway, before a feed is read.

    A dry run asks nobody, so it needs neither a key nor a folder.
    """
    refuse_people(shop)
    if not shop.are_models_named:
        raise Mistake(
            "no model is named, and a batch is not put to the offline rules by itself; name one or more, such as "
            "--model anthropic/claude-sonnet-4.5 (PANEL_MODEL or model in panel.toml do the same), or --model "
            "offline/rubric for the rules"
        )
    if not shop.has_output_folder and not is_dry_run:
        raise Mistake("a batch needs a folder of its own; name it, and the same one to take the job up again")
    _ = shop.seated, shop.named_models if is_dry_run else shop.models, shop.own_settings, shop.has_store
    if options.get("parquet"):
        from panel.report.batch.parquet import require_parquet

        require_parquet()


def made_with(shop: Workshop) -> MadeWith:
    """What ``settings_hash`` is the hash of, in words."""
    endpoints = dict.fromkeys(model.endpoint for model in shop.named_models)
    return MadeWith(
        models=tuple(map(str, shop.named_models)),
        addresses=tuple(f"{name} at {printable_url(shop.endpoints[name].base_url)}" for name in endpoints),
        sampling=tuple(f"{model} {_in_words(shop.sampling_of(model).identity)}" for model in shop.named_models),
        personas=tuple(persona.id for persona in shop.seated),
        samples=shop.samples,
    )


def _in_words(identity: Mapping[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in identity.items())


def settings_hash(shop: Workshop) -> str:
    """The hash of whom a batch asks and how; what a persona or a template says may change while a job goes on."""
    from panel.wire.endpoints import address

    models = [
        [str(model), address(shop.endpoints[model.endpoint]), shop.sampling_of(model).identity]
        for model in shop.named_models
    ]
    return fingerprint("batch/1", models, [persona.id for persona in shop.seated], shop.samples)
