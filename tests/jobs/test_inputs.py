"""Tool files that a command names, under the slugs they are stored by."""

from __future__ import annotations

from pathlib import Path

from panel.jobs.inputs import named_tools
from panel.jobs.options import workshop


def _file(folder: Path, name: str, url: str) -> Path:
    path = folder / name
    path.write_text(f"---\nname: Atlas\nurl: {url}\n---\nIt draws maps.\n", encoding="utf-8")
    return path


def test_two_tools_of_one_name_go_by_two_slugs_and_keep_them(bare_folder: Path) -> None:
    one, other = _file(bare_folder, "a.md", "https://atlas.dev"), _file(bare_folder, "b.md", "https://atlas.io")
    with workshop(folder=bare_folder) as shop:
        named = named_tools(shop, [one, other])
        shop.store.put_tools(named)
        again = named_tools(shop, [other, one])

    assert named[0].slug == "atlas" != named[1].slug
    assert [tool.slug for tool in again] == [named[1].slug, "atlas"]


def test_the_same_address_spelled_otherwise_is_the_same_tool(bare_folder: Path) -> None:
    one = _file(bare_folder, "a.md", "https://atlas.dev/?a=1&b=2")
    other = _file(bare_folder, "b.md", "http://www.atlas.dev?b=2&a=1")
    with workshop(folder=bare_folder) as shop:
        shop.store.put_tools(named_tools(shop, [one]))

        assert [tool.slug for tool in named_tools(shop, [other])] == ["atlas"]
