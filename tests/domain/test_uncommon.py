"""Which characters of a text are uncommon."""

from __future__ import annotations

import string
import sys

from hypothesis import given
from hypothesis import strategies as st

from panel.domain.uncommon import uncommon

COMMON = {*string.ascii_letters, *string.digits, *string.punctuation, " ", "\n"}


@given(st.text(alphabet=st.one_of(st.characters(codec=None), st.sampled_from("ab \n\r\t\x7f’\ud83d\ude00"))))
def test_all_but_printable_ascii_and_line_feeds_are(text: str) -> None:
    assert uncommon(text) == "".join(mark for mark in text if mark not in COMMON)


def test_no_space_and_no_end_of_a_line_is_printable_but_the_plain_space() -> None:
    marks = [chr(code) for code in range(sys.maxunicode + 1)]
    assert [one for one in marks if one.isprintable() and (one.isspace() or len(f"a{one}b".splitlines()) > 1)] == [" "]
