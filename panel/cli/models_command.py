"""``panel models``."""

from __future__ import annotations

from typing import Any

import click

from panel.cli import console
from panel.cli.copyable import copyable
from panel.cli.listing import Listing, print_value
from panel.cli.options import BASE_URL, JSON, QUIET, STORE, with_options
from panel.cli.panel_command import options_from
from panel.cli.stopping import run_until_stopped

_SEARCH = click.option("--search", metavar="WORD", help="Only models with this word in their id or name.")


@click.group("models", cls=Listing, short_help="Models: list, show with prices, check.")
def command() -> None:
    """Models: those that are known here, what an endpoint lists, what one costs, and whether they can be asked.

    Listed when called alone. No completion is ever asked for, and nothing is billed.
    """


@command.command("list")
@click.argument("endpoint", required=False, metavar="[ENDPOINT]")
@with_options(_SEARCH, BASE_URL, STORE, JSON, QUIET)
def list_models(endpoint: str | None, search: str | None, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """List the models that are named or have stored takes; with ENDPOINT, what that endpoint lists and costs.

    \b
    panel models list
    panel models list openrouter --search sonnet
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.models import known_models, listed_models
    from panel.report.models import known_models_text, listed_models_text

    if endpoint is None:
        known = known_models(search, **options_from(flags))
        print_value(known, known_models_text(known), as_json=flags["as_json"])
        console.talk("Next: panel models list ENDPOINT, for what an endpoint lists and costs")
        return 0
    listed = run_until_stopped(listed_models(endpoint, search, **options_from(flags)))
    print_value(listed, listed_models_text(listed), as_json=flags["as_json"])
    console.talk(f"Next: panel models show {endpoint}:ID")
    return 0


@command.command("show")
@click.argument("model", metavar="[ENDPOINT:]ID")
@with_options(BASE_URL, STORE, JSON, QUIET)
def show_model(model: str, **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Show one model: its endpoint, context, prices, and what a seat and a review of one tool would cost.

    \b
    panel models show anthropic/claude-sonnet-4.5
    panel models show ollama:llama3.2
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.models import shown_model
    from panel.report.models import shown_model_text

    shown = run_until_stopped(shown_model(model, **options_from(flags)))
    print_value(shown, shown_model_text(shown), as_json=flags["as_json"])
    at = f" --base-url {copyable([flags['base_url']])}" if flags["base_url"] else ""
    console.talk(f"Next: panel review TOOL --model {copyable([model])}{at}")
    return 0


@command.command("check")
@click.argument("models", nargs=-1, metavar="[MODEL…]")
@with_options(BASE_URL, STORE, JSON, QUIET)
def check_models(models: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Check that each MODEL, or each that is set, is on an endpoint that answers, lists it and accepts its key.

    Exits 2 for an unknown model or a refused key, 3 if an endpoint cannot be reached.

    \b
    panel models check
    panel models check openai/gpt-5-mini ollama:llama3.2
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    from panel.jobs.models import checked_models
    from panel.report.checkup import remark_lines

    checked = run_until_stopped(checked_models(models, **options_from(flags)))
    print_value(checked, remark_lines(checked.remarks), as_json=flags["as_json"])
    console.talk("Next: panel doctor, for everything else that a run needs")
    return checked.exit_code
