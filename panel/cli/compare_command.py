"""``panel compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from panel.cli import completing, console
from panel.cli.options import PANEL, with_options
from panel.cli.panel_command import after_a_draft, options_from, print_plan, run_job

if TYPE_CHECKING:
    from panel.jobs.outcome import Outcome


@click.command("compare", short_help="Two tools side by side.")
@click.argument("a", metavar="A", shell_complete=completing.tools)
@click.argument("b", metavar="B", shell_complete=completing.tools)
@with_options(*PANEL)
def command(a: str, b: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Put tools A and B side by side: tool files, or slugs of stored tools.

    Takes that are stored are used; only a tool without any is asked about, unless a flag says whom to ask.

    \b
    panel compare mistral-3b-edge openrouter-model-fusion
    panel compare a.md b.md --model openai/gpt-5-mini --format json
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    if flags["dry_run"]:
        from panel.jobs.dry_run import dry_run_of_pair

        return print_plan(dry_run_of_pair(a, b, **options_from(flags)), as_json=flags["as_json"])
    from panel.jobs.compare import compare

    return run_job(lambda options: compare(a, b, **options), flags, _following)


def _following(outcome: Outcome) -> str:
    if outcome.draft:
        return after_a_draft(outcome)
    a, b = (verdict.tool for verdict in outcome.verdicts)
    takes = outcome.document.takes
    if takes and all(take.is_by_rules for take in takes):
        return f"panel compare {a} {b} --model MODEL, to ask a language model"
    return f"panel export {a} {b} > {a}-vs-{b}.json"
