"""What is listed, shown and checked: personas, tools and runs, with what is known of each. Field names are stable."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from panel.domain.frozen import Frozen
from panel.domain.hold import Hold
from panel.domain.persona import Persona
from panel.domain.run import Dollars, Ending, Run, RunDetails, RunFigures
from panel.domain.tool import Removal, Tool
from panel.domain.verdict import Outcome

UNUSABLE = 2
"""How a check ends that found something it cannot use."""


class ListedPersona(Frozen):
    """A persona and its file. ``origin`` is ``project`` for a file of the project's own."""

    id: str
    name: str
    version: int
    origin: Literal["bundled", "project"]
    is_seated: bool
    motto: str
    file: str


class ListedPersonas(Frozen):
    """Every persona there is, in row order."""

    personas: tuple[ListedPersona, ...]


class ShownPersona(Frozen):
    """One persona whole, with its file."""

    persona: Persona
    origin: Literal["bundled", "project"]
    is_seated: bool
    file: str


class CheckedPersonas(Frozen):
    """The ids of the personas that can be used, ``own`` those of the project, and what is wrong, a message each.

    ``prompts`` are the parts of a prompt that each was put through.
    """

    personas: tuple[str, ...]
    own: tuple[str, ...]
    prompts: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """How a command that checked this ends."""
        return UNUSABLE if self.problems else 0


class ListedTool(Frozen):
    """A stored tool. ``takes`` counts all that are stored; the rest is what a page on it would say."""

    slug: str
    name: str
    versions: int
    takes: int
    verdict: Outcome
    ship: int
    skip: int
    last_reviewed_at: AwareDatetime | None


class ListedTools(Frozen):
    """Every stored tool, by slug."""

    tools: tuple[ListedTool, ...]


class Judge(Frozen):
    """Who wrote some of a tool's stored takes: a model on an endpoint, or a person; and as which personas."""

    model: str
    endpoint: str | None
    personas: tuple[str, ...]
    takes: int
    last_at: AwareDatetime


class ShownTool(Frozen):
    """One stored tool whole, the same figures as in the list, everybody who judged it, and the editors' decisions."""

    tool: Tool
    dossier_length: int
    listed: ListedTool
    judges: tuple[Judge, ...]
    holds: tuple[Hold, ...] = ()


class CheckedTool(Frozen):
    """What the panel would read of a tool file; all null and empty but ``problem`` where it cannot be read.

    ``missing`` are the fields that a page has a place for and the file does not give, ``unsourced`` the facts without
    a source.
    """

    file: str
    slug: str | None = None
    name: str | None = None
    dossier_length: int | None = None
    description_words: int = 0
    facts: int = 0
    missing: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()
    removed: tuple[Removal, ...] = ()
    problem: str | None = None


class CheckedTools(Frozen):
    """Every file that was named, in that order."""

    files: tuple[CheckedTool, ...]

    @property
    def exit_code(self) -> int:
        """How a command that checked this ends."""
        return UNUSABLE if any(file.problem for file in self.files) else 0


Known = Literal["there", "gone", "unknown"]
"""What can be known of a run's process."""


class ListedRun(Frozen):
    """A run and what became of it. ``seconds`` is null until it has finished, and after a crash for good.

    Of one that has not finished ``process`` tells what is known of its process.
    """

    id: str
    job: str
    started_at: AwareDatetime
    finished_at: AwareDatetime | None
    seconds: float | None
    tools: tuple[str, ...]
    personas: tuple[str, ...]
    models: tuple[str, ...]
    samples: int
    asked: int
    failed: int
    cost_usd: Dollars | None
    feeds: tuple[str, ...] = ()
    ending: Ending | None = None
    process: Known | None = None

    @classmethod
    def of(cls, run: Run, figures: RunFigures, process: Known = "unknown") -> ListedRun:
        """A run beside its figures."""
        ended = run.finished_at
        return cls(
            **{name: getattr(run, name) for name in _TOLD_OF_RUNS},
            models=tuple(map(str, run.models)),
            seconds=None if ended is None else max((ended - run.started_at).total_seconds(), 0),
            asked=figures.asked,
            failed=figures.failed,
            cost_usd=figures.cost_usd,
            process=process if ended is None else None,
        )


_TOLD_OF_RUNS = (
    "id", "job", "started_at", "finished_at", "tools", "personas", "samples", "feeds", "ending",
)  # fmt: skip


class ListedRuns(Frozen):
    """Every run, the newest first."""

    runs: tuple[ListedRun, ...]


class ShownRun(Frozen):
    """One run, with its takes by status, its attempts by outcome and the tokens that these are known to have used."""

    run: ListedRun
    figures: RunFigures
    details: RunDetails = RunDetails()


class CheckedStore(Frozen):
    """A store that is sound, and the runs in it that have not finished: they ended in a crash, or still go on."""

    store: str
    runs: int
    unfinished: tuple[ListedRun, ...]
