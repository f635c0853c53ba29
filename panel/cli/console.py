"""All printing: results on stdout, talk on stderr, and nothing on either that could steer a terminal."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper

from panel.errors import OutputUnusable
from panel.report.printable import paragraphs

_quiet = False


def prepare() -> None:
    """Make both streams UTF-8, whatever the locale says, so that no mark in a take can end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def hush(*, quiet: bool) -> None:
    """Keep the talk back; complaints still come."""
    global _quiet
    _quiet = quiet


def result(text: str) -> None:
    """Write a result to stdout as it is; it has been made safe where it was made."""
    result_in_pieces([text if text.endswith("\n") else text + "\n"])


def result_in_pieces(pieces: Iterable[str]) -> None:
    """Write a result to stdout as it is made, piece by piece, and nothing between them.

    Whoever has read enough of it changes nothing about how the command ends.
    """
    if sys.stdout is None:
        raise OutputUnusable("there is no standard output to print the result on; open it, or send it to a file")
    try:
        for piece in pieces:
            with _printing():
                sys.stdout.write(piece)
        with _printing():
            sys.stdout.flush()
    except BrokenPipeError:
        let_go()


def let_go() -> None:
    """Print no more results: nobody reads them, or nothing takes them."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def talk(sentence: str) -> None:
    """Say something on stderr, unless asked to be quiet."""
    if not _quiet:
        complain(sentence)


def complain(sentence: str) -> None:
    """Say something on stderr in any case."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        # A run that is paid for does not end because nobody listens any more.
        sys.stderr.write(paragraphs(sentence) + "\n")
        sys.stderr.flush()


@contextlib.contextmanager
def _printing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        let_go()
        raise OutputUnusable(f"the result cannot be printed ({error.strerror}); send it elsewhere") from None


def is_terminal() -> bool:
    """Whether a person watches stderr."""
    return sys.stderr is not None and sys.stderr.isatty()
