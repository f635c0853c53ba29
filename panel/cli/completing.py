"""What a shell is offered for a word: slugs, ids and files. It says nothing and never fails, whatever is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click
from click.shell_completion import CompletionItem


def slugs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """The slugs of stored tools."""

    def find() -> Sequence[str]:
        from panel.jobs.completing import tool_slugs

        return tool_slugs(incomplete, ctx.params.get("store"))

    return _items(find)


def tools(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The slugs of stored tools, and files."""
    return [*slugs(ctx, param, incomplete), *files(ctx, param, incomplete)]


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """Files, which the shell knows best."""
    return [CompletionItem(incomplete, type="file")]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """Folders, the same."""
    return [CompletionItem(incomplete, type="dir")]


def personas(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """The ids of personas."""

    def find() -> Sequence[str]:
        from panel.jobs.completing import persona_ids

        return persona_ids(incomplete)

    return _items(find)


def runs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """The ids of runs."""

    def find() -> Sequence[str]:
        from panel.jobs.completing import run_ids

        return run_ids(incomplete, ctx.params.get("store"))

    return _items(find)


def schemas(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """The names of schemas."""

    def find() -> Sequence[str]:
        from panel.jobs.schema import NAMES

        return [name for name in NAMES if name.startswith(incomplete)]

    return _items(find)


def _items(find: Callable[[], Sequence[str]]) -> list[CompletionItem]:
    try:
        return [CompletionItem(name) for name in find()]
    except Exception:  # noqa: BLE001 - a person is typing: whatever is wrong, the command itself will say it
        return []
