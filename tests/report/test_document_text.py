"""The text of a document in pieces: the same as the whole, and read no sooner than it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from panel.domain.document import Document, Votes
from panel.report.document_text import document_text
from tests.builders import a_take


def test_a_list_is_read_when_the_text_comes_to_it() -> None:
    read: list[int] = []

    def votes() -> Iterator[Votes]:
        for count in range(2):
            read.append(count)
            yield Votes(tool="alpha", ship=count, skip=0)

    pieces = document_text({"tools": (), "votes": votes()})
    seen = [next(pieces) for _ in range(4)]
    assert (seen[-1].endswith('"votes": ['), read) == (True, [])
    assert '"ship": 0' in next(pieces)
    assert read == [0]
    assert [*pieces][-1] == "\n}\n"


@given(st.text(st.characters(), max_size=30))
def test_any_text_reads_back_and_is_laid_out_as_json_lays_it_out(text: str) -> None:
    whole = Document(takes=(a_take(text=text, cost_usd="0.10"),))
    written = "".join(document_text({"takes": whole.takes}))
    assert json.loads(written)["takes"][0]["text"] == text
    laid_out = json.dumps(json.loads(written), indent=2, ensure_ascii=False) + "\n"
    if text.isascii() and text.isprintable():
        assert written == laid_out


def test_half_characters_and_long_numbers_are_written_all_the_same() -> None:
    votes = Votes.model_construct(tool="half \ud800", ship=10**30, skip=0)
    written = "".join(document_text({"votes": (votes,)}))
    assert json.loads(written)["votes"] == [{"tool": "half \ud800", "ship": 10**30, "skip": 0}]
    assert '\n    {\n      "tool": "half \\ud800",\n      "ship"' in written
