"""Doctor: what is set up, what is reachable and what a run would cost, with every broken thing told beside the others.

Nothing of the project's is made or changed, no store and no folder, and nothing is billed: no completion is asked for
but a few words of servers on this machine. The lists of models that are heard are kept for later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Unpack

from panel.assembly import Opened, Workshop
from panel.domain.checkup import Checkup, Group, Remark, exit_code, look, ok
from panel.jobs.checkup.configured import project_group, setting_group, told_settings
from panel.jobs.checkup.content import Content, content
from panel.jobs.checkup.endpoints import Examined, announce_asking, examine, nearby_endpoints
from panel.jobs.checkup.keeping import Kept, kept
from panel.jobs.checkup.keys import without_keys
from panel.jobs.checkup.limits import shortage
from panel.jobs.checkup.local import found_locally
from panel.jobs.checkup.models import Looked, Named, look_up, named_models, why_unnamed
from panel.jobs.checkup.own import of_settings
from panel.jobs.checkup.plan import planned
from panel.jobs.checkup.versions import version_group, versions
from panel.jobs.checkup.weighing import HOW
from panel.jobs.options import Options, sound_workshop


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was looked at beside the settings."""

    content: Content
    kept: Kept
    named: tuple[Named, ...]
    endpoints: tuple[Examined, ...]
    models: tuple[Looked, ...]
    own: tuple[Remark, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The remarks on endpoints and models."""
        endpoints = tuple(remark for one in self.endpoints for remark in one.remarks)
        models = tuple(remark for one in self.models for remark in one.remarks)
        endpoints = (*endpoints, *_shortages(self.endpoints, self.models))
        return (
            Group(name="Endpoints", remarks=endpoints),
            Group(name="Models to ask", remarks=(*models, *self.own, *_costs(self.models))),
        )


async def doctor(*, is_offline: bool = False, **options: Unpack[Options]) -> Checkup:
    """Look at everything that a run needs. ``is_offline`` leaves alone what a network is needed for.

    Raises nothing for what is wrong with settings, files, the store or an endpoint: that is what it tells.
    """
    opened = sound_workshop(**options)
    shop = opened.workshop
    read, named = content(shop), named_models(shop)
    used = used_endpoints(shop, named)
    nearby = nearby_endpoints(shop, used)
    announce_asking(options.get("announce"), () if is_offline else (*used, *nearby))
    found = await examine(shop, used, nearby=nearby, is_offline=is_offline)
    asked = [one.model for one in named if one.model is not None and not is_offline]
    locally = await found_locally(shop, asked, found, options.get("announce"))
    looked = tuple(look_up(shop, one, found, read.weights, locally) for one in named)
    return _checkup(opened, _Seen(read, kept(shop), named, tuple(found.values()), looked, of_settings(shop)))


def _checkup(opened: Opened, seen: _Seen) -> Checkup:
    shop = opened.workshop
    installed, settings = versions(), told_settings(shop)
    groups = (
        version_group(installed),
        setting_group(opened, settings),
        project_group(opened),
        seen.content.group,
        seen.kept.group,
        *seen.groups,
    )
    code = exit_code(remark for group in groups for remark in group.remarks)
    plan = planned(seen.named, seen.models, len(seen.content.seated), shop.samples, code, unnamed=why_unnamed(shop))
    everything = (*groups, Group(name="What a run would do now", remarks=(plan,)))
    redact = shop.redactor
    return Checkup(
        exit_code=code,
        plan=redact(f"{plan.subject} {plan.says}"),
        groups=tuple(Group(name=group.name, remarks=without_keys(group.remarks, redact)) for group in everything),
        versions=installed,
        settings=settings,
        store=seen.kept.store,
        endpoints=tuple(one.state for one in seen.endpoints),
        models=tuple(one.state for one in seen.models),
    )


def used_endpoints(shop: Workshop, named: Sequence[Named]) -> tuple[str, ...]:
    """The endpoints that a run would ask; with no model named, the default one where it has a key."""
    asked = tuple(dict.fromkeys(one.model.endpoint for one in named if one.model is not None))
    return asked or ((shop.default_endpoint,) if not named and not shop.people else ())


def _shortages(examined: Sequence[Examined], looked: Sequence[Looked]) -> tuple[Remark, ...]:
    """The keys whose limit leaves less than a review of one tool costs; one with nothing left is told of already."""
    remarks = []
    for state in (one.state for one in examined if one.state.key is not None and not one.state.key.is_spent):
        prices = [one.state.review_usd for one in looked if one.state.endpoint == state.name]
        estimate = sum((price for price in prices if price is not None), Decimal(0))
        short = state.key and shortage(state.key, estimate, "a review of one tool")
        remarks += [look(f"{state.name} key", short)] if short else []
    return tuple(remarks)


def _costs(looked: Sequence[Looked]) -> tuple[Remark, ...]:
    """How what is said to cost something was worked out."""
    return (ok("costs", f"are {HOW}"),) if any(one.state.review_usd for one in looked) else ()
