"""Runs a panel command in a process that is killed just before it does something to a file of some name.

``python dying.py EVENT NAME -m panel COMMAND…``: the events are the interpreter's own, such as ``os.rename``, and the
name is that of the file which is made, or goes.
"""

from __future__ import annotations

import os
import signal
import sys

from panel.cli.main import run

PLACE = {"os.rename": 1, "os.remove": 0}
"""Which of an event's arguments names the file."""


def die_at(event: str, name: str) -> None:
    """Have the system kill this process, as ``kill -9`` would, before such an event takes place."""

    def look(happening: str, arguments: tuple[object, ...]) -> None:
        if happening == event and os.path.basename(str(arguments[PLACE[event]])) == name:  # noqa: PTH119 - a name alone
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)


if __name__ == "__main__":
    event, name, _, _, *command = sys.argv[1:]
    sys.argv = ["panel", *command]
    die_at(event, name)
    run()
