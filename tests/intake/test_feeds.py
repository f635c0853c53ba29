"""Feeds as a whole: whatever bytes come in, rows come out and end, and memory does not grow with them."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel.errors import Mistake
from panel.intake.feed_formats.detection import FORMATS
from panel.intake.feeds import Reading, open_feed
from tests.builders import NOON
from tests.intake.feed_rows import candidates, opened, outcome, outcome_or_mistake, reasons

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
SEEDS = [path.read_bytes() for path in sorted(FEEDS.iterdir()) if path.suffix in (".csv", ".json", ".jsonl", ".xml")]

UNTIMED = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@UNTIMED
@given(st.binary(max_size=600), st.sampled_from([None, *FORMATS]))
def test_any_bytes_in_any_format_end_in_rows_or_in_a_mistake(content: bytes, format_: str | None) -> None:
    assert isinstance(outcome_or_mistake(content, format_=format_), list)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A feed of the corpus with pieces cut out, doubled or replaced."""
    content = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 60)))
        put = draw(st.sampled_from([b"", content[start:end] * 2]) | st.binary(max_size=8) | st.sampled_from(SIGNS))
        content = content[:start] + put + content[end:]
    return content


SIGNS = [
    b'"',
    b"'",
    b"\n",
    b"\r",
    b"<",
    b">",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b"\xff",
    b"&",
]


@UNTIMED
@given(mutated(), st.sampled_from(["feed", "feed.csv", "feed.jsonl", "feed.json", "feed.xml"]))
def test_a_feed_that_was_damaged_anywhere_still_ends(content: bytes, name: str) -> None:
    assert isinstance(outcome_or_mistake(content, name), list)


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=200)), max_size=8))
def test_every_object_of_a_list_is_a_row_whatever_its_texts(texts: list[tuple[str, str]]) -> None:
    rows = [{"name": name, "description": description} for name, description in texts]
    as_list = json.dumps(rows).encode("utf-8", "replace")
    as_lines = "\n".join(json.dumps(row) for row in rows).encode()

    assert len(outcome(opened(as_list, format_="json"))) == len(rows)
    assert not rows or len(outcome(opened(as_lines, format_="jsonl"))) == len(rows)


CELL = "x" * 10 * 1024 * 1024
GOOD = {"name": "Zephyr", "description": "Blows."}
CSV_ROW = "Zephyr,Blows.\n"
LONG_ROW = b"Atlas," + b"x" * 1_000 + b"\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(f"name,description\nA,{CELL}\n{CSV_ROW}", "line 2: over 1,048,576 characters", id="csv"),
        pytest.param(f'name,description\nA,"{CELL}"\n{CSV_ROW}', "line 2: over 1,048,576 characters", id="quoted"),
        pytest.param(
            'name,description\nA,"' + f"{'x' * 99}\n" * 100_000 + f'"\n{CSV_ROW}',
            "line 2: over 1,048,576 characters",
            id="quoted lines",
        ),
        pytest.param(
            f'{{"name":"A","description":"{CELL}"}}\n{json.dumps(GOOD)}\n', "over 1,048,576 characters", id="jsonl"
        ),
        pytest.param(json.dumps([{"name": "A", "description": CELL}, GOOD]), "over 1,048,576 characters", id="json"),
        pytest.param(json.dumps([{"name": "A", "tags": ["x"] * 2_000_000}, GOOD]), "over 1,048,576", id="many values"),
        pytest.param(json.dumps([{"name": "A", "tags": [1] * 2_000_000}, GOOD]), "over 1,048,576", id="many numbers"),
        pytest.param(json.dumps([{str(key): 1 for key in range(300_000)}, GOOD]), "over 1,048,576", id="many keys"),
        pytest.param(f"name,description\nA,{'x' * 24_001}\n{CSV_ROW}", "the dossier has 24,002", id="dossier"),
        pytest.param(f"name,description\nA,{'x' * 600_000}\n{CSV_ROW}", "600,000 characters", id="field"),
        pytest.param(
            f'{{"name":"A","x":{"[" * 100_000}{"]" * 100_000}}}\n{json.dumps(GOOD)}',
            "nested too deeply",
            id="deep line",
        ),
        pytest.param(
            f'[{{"a":{"[" * 100_000}{"]" * 100_000}}},{json.dumps(GOOD)}]', "nested too deeply", id="deep json"
        ),
        pytest.param(
            f'{{"name":"A","x":{"[" * 50}{"]" * 50}}}\n{json.dumps(GOOD)}', "nested too deeply", id="fifty deep line"
        ),
        pytest.param(
            f"<rss version='2.0'><channel><item><title>A</title><description>{'x' * 600_000}</description></item><item>"
            "<title>Zephyr</title><description>Blows.</description></item></channel></rss>",
            "600,000 characters; shorten",
            id="rss",
        ),
    ],
)
def test_a_row_that_is_too_much_is_refused_alone(content: str, reason: str) -> None:
    assert outcome(opened(content)) == ["1 refused", "Zephyr"]
    assert reason in reasons(opened(content))[0]


def test_a_row_that_never_ends_is_not_held_whole() -> None:
    class Endless(io.RawIOBase):
        """A JSON text that goes on and on."""

        asked = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.asked += size
            return b'[{"name":"' if self.asked == size else b"x" * size

    stream = Endless()
    feed = open_feed("endless", stream, reading=Reading(fetched_at=NOON))  # type: ignore[arg-type]

    assert reasons(feed) == ["over 16 MB and no end; nothing after it is read"]
    assert stream.asked < 20 * 1024 * 1024


def many_rows(count: int) -> Iterator[bytes]:
    yield b"name,description,url\n"
    for row in range(count):
        yield f"Tool {row},{'A line of words about it. ' * 12},https://tool-{row}.example\n".encode()


class Trickle(io.RawIOBase):
    """A stream that makes its bytes as they are read, so that they are never in memory together."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        while len(self._rest) < size and (piece := next(self._pieces, None)) is not None:
            self._rest += piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def test_memory_does_not_grow_with_the_feed() -> None:
    rows = open_feed("long", Trickle(many_rows(2_000)), reading=Reading(fetched_at=NOON)).rows()  # type: ignore[arg-type]
    held = []
    tracemalloc.start()
    try:
        for number, _ in enumerate(rows, start=1):
            if number in (500, 2_000):
                held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()

    assert len(held) == 2
    assert held[1] - held[0] < 200_000


def test_the_hash_is_of_the_whole_feed_however_much_was_read() -> None:
    import hashlib

    content = b"".join(many_rows(2_000))
    feed = opened(content)
    next(feed.rows())

    assert feed.sha256 == hashlib.sha256(content).hexdigest()


def test_a_stream_that_breaks_off_gives_what_came_before() -> None:
    class Broken(io.RawIOBase):
        """A disk that fails after the first pieces."""

        reads = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.reads += 1
            if self.reads > 20:
                raise OSError(5, "Input/output error")
            return (b"name,description\n" if self.reads == 1 else b"") + LONG_ROW * (size // len(LONG_ROW) - 1)

    feed = open_feed("broken", Broken(), reading=Reading(fetched_at=NOON))  # type: ignore[arg-type]
    *names, last = outcome(feed)

    assert set(names) == {"Atlas"}
    assert last.endswith("refused")
    assert "reading broke off" in feed.notes


def test_a_mistake_names_the_feed_without_its_secrets() -> None:
    with pytest.raises(Mistake, match=r"^https://x\.example/feed") as caught:
        opened(b"", "https://x.example/feed?token=abcdef123456")

    assert "abcdef123456" not in str(caught.value)


def test_a_format_that_is_named_counts_before_what_the_feed_looks_like() -> None:
    assert outcome(opened('[name],description\n{"A"},Notes.\n', columns={"[name]": "name"}, format_="csv")) == ['{"A"}']
    with pytest.raises(Mistake, match="no feed format 'yaml'; there are jsonl"):
        opened("name", format_="yaml")


def test_a_windows_1252_letter_far_into_a_feed_of_plain_letters_is_read_as_one() -> None:
    content = b"name,description\n" + LONG_ROW * 100 + b"Caf\xe9,Notes.\n"
    feed = opened(content)

    assert candidates(feed)[-1].tool.name == "Café"
    assert feed.notes == ("some bytes are not utf-8; they are read as windows-1252",)


def test_many_open_quotes_do_not_have_the_feed_read_over_and_over() -> None:
    content = "name,description\n" + '"x","\n' * 40_000

    assert len(outcome(opened(content))) > 0


@pytest.mark.parametrize("piece", ["<", "<a ", "&a", "<!--", "<![CDATA[", "<?a ", "<item>", "<a>", '<a x="', "]]>"])
def test_a_hundred_thousand_of_a_markup_sign_are_read_or_refused(piece: str) -> None:
    content = f"<rss version='2.0'><channel><item><title>A</title>{piece * 100_000}"

    assert outcome_or_mistake(content.encode())
