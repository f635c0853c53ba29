"""``panel batch``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from panel.cli import console
from panel.cli.options import FRESH, MAX_WAIT, QUIET, RETRY_FAILED, SEATS, STORE, VERBOSE, with_options
from panel.cli.spoken_values import Count, columns

if TYPE_CHECKING:
    from panel.jobs.batch.options import BatchOptions

FLAGS = (
    click.option("--out", metavar="DIR", help="Folder of this job's files; the same folder takes the job up again."),
    *SEATS,
    click.option("--budget", metavar="USD", help="US dollars that the unfinished job in DIR may spend, over all runs."),
    MAX_WAIT,
    click.option("--limit", type=Count(1), metavar="N", help="Take the first N tools of the feeds alone."),
    click.option("--max-failures", type=Count(1), metavar="N", help="Stop after so many failed cells."),
    RETRY_FAILED,
    FRESH,
    click.option("--reask", is_flag=True, help="Ask again about over 100 cells that are void for the panel's reasons."),
    click.option(
        "--column",
        "columns",
        callback=columns,
        multiple=True,
        metavar="COLUMN=FIELD",
        help="Read a feed's column as a tool's field; may be repeated.",
    ),
    click.option("--feed-format", metavar="NAME", help="Format of the feeds, where they do not tell it."),
    click.option("--parquet", is_flag=True, help="Write the takes and verdicts as Parquet too."),
    click.option("--html", is_flag=True, help="Write a page for each tool, and an index of them."),
    click.option("--force", is_flag=True, help="Take over a folder that holds another batch."),
    STORE,
    click.option("--log", metavar="FILE", help="Append a line of JSON for whatever happens."),
    click.option("--dry-run", is_flag=True, help="Say what would be read, asked and paid; send and store nothing."),
    click.option("--json", "as_json", is_flag=True, help="Print the summary, or the plan, as JSON."),
    QUIET,
    VERBOSE,
)
_OWN = ("columns", "limit", "max_failures", "reask", "feed_format", "parquet", "html", "force")


@click.command("batch", short_help="Score a feed of any size.")
@click.argument("feeds", metavar="FEED…", nargs=-1, required=True, type=click.Path())
@with_options(*FLAGS)
def command(feeds: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's values, typed by the options
    """Have the panel score every tool of some feeds: files, addresses, or - for standard input.

    Nothing that is stored is paid for again: the same command after a stop, a crash or a new row asks for what is
    missing, and for nothing else. DIR gets takes.jsonl, verdicts.jsonl, rejected.jsonl and, last, summary.json.

    \b
    panel batch feed.csv --model openai/gpt-5-mini --out nightly --dry-run
    panel batch feed.csv https://example.org/new.xml --model openai/gpt-5-mini --out nightly --budget 5
    """  # noqa: D301 - \b is click's mark for lines that are not wrapped
    console.hush(quiet=flags["quiet"])
    if flags["dry_run"]:
        from panel.cli.running_batch import print_plan
        from panel.jobs.batch.planning import batch_dry_run

        return print_plan(lambda options: batch_dry_run(feeds, **options), options_of(flags), as_json=flags["as_json"])
    if not flags["out"]:
        raise click.UsageError(
            "a batch needs a folder of its own: name it with --out DIR, and the same one to take the job up again"
        )
    from panel.cli.running_batch import run_batch
    from panel.jobs.batch.batch import batch

    return run_batch(lambda options: batch(feeds, **options), options_of(flags), flags)


def options_of(flags: dict[str, Any]) -> BatchOptions:
    """The flags that the job takes."""
    import sys

    from panel.cli.panel_command import options_from

    own = {name: flags[name] for name in _OWN}
    chosen = cast("BatchOptions", {**options_from(flags), **own})
    if sys.stdin is not None:
        chosen["standard_input"] = sys.stdin.buffer
    return chosen
