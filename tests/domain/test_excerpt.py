"""How foreign text is shown to a person."""

from __future__ import annotations

from panel.domain.excerpt import listed, shown


def test_shows_at_most_120_characters_on_one_line() -> None:
    line = shown("a\nb\x1b[31m" + "c" * 500)
    assert line.startswith("a b [31mccc")
    assert len(line) == 120
    assert line.endswith("…")


def test_names_a_list_or_an_object_instead_of_showing_it() -> None:
    assert (shown([1]), shown({"a": 1})) == ("a list", "an object")


def test_lists_ten_at_most() -> None:
    assert listed([str(number) for number in range(1, 13)]) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10"


def test_a_list_of_long_values_is_one_bounded_line() -> None:
    line = listed(["a\nb" * 1000, "c"])
    assert (len(line), line[:5], line[-1]) == (120, "a ba ", "…")
