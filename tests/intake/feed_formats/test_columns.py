"""Which of a tool's fields a column is read as."""

from __future__ import annotations

import pytest

from panel.errors import Mistake
from panel.intake.feed_formats.columns import ALIASES, Columns, plain


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Name", "name"),
        ("TOOL_NAME", "name"),
        ("product-name", "name"),
        ("Short Description", "tagline"),
        ("shortDescription", "tagline"),
        ("Website URL", "url"),
        ("home_page", "url"),
        ("objectID", "external_id"),
        ("_id", "external_id"),
        ("Licence", "license"),
        ("pubDate", "published"),
        ("created_at_i", "published"),
        ("Repo", "links"),
        ("pricingModel", "pricing_model"),
        ("votes", None),
        ("Tool Link", "url"),
        ("Free/Paid", "pricing"),
    ],
)
def test_case_and_punctuation_of_a_column_do_not_count(column: str, field: str | None) -> None:
    assert Columns({}).field_of(column) == field


def test_no_spelling_stands_for_two_fields() -> None:
    spellings = [plain(spelling) for given in ALIASES.values() for spelling in given]

    assert sorted(spellings) == sorted(set(spellings))


def test_of_several_columns_the_likeliest_that_says_something_counts() -> None:
    columns = Columns({})

    assert columns.fields({"title": "T", "name": " ", "content": "c", "description": "d"}) == {
        "name": "T",
        "description": "d",
    }


def test_every_column_of_links_counts() -> None:
    assert Columns({}).fields({"repo": "r", "links": ["a", "b"], "github": None}) == {"links": ["a", "b", "r"]}


def test_what_the_user_says_of_a_column_counts_alone() -> None:
    columns = Columns({"Blurb": "description", "Title": "-", "App": "name"})

    assert columns.fields({"blurb": "b", "description": "d", "title": "t", "app": "a"}) == {
        "description": "b",
        "name": "a",
    }
    assert columns.met() == (("blurb", "description"), ("description", None), ("title", None), ("app", "name"))


def test_a_field_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(Mistake, match="no field 'titel'; there are name, tagline"):
        Columns({"x": "titel"})


def test_columns_that_the_user_names_and_the_feed_lacks_are_known_at_the_end() -> None:
    columns = Columns({"The blurb": "description"})
    columns.fields({"name": "a"})

    assert columns.unmet() == ("The blurb",)


def test_a_column_of_names_that_the_feed_lacks_is_named_with_those_that_there_are() -> None:
    with pytest.raises(Mistake, match="there is no column 'Nope'; the columns are 'Title', 'Blurb'"):
        Columns({"Nope": "name"}).meet(["Title", "Blurb"])


def test_a_table_without_a_column_of_names_says_which_columns_it_has() -> None:
    with pytest.raises(Mistake, match="no column is known to hold the tools' names; the columns are 'X', 'Blurb'"):
        Columns({"Nope": "description"}).meet(["X", "Blurb"])


def test_a_feed_with_ever_new_columns_is_not_remembered_whole() -> None:
    columns = Columns({})
    for number in range(5_000):
        columns.fields({f"column {number}": "x", "name": "a"})

    assert len(columns.met()) == 300
