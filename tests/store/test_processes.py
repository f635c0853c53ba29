"""Who works on a store: a process is named so that one that is gone is not taken for another that got its number."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from panel.store.processes import Fate, fate_of, this_process

NAME = this_process()
pytestmark = pytest.mark.skipif(NAME is None, reason="processes have no names here")


def parts() -> tuple[str, str, str]:
    """The machine's boot and process namespace, and the number and the start of this process."""
    boot, _, number_and_start = str(NAME).rpartition("/")
    number, _, start = number_and_start.partition(".")
    return boot, number, start


def test_this_process_lives() -> None:
    assert fate_of(str(NAME)) is not Fate.GONE
    assert parts()[1] == str(os.getpid())


def test_a_process_that_has_ended_is_dead() -> None:
    code = "from panel.store.processes import this_process; print(this_process())"
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    assert ended.rpartition("/")[0] == parts()[0]
    assert fate_of(ended) is Fate.GONE


def test_one_that_runs_lives_until_it_is_killed_even_before_anybody_has_waited_for_it() -> None:
    code = "from panel.store.processes import this_process; print(this_process(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        assert fate_of(name) is not Fate.GONE
        child.kill()
        # It is there until its parent has looked, and dead all the same.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert fate_of(name) is Fate.GONE
    assert fate_of(name) is Fate.GONE


def test_another_process_with_the_same_number_is_not_the_same() -> None:
    boot, number, start = parts()
    assert fate_of(f"{boot}/{number}.{int(start) + 1}") is Fate.GONE


@pytest.mark.parametrize("boot", ["another-boot.4026531836", ""])
def test_of_another_machine_or_another_container_nobody_is_known_to_be_dead(boot: str) -> None:
    _, number, start = parts()
    assert fate_of(f"{boot}/{number}.{int(start) + 1}") is not Fate.GONE


@pytest.mark.parametrize("name", ["", "x", "/", "²", "-1.5", ".", "../../etc.5", "1/2/3"])
def test_what_is_no_name_is_not_known_to_be_dead(name: str) -> None:
    assert fate_of(name) is not Fate.GONE
    assert fate_of(f"{parts()[0]}/{name}") is not Fate.GONE
