"""Compare: two panels side by side, from what is stored, asking only for what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from panel.assembly import Workshop
from panel.domain.take import Status, Take
from panel.domain.tool import Tool
from panel.engine.progress import Progress, unwatched
from panel.engine.stop import Stop
from panel.errors import Mistake
from panel.jobs.asking import ask, begin_run
from panel.jobs.inputs import named_tools
from panel.jobs.options import Options, workshop
from panel.jobs.outcome import Asked, Outcome
from panel.jobs.pages import compared, output_folder, published, unanswered, view_of
from panel.jobs.stored import page_takes


async def compare(a: str | Path, b: str | Path, **options: Unpack[Options]) -> Outcome:
    """Put two tools side by side: each the path of a tool file, or the slug of a stored tool.

    Only a tool without takes is asked about, unless ``model`` or ``persona`` says whom to ask; the model ``human`` (or
    ``human/NAME``) asks for people's stored takes instead. The columns stand in the order given. Raises Mistake, when
    both are the same tool too.
    """
    with workshop(**options) as shop:
        return await compare_in(
            shop,
            a,
            b,
            progress=options.get("progress") or unwatched,
            fresh=options.get("fresh", False),
            retry_failed=options.get("retry_failed", False),
            stop=options.get("stop"),
        )


async def compare_in(
    shop: Workshop,
    a: str | Path,
    b: str | Path,
    *,
    progress: Progress,
    fresh: bool = False,
    retry_failed: bool = False,
    job: str = "compare",
    stop: Stop | None = None,
) -> Outcome:
    """The same in a workshop that is open already."""
    tools = two_tools(shop, a, b)
    _ = shop.seated
    output_folder(shop, "new").check()
    wanted = to_ask(shop, tools, fresh=fresh, retry_failed=retry_failed)
    if wanted:
        _ = shop.models
    tools = shop.store.put_tools(tools)
    wanted = tuple(tool for tool in tools if tool.slug in {one.slug for one in wanted})
    run = begin_run(shop, job, wanted or tools, is_asking=bool(wanted))
    asked = Asked()
    if wanted:
        asked = await ask(shop, run, wanted, progress, fresh=fresh, retry_failed=retry_failed, stop=stop)
    else:
        shop.store.finish_run(run.id, shop.clock())
    views = [view_of(shop, tool, _takes(shop, tool, asked, is_asked=tool in wanted)) for tool in tools]
    comparison = compared(*views)
    if asked.is_unanswered and not any(take.is_ok for view in views for take in view.takes):
        return unanswered(shop, run.id, asked, views)
    if asked.unasked and not all(view.takes for view in views):
        return published(shop, run.id, asked, [view for view in views if view.takes])
    return published(shop, run.id, asked, views, comparison=comparison)


def two_tools(shop: Workshop, a: str | Path, b: str | Path) -> tuple[Tool, ...]:
    """Read or look up both; raises Mistake when they are one tool."""
    tools = named_tools(shop, (a, b))
    if len(tools) == 1:
        raise Mistake(f"{a} and {b} are the same tool, {tools[0].slug}; name two different ones")
    return tools


def to_ask(shop: Workshop, tools: tuple[Tool, ...], *, fresh: bool, retry_failed: bool = False) -> tuple[Tool, ...]:
    """The tools that a comparison asks about: those without takes, or both when a flag says whom to ask.

    Raises Mistake when people are asked for and none of them has a take.
    """
    if shop.people and not shop.names_models:
        if not any(page_takes(shop, tool, shop.people) for tool in tools):
            raise Mistake(f"{', '.join(shop.people)}: no such take is stored on either tool; import one first")
        return ()
    if _names_whom_to_ask(shop, fresh=fresh):
        return tools
    return tuple(tool for tool in tools if _wants_asking(page_takes(shop, tool), retry_failed=retry_failed))


def _names_whom_to_ask(shop: Workshop, *, fresh: bool) -> bool:
    """Whether a flag says whom to ask; a model or persona in the environment or panel.toml is only a default."""
    return fresh or shop.is_flag("model") or shop.is_flag("persona")


def _wants_asking(takes: Sequence[Take], *, retry_failed: bool) -> bool:
    """Whether a tool has no takes, or a failed one that is to be asked about again."""
    has_none = all(take.is_passing_failure for take in takes)
    return has_none or (retry_failed and any(take.status is Status.FAILED for take in takes))


def _takes(shop: Workshop, tool: Tool, asked: Asked, *, is_asked: bool) -> tuple[Take, ...]:
    """What the page shows: the answers to what was asked, what the same models said from other seats, and people."""
    people = page_takes(shop, tool, shop.people) if shop.people else ()
    if not is_asked and shop.people:
        models = [str(model) for model in shop.named_models] if shop.names_models else []
        return page_takes(shop, tool, [*shop.people, *models])
    if not is_asked:
        return page_takes(shop, tool)
    new = [take for take in asked.takes if take.tool == tool.slug and not take.is_passing_failure]
    seats = {_seat(take) for take in new}
    known = page_takes(shop, tool, [str(model) for model in shop.models])
    return (*new, *(take for take in known if _seat(take) not in seats), *people)


def _seat(take: Take) -> tuple[str, str | None, str, int]:
    return take.persona, take.endpoint, take.model, take.sample
