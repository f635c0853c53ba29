"""``panel review``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from panel.cli import completing, console
from panel.cli.options import PANEL, with_options
from panel.cli.panel_command import after_a_draft, options_from, print_plan, run_job

if TYPE_CHECKING:
    from panel.jobs.outcome import Outcome


@click.command("review", short_help="Five takes and a verdict for each tool.")
@click.argument("tools", nargs=-1, required=True, metavar="TOOL…", shell_complete=completing.tools)
@with_options(*PANEL)
def command(tools: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Five takes and a verdict for each TOOL: a tool file, or the slug of a stored tool.

    \b
    panel review examples/tools/mistral-3b-edge.md
    panel review my-tool.md --model anthropic/claude-sonnet-4.5 --model openai/gpt-5-mini
    panel review my-tool.md --model ollama:llama3.2 --persona skeptic
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    if flags["dry_run"]:
        from panel.jobs.dry_run import dry_run

        return print_plan(dry_run(tools, **options_from(flags)), as_json=flags["as_json"])
    from panel.jobs.review import review

    return run_job(lambda options: review(tools, **options), flags, _following)


def _following(outcome: Outcome) -> str:
    if outcome.draft:
        return after_a_draft(outcome)
    slugs = [verdict.tool for verdict in outcome.verdicts]
    other = slugs[1] if len(slugs) > 1 else "OTHER"
    return f"panel compare {slugs[0]} {other}"
