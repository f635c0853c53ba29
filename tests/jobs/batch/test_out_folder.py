"""The output folder of a batch: an unfinished job goes on, another batch's folder is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from panel.errors import Mistake, OutputUnusable
from panel.jobs.batch.made_with import MadeWith
from panel.jobs.batch.out_folder import RECORD, SUMMARY, OutFolder, open_out
from panel.report.values import value_json
from tests.batches import a_feed, a_summary

OWN: dict[str, Any] = {"feeds": ["feed.jsonl"], "settings": "5e77"}


def summarised(root: Path, **fields: object) -> None:
    """A folder with a summary in it."""
    root.mkdir(exist_ok=True)
    (root / SUMMARY).write_text(value_json(a_summary(**fields)))


def opened(root: Path, run: str = "r9", **given: Any) -> OutFolder:  # noqa: ANN401 - what open_out takes
    return open_out(root, run=run, **{**OWN, **given})


def test_a_new_folder_begins_a_job_that_is_named_for_its_first_run(tmp_path: Path) -> None:
    found = opened(tmp_path / "out", "r1")
    assert (found.job, found.runs) == ("r1", ("r1",))


def test_opening_writes_nothing(tmp_path: Path) -> None:
    opened(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_same_command_after_a_kill_goes_on_with_the_job(tmp_path: Path) -> None:
    opened(tmp_path / "out", "r1").begun()
    second = opened(tmp_path / "out", "r2").begun()
    assert (second.job, second.runs) == ("r1", ("r1", "r2"))
    assert opened(tmp_path / "out", "r3").runs == ("r1", "r2", "r3")


def test_the_order_of_feeds_does_not_matter(tmp_path: Path) -> None:
    opened(tmp_path, "r1", feeds=["a", "b"]).begun()
    assert opened(tmp_path, "r2", feeds=["b", "a"]).job == "r1"


def test_a_second_process_that_looked_at_the_same_time_joins_the_job(tmp_path: Path) -> None:
    first, second = opened(tmp_path, "r1"), opened(tmp_path, "r2")
    first.begun()
    assert second.job == "r2"
    assert (second.begun().job, second.begun().runs) == ("r1", ("r1", "r2"))


def test_a_run_that_ends_knows_of_those_that_joined_its_job_since(tmp_path: Path) -> None:
    first = opened(tmp_path, "r1").begun()
    opened(tmp_path, "r2").begun()
    assert (first.runs, first.joined().runs) == (("r1",), ("r1", "r2"))


def test_a_job_that_was_followed_by_another_of_the_same_command_stays_what_it_was(tmp_path: Path) -> None:
    first = opened(tmp_path, "r1").begun()
    summarised(tmp_path, job="r1", runs=["r1"])
    opened(tmp_path, "r2").begun()
    assert (first.joined().job, first.joined().runs) == ("r1", ("r1",))


def test_a_folder_that_another_batch_was_given_meanwhile_is_not_written_to(tmp_path: Path) -> None:
    first = opened(tmp_path, "r1").begun()
    opened(tmp_path, "r2", feeds=["other.csv"], force=True).begun()
    with pytest.raises(OutputUnusable, match="another batch has taken this folder over; what was answered is stored"):
        first.joined()


def test_beginning_removes_the_summary_since_the_set_is_whole_no_longer(tmp_path: Path) -> None:
    summarised(tmp_path, outcome="budget_reached")
    opened(tmp_path).begun()
    assert [path.name for path in tmp_path.iterdir()] == [RECORD]


def test_a_job_that_stopped_at_its_budget_goes_on(tmp_path: Path) -> None:
    summarised(tmp_path, outcome="budget_reached", job="r1", runs=["r1", "r2"])
    assert (opened(tmp_path).job, opened(tmp_path).runs) == ("r1", ("r1", "r2", "r9"))


def test_a_finished_job_is_followed_by_a_new_one(tmp_path: Path) -> None:
    opened(tmp_path, "r1").begun()
    summarised(tmp_path, job="r1", runs=["r1"])
    assert (opened(tmp_path).job, opened(tmp_path).runs) == ("r9", ("r9",))
    assert opened(tmp_path).begun().job == "r9"


def test_a_folder_of_other_feeds_is_refused_by_name(tmp_path: Path) -> None:
    summarised(tmp_path, feeds=[a_feed(name="other.csv")])
    with pytest.raises(Mistake, match=r"it is of other\.csv, and this of feed\.jsonl\); .* --force"):
        opened(tmp_path)


def test_a_folder_of_other_settings_is_refused(tmp_path: Path) -> None:
    opened(tmp_path, "r1").begun()
    with pytest.raises(Mistake, match=r"other settings.* --force"):
        opened(tmp_path, settings="other")


def made(**fields: Any) -> MadeWith:  # noqa: ANN401 - any field
    """One model with one persona."""
    whole: dict[str, Any] = {
        "models": ("custom:a",),
        "addresses": ("custom at http://localhost:1/v1",),
        "sampling": ("custom:a temperature=0.7",),
        "personas": ("builder",),
        "samples": 1,
    }
    return MadeWith(**(whole | fields))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"addresses": ("custom at http://localhost:2/v1",)},
            "its addresses are custom at http://localhost:1/v1, and here custom at http://localhost:2/v1",
        ),
        ({"samples": 2}, "its samples are 1, and here 2"),
        ({"personas": ("builder", "founder")}, "its personas are builder, and here founder"),
        ({"models": ("custom:b",), "sampling": ("custom:b x",)}, "its models are custom:a, and here custom:b)"),
        ({"sampling": ("custom:a temperature=0",)}, "its sampling is custom:a temperature=0.7, and here custom:a"),
        ({}, "other settings: models, their addresses, personas, samples or sampling"),
    ],
)
@pytest.mark.parametrize("is_summarised", [True, False])
def test_a_refused_folder_says_which_settings_differ(
    tmp_path: Path,
    fields: dict[str, Any],
    said: str,
    is_summarised: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    opened(tmp_path, "r1", made_with=made()).begun()
    if is_summarised:
        summarised(tmp_path, job="r1", runs=["r1"])
    with pytest.raises(Mistake) as raised:
        opened(tmp_path, settings="other", made_with=made(**fields))
    assert said in str(raised.value)


@pytest.mark.parametrize("name", ["takes.jsonl", "verdicts.jsonl", "index.html"])
def test_outputs_without_a_record_are_somebodys(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(Mistake, match=rf"holds {name}, .* --force"):
        opened(tmp_path)


@pytest.mark.parametrize("name", [RECORD, SUMMARY])
@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b"null", b'{"job": 1}'])
def test_a_record_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Mistake, match=rf"{name}: cannot be read .* --force"):
        opened(tmp_path)


@pytest.mark.parametrize("name", ["takes.jsonl", RECORD, SUMMARY])
def test_force_takes_a_folder_over_for_a_new_job(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    assert opened(tmp_path, force=True).begun().job == "r9"
    assert opened(tmp_path, "r10").runs == ("r9", "r10")


def test_force_does_not_break_off_the_job_of_the_same_command(tmp_path: Path) -> None:
    opened(tmp_path, "r1").begun()
    assert opened(tmp_path, force=True).begun().job == "r1"


def test_a_name_that_would_steer_a_terminal_is_made_harmless(tmp_path: Path) -> None:
    summarised(tmp_path, feeds=[a_feed(name="a\x1b[2J\nb")])
    with pytest.raises(Mistake) as raised:
        opened(tmp_path)
    assert "a[2J b" in str(raised.value)


def test_a_file_where_the_folder_should_be_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputUnusable, match="is not a folder"):
        opened(tmp_path / "out")


def test_a_run_that_asked_nothing_leaves_a_folder_that_no_other_works_in(tmp_path: Path) -> None:
    opened(tmp_path, "r1").begun().forget(lambda _: None)
    assert not (tmp_path / RECORD).exists()


@pytest.mark.parametrize("outcome", ["finished", "budget_reached"])
def test_a_run_that_asked_nothing_leaves_a_set_and_its_summary_as_they_were(tmp_path: Path, outcome: str) -> None:
    summarised(tmp_path, outcome=outcome)
    (tmp_path / "takes.jsonl").write_text("")
    before = (tmp_path / SUMMARY).read_bytes()
    opened(tmp_path, "r9").begun().forget(lambda _: None)
    assert (tmp_path / SUMMARY).read_bytes() == before
    assert not (tmp_path / RECORD).exists()
    assert opened(tmp_path, "r10").job == ("r10" if outcome == "finished" else "r1")


def test_a_run_that_asked_nothing_leaves_an_unfinished_job_without_it(tmp_path: Path) -> None:
    opened(tmp_path, "r1").begun()
    opened(tmp_path, "r2").begun().forget(lambda _: None)
    assert opened(tmp_path, "r3").runs == ("r1", "r3")


def test_a_run_that_asked_nothing_leaves_the_record_to_one_that_joined_its_job(tmp_path: Path) -> None:
    first = opened(tmp_path, "r1").begun()
    opened(tmp_path, "r2").begun()
    first.forget(lambda _: None)
    assert opened(tmp_path, "r3").runs == ("r1", "r2", "r3")
