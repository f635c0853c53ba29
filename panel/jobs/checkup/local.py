"""Local servers: what those of one's own tell of the models to ask, and how many calls they answer at a time.

A server that does not tell how many is asked for a few words, several times at once: nothing is billed on one's own
machine, and nobody else is asked that way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from panel.assembly import Workshop
from panel.domain.checkup import Remark, look, ok
from panel.domain.local_server import LocalModel
from panel.domain.origin import Origin
from panel.domain.seat import Model
from panel.errors import Mistake, WireFault
from panel.jobs.checkup.endpoints import Examined
from panel.wire.endpoints import Endpoint
from panel.wire.form import Form
from panel.wire.forms_file import Remembered
from panel.wire.local_server import AT_ONCE, is_ones_own

_FORM_WORDS = {
    Form.JSON_SCHEMA: "a JSON schema",
    Form.JSON_OBJECT_SCHEMA: "JSON with a schema beside it",
    Form.JSON_OBJECT: "JSON without a schema",
    Form.PLAIN: "no structured output",
}


@dataclass(frozen=True, slots=True)
class Local:
    """What was found of a model on a server of one's own. ``at_a_time`` is None where it was not found, with why."""

    told: LocalModel | None = None
    at_a_time: int | None = None
    is_measured: bool = False
    problem: str = ""
    form: Remembered | None = None


async def found_locally(
    shop: Workshop, models: Sequence[Model], found: Mapping[str, Examined], announce: Callable[[str], None] | None
) -> dict[Model, Local]:
    """Look at the models that servers of one's own list; servers at the same time, the models of one in turn."""
    asked: dict[str, list[Model]] = {}
    for model in models:
        if _is_there(found[model.endpoint], model) and is_ones_own(shop.endpoints[model.endpoint]):
            asked.setdefault(model.endpoint, []).append(model)
    results = await asyncio.gather(*(_on_one(shop, name, named, announce) for name, named in asked.items()))
    return {model: local for one in results for model, local in one.items()}


def _is_there(at: Examined, model: Model) -> bool:
    """Whether the endpoint lists the model now; a list that was kept is no sign of a server that runs."""
    return at.age is None and at.listing is not None and at.listing.find(model.id) is not None


async def _on_one(
    shop: Workshop, name: str, models: Sequence[Model], announce: Callable[[str], None] | None
) -> dict[Model, Local]:
    try:
        endpoint = shop.keyed(name)
    except Mistake:
        return {}  # its key is told of as broken already
    return {model: await _local(shop, endpoint, model, announce) for model in models}


async def _local(shop: Workshop, endpoint: Endpoint, model: Model, announce: Callable[[str], None] | None) -> Local:
    servers = shop.local_servers()
    told = await servers.about(endpoint, model.id)
    local = Local(told=told, form=shop.forms.remembered(endpoint, model.id))
    if told is not None and told.slots is not None:
        return replace(local, at_a_time=told.slots)
    if announce is not None:
        announce(f"Asking {endpoint.name}:{model.id} for a few words, {AT_ONCE} times at once; nothing is billed")
    try:
        measured = await servers.at_a_time(endpoint, model.id)
    except WireFault as fault:
        return replace(local, problem=fault.detail)
    # What was not loaded is now.
    told = await servers.about(endpoint, model.id) if told is not None and not told.is_loaded else told
    return replace(local, told=told, at_a_time=measured, is_measured=True)


def local_remarks(shop: Workshop, shown: str, local: Local) -> tuple[Remark, ...]:
    """What there is to say of the number of calls and of the form, beside the model's context."""
    return _at_a_time(shop, shown, local), _form(shown, local.form)


def _at_a_time(shop: Workshop, shown: str, local: Local) -> Remark:
    count = local.at_a_time
    if count is None:
        return look(shown, f"how many calls it answers at a time was not found: {local.problem}")
    if local.is_measured:
        number = f"{count} or more" if count == AT_ONCE else f"about {count}"
        says = f"answers {number} at a time, as {AT_ONCE} tiny calls at once showed; use --concurrency {count}"
    else:
        says = f"answers {count} at a time, as it says; use --concurrency {count}"
    is_over = shop.loaded.origin("concurrency") is not Origin.BUILT_IN and shop.concurrency > count
    if is_over and not (local.is_measured and count == AT_ONCE):
        return look(shown, f"{says}, not {shop.concurrency}: the others only wait, and their time runs")
    return ok(shown, says)


def _form(shown: str, form: Remembered | None) -> Remark:
    if form is None:
        return ok(shown, "which structured output it takes is not known yet; the first call of a run finds out")
    return ok(shown, f"takes {_FORM_WORDS[form.form]}, as found on {form.since:%Y-%m-%d}")
