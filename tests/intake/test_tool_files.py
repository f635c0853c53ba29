"""Tool files as people write them, and every way in which they go wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel.domain.tool import Fact, PricingModel
from panel.errors import Mistake
from panel.intake.tool_files import read_tool, tool_from

EXAMPLES = Path(__file__).parents[2] / "examples" / "tools"

WHOLE = """---
name: Atlas
slug: atlas-notes
aliases: [atlas]
tagline: Notes in plain files
category: Developer Tools
pricing: "$5 a month"
pricing_model: subscription
license: MIT
best_for: Writers
url: https://atlas.example
links:
  - https://atlas.example/docs
published: 2026-11-01
facts:
  - It works offline.
  - text: It exports Markdown.
    source: https://atlas.example/export
    quote: Export to Markdown
    retrieved_at: 2026-11-02
---

Atlas keeps notes.

It needs no account.
"""


def written(folder: Path, content: str | bytes, name: str = "tool.md") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def mistake(path: Path) -> str:
    with pytest.raises(Mistake) as caught:
        read_tool(path)
    return str(caught.value)


def test_a_markdown_file_is_read_whole(tmp_path: Path) -> None:
    tool = read_tool(written(tmp_path, WHOLE))

    assert tool.model_dump(mode="json", exclude_defaults=True) == {
        "slug": "atlas-notes",
        "name": "Atlas",
        "tagline": "Notes in plain files",
        "category": "Developer Tools",
        "pricing": "$5 a month",
        "pricing_model": "subscription",
        "license": "MIT",
        "published": "2026-11-01",
        "description": "Atlas keeps notes.\n\nIt needs no account.",
        "facts": [
            {"text": "It works offline."},
            {
                "text": "It exports Markdown.",
                "source": "https://atlas.example/export",
                "quote": "Export to Markdown",
                "retrieved_at": "2026-11-02",
            },
        ],
        "aliases": ["atlas"],
        "best_for": "Writers",
        "url": "https://atlas.example",
        "links": ["https://atlas.example/docs"],
        "cleaning": 1,
    }


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + WHOLE.encode(), id="byte order mark"),
        pytest.param(WHOLE.replace("\n", "\r\n").encode(), id="Windows line ends"),
        pytest.param(WHOLE.replace("---\n\n", "...\n\n").encode(), id="ended by dots"),
        pytest.param(b"\n\n" + WHOLE.encode(), id="empty lines first"),
    ],
)
def test_how_a_file_was_saved_changes_nothing(tmp_path: Path, content: bytes) -> None:
    assert read_tool(written(tmp_path, content)) == read_tool(written(tmp_path, WHOLE, "plain.md"))


def test_a_json_file_has_the_same_names(tmp_path: Path) -> None:
    text = json.dumps({"name": "Atlas", "pricing_model": "free", "facts": ["It works offline."]})

    tool = read_tool(written(tmp_path, text, "tool.JSON"))

    assert (tool.name, tool.pricing_model) == ("Atlas", PricingModel.FREE)
    assert tool.facts == (Fact(text="It works offline."),)


def test_a_stored_tool_written_as_json_reads_back(tmp_path: Path) -> None:
    tool = read_tool(written(tmp_path, WHOLE + "<!-- a note -->"))

    assert read_tool(written(tmp_path, tool.model_dump_json(), "tool.json")) == tool


def test_lines_of_hyphens_belong_to_the_body(tmp_path: Path) -> None:
    assert read_tool(written(tmp_path, "---\nname: a\n---\none\n\n---\n\ntwo")).description == "one\n\n---\n\ntwo"


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.md")), ids=lambda path: str(path.stem))
def test_an_example_reads_clean_under_its_own_name(example: Path) -> None:
    tool = read_tool(example)

    assert tool.slug == example.stem
    assert (tool.raw, tool.removed) == ({}, ())
    assert 4 <= len(tool.facts) <= 8


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", ": empty; start it with a line of ---"),
        (" \n\n", ": empty; start it with a line of ---"),
        ("Just text.", ":1: no front matter; start it with a line of ---"),
        ("---\nname: a\n", ":1: the front matter is not closed; end it with a line of ---"),
        (b"\x89PNG\r\n\x1a\n", ":1: not UTF-8 text; name a Markdown or JSON tool file, saved as UTF-8"),
        (b"---\nname: caf\xe9\n---\n", ":2: not UTF-8 text"),
        (b"---\0", ": a binary file; name a Markdown or JSON tool file"),
        (b"a" * (2 * 1024 * 1024 + 1), ": over 2 MB; shorten the description"),
        ("---\nname: [a\n---\nb", ":3: not valid YAML: "),
        ("---\nname: a\nname: b\n---\nc", ":3: not valid YAML: the key 'name' stands twice; keep one"),
        ("---\n- a\n---\nb", ":2: "),
        ("---\n---\nb", ":2: "),
        ("---\ntagline: a\n---\nb", ":2: name: missing; add it"),
        ("---\nname: a\n---\n", ":2: a tool needs a description or a fact; add one"),
        ("---\nname: 7\n---\nb", ":2: name: expected text, found 7; put it in quotes"),
        ("---\nname: a\npricing_model: gratis\n---\nb", ":3: pricing_model: expected one of free, freemium, usage, "),
        ("---\nname: a\npricing_modle: free\n---\nb", ":3: pricing_modle: no such field; did you mean pricing_model?"),
        ("---\nname: a\nslug: A b\n---\nb", ":3: slug: expected 1 to 80 of a-z, 0-9 and hyphens; found 'A b'"),
        ("---\nname: a\nurl: x.y\n---\nb", ":3: url: expected an address that starts with https:// or http://"),
        ("---\nname: a\nfacts:\n  - b\n  - source: c\n---\n", ":5: facts[1].text: missing; add it"),
        (
            "---\nname: a\ndescription: b\n---\nc",
            ":3: description: it stands here and below the front matter; keep one",
        ),
        ("---\nname: a\n---\n" + "b" * 24_000, ":4: description: the dossier has 24,001 characters; shorten"),
        ("---\nname: !!python/name:os.system\n---\nb", ":2: not valid YAML: "),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_the_fix(tmp_path: Path, content: str | bytes, problem: str) -> None:
    path = written(tmp_path, content)

    assert mistake(path).startswith(f"{path}{problem}")


def test_a_yaml_bomb_is_refused(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]

    path = written(tmp_path, "---\n" + "\n".join(rows) + "\n---\nb")

    assert "aliases; write the values out" in mistake(path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"name": "a"\n"url": 1}', ":2: not valid JSON: "),
        ('{"name": "a", "name": "b"}', ": not valid JSON: the key 'name' stands twice; keep one"),
        ('{"name": NaN}', ": not valid JSON: NaN is not a JSON number"),
        ("[" * 100_000, ": nested too deeply; flatten it"),
        ("[]", ': expected one tool, {"name": …}; found a list'),
        ('{"tools": []}', ": a document of tools and takes; store it with `panel import "),
        ('{"name": "a"}', ": a tool needs a description or a fact; add one"),
        ('{"name": "a", "facts": [{"text": 1}]}', ": facts[0].text: expected text, found 1; put it in quotes"),
    ],
)
def test_a_bad_json_file_is_refused_with_the_fix(tmp_path: Path, content: str, problem: str) -> None:
    path = written(tmp_path, content, "tool.json")

    assert mistake(path).startswith(f"{path}{problem}")


def test_a_file_that_is_not_there_is_refused_with_names_like_it(tmp_path: Path) -> None:
    written(tmp_path, WHOLE, "atlas.md")

    assert mistake(tmp_path / "atals.md") == f"{tmp_path}/atals.md: no such file; did you mean {tmp_path}/atlas.md?"


def test_a_file_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert mistake(tmp_path / "no" / "a.md").endswith(f"no such file; there is no folder {tmp_path}/no either")


def test_a_folder_is_refused_with_a_file_in_it(tmp_path: Path) -> None:
    written(tmp_path, WHOLE, "atlas.md")

    assert mistake(tmp_path) == f"{tmp_path}: a folder; name a file in it, such as {tmp_path}/atlas.md"


def test_a_folder_without_tool_files_is_refused(tmp_path: Path) -> None:
    assert mistake(tmp_path) == f"{tmp_path}: a folder; name a tool file; there is none in it"


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    assert mistake(tmp_path / "pipe.md").endswith("not a regular file; name a Markdown or JSON tool file")


@pytest.mark.parametrize("name", ["a\0b.md", "a" * 300 + ".md"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    assert mistake(tmp_path / name).endswith("; check the path and its permissions")


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")

    assert mistake(tmp_path / "loop.md").endswith("; check the path and its permissions")


def test_a_file_without_permission_is_refused(ordinary: Path) -> None:
    path = written(ordinary, WHOLE)
    path.chmod(0)

    assert mistake(path).endswith("cannot be read (Permission denied); check the path and its permissions")


def test_a_record_of_a_document_is_refused_by_its_path() -> None:
    with pytest.raises(Mistake, match=r"^tools\[3\]\.facts\[0\]\.text: expected text, found 1"):
        tool_from({"name": "a", "facts": [{"text": 1}]}, "tools[3]")


def test_a_record_that_lacks_everything_but_a_name_is_refused_by_its_place() -> None:
    with pytest.raises(Mistake, match=r"^tools\[3\]: a tool needs a description or a fact; add one$"):
        tool_from({"name": "a"}, "tools[3]")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200)
    | st.text(alphabet="-\n:a []{}&*!'\"|>#%@,").map(lambda text: f"---\n{text}\n---\nb".encode())
)
def test_no_file_raises_anything_but_a_mistake(tmp_path: Path, content: bytes) -> None:
    for name in ("tool.md", "tool.json"):
        path = written(tmp_path, content, name)
        try:
            read_tool(path)
        except Mistake as error:
            assert str(error).startswith(str(path))  # noqa: PT017 - whether it raises is up to the content
