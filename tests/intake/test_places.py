"""What addresses stand for on hosts that many tools share, and on their own."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from panel.intake.addresses import canonical_url
from panel.intake.places import place, registry


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/Ada/Loom",
        "http://www.github.com/ada/loom.git",
        "https://github.com/ada/loom/",
        "https://github.com/ada/loom/releases/tag/v1.2",
        "https://github.com/ada/loom/issues/3",
        "https://github.com/ada/loom/tree/main",
        "https://github.com/ada/loom/blob/main/README.md",
        "https://github.com/ada/loom#install",
    ],
)
def test_a_repository_is_one_place_however_deep_its_address_goes(url: str) -> None:
    assert (place(url).repository, place(url).owner) == ("github.com/ada/loom", "github.com/ada")


@pytest.mark.parametrize(
    ("url", "package"),
    [
        ("https://pypi.org/project/Foo_Bar/1.0/", "pypi/foo-bar"),
        ("https://www.npmjs.com/package/@ada/loom/v/1.0.0", "npm/@ada/loom"),
        ("https://www.npmjs.com/package/%40ada/loom", "npm/@ada/loom"),
        ("https://crates.io/crates/loom", "crates/loom"),
        ("https://apps.apple.com/us/app/loom/id123?mt=8", "apple/123"),
        ("https://apps.apple.com/de/app/id123", "apple/123"),
        ("https://play.google.com/store/apps/details?hl=en&id=dev.loom", "play/dev.loom"),
        ("https://hub.docker.com/_/redis", "docker/_/redis"),
        ("https://marketplace.visualstudio.com/items?itemName=ada.loom", "vscode/ada.loom"),
    ],
)
def test_a_package_is_known_by_its_name_in_its_registry(url: str, package: str) -> None:
    assert place(url).package == package
    assert registry(package) == package.split("/")[0]


@pytest.mark.parametrize(
    ("url", "address", "owner"),
    [
        ("https://www.loom.co.uk/a/?utm_source=x", "loom.co.uk/a", "loom.co.uk"),
        ("https://app.loom.dev", "app.loom.dev", "loom.dev"),
        ("https://loom.vercel.app/", "loom.vercel.app", "loom.vercel.app"),
        ("https://ada.github.io/loom", "ada.github.io/loom", "ada.github.io"),
        ("https://github.com/ada/loom/tree/main/packages/x", "github.com/ada/loom/tree/main/packages/x", None),
        ("https://gitlab.com/g/loom/-/tree/main/x", "gitlab.com/g/loom/-/tree/main/x", None),
        ("https://github.com/features/copilot", "github.com/features/copilot", None),
        ("https://notebooklm.google.com", "notebooklm.google.com", None),
        ("https://x.com/loom", "x.com/loom", None),
    ],
)
def test_a_page_of_ones_own_is_known_by_its_whole_address(url: str, address: str, owner: str | None) -> None:
    assert (place(url).address, place(url).owner) == (address, owner)
    assert place(url).repository is None


@pytest.mark.parametrize(
    ("url", "repository"),
    [
        ("https://gitlab.com/group/part/loom", "gitlab.com/group/part/loom"),
        ("https://gitlab.com/group/part/loom/-/releases/v1", "gitlab.com/group/part/loom"),
        ("https://huggingface.co/ada/Loom-7B/tree/main", "huggingface.co/ada/loom-7b"),
        ("https://huggingface.co/spaces/ada/loom", "huggingface.co/spaces/ada/loom"),
        ("https://git.sr.ht/~ada/loom", "git.sr.ht/~ada/loom"),
    ],
)
def test_other_places_of_code_have_their_own_forms(url: str, repository: str) -> None:
    assert place(url).repository == repository


@pytest.mark.parametrize(
    "url",
    [
        "https://www.producthunt.com/r/p/123",
        "https://www.producthunt.com/posts/loom",
        "https://t.co/abc",
        "https://news.ycombinator.com/item?id=1",
        "https://old.reddit.com/r/x/comments/1",
        "https://github.com",
        "https://github.com/ada",
        "https://huggingface.co/",
        "no address",
        "",
        "ftp://loom.dev",
    ],
)
def test_what_is_no_tools_own_stands_for_nothing(url: str) -> None:
    found = place(url)
    assert (found.address, found.repository, found.package, found.owner) == (None, None, None, None)


@example("HTTP://¡..")
@given(st.text() | st.text(alphabet="htps:/[]@?&=#.%wgiub-comréa1").map("https://".__add__))
def test_every_text_has_a_place_that_its_canonical_form_shares(url: str) -> None:
    assert place(canonical_url(url)) == place(url)
