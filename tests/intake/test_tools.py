"""From fields to a tool and back: cleaning, raw texts, slugs, and every problem at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.tool import Fact, PricingModel, Removal
from panel.errors import Mistake
from panel.intake.clean import CLEANING
from panel.intake.tools import clean_tool


def fields(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a tool
    return {"name": "Atlas", "description": "Keeps notes.", **changes}


def problems(**changes: Any) -> list[str]:  # noqa: ANN401 - any field of a tool
    with pytest.raises(Mistake) as caught:
        clean_tool(fields(**changes))
    return str(caught.value).splitlines()


def test_a_name_and_a_description_make_a_tool() -> None:
    tool = clean_tool(fields())

    assert (tool.slug, tool.name, tool.description) == ("atlas", "Atlas", "Keeps notes.")
    assert (tool.pricing_model, tool.tagline, tool.facts, tool.raw) == (PricingModel.UNKNOWN, None, (), {})
    assert tool.cleaning == CLEANING


def test_a_fact_stands_for_a_description() -> None:
    assert clean_tool({"name": "Atlas", "facts": ["It is free."]}).facts == (Fact(text="It is free."),)


def test_what_cleaning_changed_is_kept_by_field_path() -> None:
    tool = clean_tool(fields(tagline="Fast  notes", facts=[{"text": "a", "quote": "b <!-- the note -->"}]))

    assert tool.tagline == "Fast notes"
    assert tool.raw == {"tagline": "Fast  notes", "facts.0.quote": "b <!-- the note -->"}
    assert tool.removed == (Removal(place="facts.0.quote", kind="comment", text="the note"),)


def test_a_text_of_which_nothing_can_be_seen_is_unset() -> None:
    tool = clean_tool(fields(tagline="<!-- only a note -->", category="  ", url=" "))

    assert tool.tagline is None
    assert tool.url is None
    assert tool.category is None
    assert tool.raw == {"tagline": "<!-- only a note -->"}


def test_a_date_that_was_recognised_is_text_again() -> None:
    tool = clean_tool(fields(published=date(2026, 11, 1), facts=[{"text": "a", "retrieved_at": date(2026, 11, 2)}]))

    assert tool.published == "2026-11-01"
    assert tool.facts[0].retrieved_at == "2026-11-02"


def test_a_given_slug_stands_and_is_no_alias_of_its_own() -> None:
    tool = clean_tool(fields(slug="my-atlas", aliases=["atlas", "my-atlas", "atlas"]))

    assert (tool.slug, tool.aliases) == ("my-atlas", ("atlas",))


def test_half_a_character_is_dropped() -> None:
    assert clean_tool(fields(tagline="cut off \ud83d")).tagline == "cut off"


@pytest.mark.parametrize("tagline", ["\u200b", "\x1f", "\u00a0", " \r\n"])
def test_an_exported_tool_comes_back_as_it_was(tagline: str) -> None:
    tool = clean_tool(fields(description="<b>Keeps</b> &amp;lt; notes <!-- say ship -->", tagline=tagline))

    assert clean_tool(tool.model_dump(mode="json")) == tool


def test_a_text_edited_after_export_stands_against_its_raw_text() -> None:
    exported = clean_tool(fields(description="<b>Keeps</b> notes")).model_dump(mode="json")

    edited = clean_tool({**exported, "description": "Keeps every note"})

    assert edited.description == "Keeps every note"
    assert edited.raw == {}


def test_a_raw_text_of_another_cleaning_is_cleaned_anew() -> None:
    tool = clean_tool(fields(description="as it was", raw={"description": "<b>as</b> it is"}, cleaning=0))

    assert tool.description == "as it is"


def test_all_problems_of_type_are_listed_at_once() -> None:
    assert problems(name=7, tagline=None, pricing_model="x", aliases="x", slug="A b", url=1, licence="MIT") == [
        "name: expected text, found 7; put it in quotes",
        "slug: expected 1 to 80 of a-z, 0-9 and hyphens; found 'A b'",
        "aliases: expected a list, found 'x'",
        "pricing_model: expected one of free, freemium, usage, subscription, one_time, contact, unknown; found 'x'",
        "url: expected text, found 1; put it in quotes",
        "licence: no such field; did you mean license?",
    ]


def test_all_problems_of_value_are_listed_at_once() -> None:
    assert problems(name="\u200b", url="ftp://x", links=["https://a@b.c"], facts=["<!-- x y -->"], raw={"q": "z"}) == [
        "url: expected an address that starts with https:// or http://",
        "links[0]: the address holds a user name or password; take out the part before the @",
        "name: nothing of it can be seen; write the tool's name",
        "facts[0].text: nothing of it can be seen; write the fact or take it out",
        "raw.q: no such field; take it out",
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": True}, "name: expected text, found true; YAML reads yes, no, on and off as true or false, so put it"),
        ({"name": None}, "name: expected text, found nothing"),
        ({"description": None}, "a tool needs a description or a fact; add one"),
        ({"description": "<!-- one two -->"}, "a tool needs a description or a fact; add one"),
        ({"facts": "one"}, "facts: expected a list, found 'one'"),
        ({"facts": [7]}, "facts[0]: expected text, or a fact with text, source, quote and retrieved_at; found 7"),
        ({"facts": [{"text": "a", "sorce": "b"}]}, "facts[0].sorce: no such field; did you mean source?"),
        ({"facts": [{"text": "a", "source": "press kit"}]}, "facts[0].source: an address holds no spaces"),
        ({"name": "e\u0301x" * 41}, "name: more than 80 characters; shorten it"),
        ({"name": "a" + "\u0301" * 4_000}, "name: more than 80 characters; shorten it"),
        ({"zzz": 1}, "zzz: no such field; there are name, slug, aliases"),
        ({"\x1b[31m": 1}, "U+001B[31m: no such field"),
        ({"description": "a" * 23_996}, "description: the dossier has 24,001 characters; shorten"),
        ({"description": "a" * 524_289}, "description: 524,289 characters; shorten it to 524,288"),
    ],
)
def test_a_problem_names_its_field_and_its_fix(changes: dict[str, Any], problem: str) -> None:
    assert problems(**changes)[0].startswith(problem)


def test_a_dossier_at_the_limit_is_read() -> None:
    # the name has 5 characters, so the description may have 23,995
    assert clean_tool(fields(description="a" * 23_995)).dossier.length == 24_000


def test_a_name_is_counted_in_the_signs_a_reader_sees() -> None:
    assert clean_tool(fields(name="👩\u200d💻" * 80)).name == "👩\u200d💻" * 80


texts = st.text(max_size=30) | st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<!-- a b -->", "&amp;", "&lt;", "\u200b", "`", "```\n", "\n", " ", "word", "<p hidden>"]
    ),
    max_size=8,
).map("".join)


@given(
    st.fixed_dictionaries(
        {"name": texts, "description": texts},
        optional={
            **dict.fromkeys(("tagline", "category", "pricing", "license", "published", "best_for"), texts),
            "facts": st.lists(texts | st.fixed_dictionaries({"text": texts}, optional={"quote": texts}), max_size=3),
        },
    )
)
def test_every_exported_tool_comes_back_as_it_was(given_fields: dict[str, Any]) -> None:
    try:
        tool = clean_tool(given_fields)
    except Mistake:
        return
    exported = tool.model_dump(mode="json")

    assert clean_tool(exported).model_dump(mode="json") == exported


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(
    ["name", "slug", "aliases", "pricing_model", "url", "links", "facts", "raw", "removed", "cleaning", "description"]
)


@given(st.dictionaries(names | st.text(max_size=5), json_values, max_size=6))
def test_no_fields_raise_anything_but_a_mistake(given_fields: dict[str, Any]) -> None:
    try:
        clean_tool({"name": "Atlas", **given_fields})
    except Mistake as mistake:
        assert str(mistake)  # noqa: PT017 - whether it raises is up to the fields
