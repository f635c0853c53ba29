"""Doctor: what is set up, what is reachable and what a run would cost, with every broken thing told beside the others.

Nothing is made, changed or billed: no store, no folder, no completion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from panel.assembly import Workshop
from panel.domain.checkup import Checkup, Group, Remark, exit_code, ok
from panel.jobs.checkup.configured import project_group, setting_group, told_settings
from panel.jobs.checkup.content import content
from panel.jobs.checkup.endpoints import announce_asking, examine, nearby_endpoints
from panel.jobs.checkup.keeping import kept
from panel.jobs.checkup.keys import without_keys
from panel.jobs.checkup.models import Looked, Named, look_up, named_models
from panel.jobs.checkup.plan import planned
from panel.jobs.checkup.versions import version_group, versions
from panel.jobs.checkup.weighing import HOW
from panel.jobs.options import Options, sound_workshop


async def doctor(*, is_offline: bool = False, **options: Unpack[Options]) -> Checkup:
    """Look at everything that a run needs. ``is_offline`` leaves alone what a network is needed for.

    Raises nothing for what is wrong with settings, files, the store or an endpoint: that is what it tells.
    """
    opened = sound_workshop(**options)
    shop = opened.workshop
    settings, installed = told_settings(shop), versions()
    read, stored, named = content(shop), kept(shop), named_models(shop)
    used = used_endpoints(shop, named)
    nearby = nearby_endpoints(shop, used)
    announce_asking(options.get("announce"), () if is_offline else (*used, *nearby))
    found = await examine(shop, used, nearby=nearby, is_offline=is_offline)
    looked = tuple(look_up(one, found, read.weights, shop.samples) for one in named)
    groups = [
        version_group(installed),
        setting_group(opened, settings),
        project_group(opened),
        read.group,
        stored.group,
        Group(name="Endpoints", remarks=tuple(remark for one in found.values() for remark in one.remarks)),
        Group(name="Models to ask", remarks=(*(remark for one in looked for remark in one.remarks), *_costs(looked))),
    ]
    code = exit_code(remark for group in groups for remark in group.remarks)
    plan = planned(named, looked, len(read.seated), shop.samples, code)
    groups.append(Group(name="What a run would do now", remarks=(plan,)))
    return _redacted(
        shop,
        Checkup(
            exit_code=code,
            plan=f"{plan.subject} {plan.says}",
            groups=tuple(groups),
            versions=installed,
            settings=settings,
            store=stored.store,
            endpoints=tuple(one.state for one in found.values()),
            models=tuple(one.state for one in looked),
        ),
    )


def used_endpoints(shop: Workshop, named: Sequence[Named]) -> tuple[str, ...]:
    """The endpoints that a run would ask; with no model named, the default one where it has a key."""
    asked = tuple(dict.fromkeys(one.model.endpoint for one in named if one.model is not None))
    return asked or ((shop.default_endpoint,) if not named and not shop.people else ())


def _costs(looked: Sequence[Looked]) -> tuple[Remark, ...]:
    """How what is said to cost something was worked out."""
    return (ok("costs", f"are {HOW}"),) if any(one.state.review_usd for one in looked) else ()


def _redacted(shop: Workshop, checkup: Checkup) -> Checkup:
    """The checkup without any key that is set, wherever it stood."""
    redact = shop.redactor
    groups = tuple(
        group.model_copy(update={"remarks": without_keys(group.remarks, redact)}) for group in checkup.groups
    )
    return checkup.model_copy(update={"groups": groups, "plan": redact(checkup.plan)})
