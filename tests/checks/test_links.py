"""Links in takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.checks.links import links

LINKS = [
    "https://example.org",
    "HTTP://EXAMPLE.ORG/A",
    "ftp://example.org/a",
    "<https://example.org>",
    "www.example.org",
    "example.org/docs",
    "docs.example.co.uk/start?x=1",
    "example.com:8080/v1",
    "ana@example.org",
    "mailto:ana@example.org",
    "javascript:alert(1)",
    "data:text/html,x",
    "[the docs](https://example.org)",
    "[the docs](/docs)",
    "![a picture](x.png)",
    "[the docs][1]",
    "[the docs][]",
]
NO_LINKS = [
    "It runs on Node.js and reads config.yaml.",
    "Node.js/Express and main.py/run are names.",
    "It costs 9.99/month, or 1.5/hour.",
    "Choose and/or, e.g./i.e., TCP/IP.",
    "ASP.NET/Core and README.md/CHANGELOG.md are names.",
    "The tool Character.ai, or cal.com, is named.",
    "Run `curl https://example.org/x` first.",
    "Its matrix[0][1] and f(x) are code.",
    "It runs offline [e1](as stated) and [e1][e2] twice.",
    "A handle @ana is no address.",
    "The data: it stays. Mail to: nobody.",
    "An aside [sic] (as stated).",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_is_named(link: str) -> None:
    finding = links(f"More at {link} for all.", is_human=False)
    assert finding is not None
    assert (finding.code, finding.severity) == ("links", "soft")
    assert finding.detail.strip("<>") in link


def test_a_reference_at_a_lines_start_is_a_link() -> None:
    assert links("See [1].\n\n[1]: https://example.org", is_human=False) is not None
    assert links("See [1].\n\n[1]: /docs", is_human=True) is not None


@pytest.mark.parametrize("text", NO_LINKS)
def test_a_name_with_a_dot_is_no_link(text: str) -> None:
    assert links(text, is_human=False) is None


@pytest.mark.parametrize("link", ["https://example.org/a(b)", "http://example.org", "[docs](https://example.org/a)"])
def test_a_person_may_link_to_the_web(link: str) -> None:
    assert links(f"More at {link}.", is_human=True) is None
    assert links(f"More at {link}.", is_human=False) is not None


@pytest.mark.parametrize(
    "link",
    [
        "ftp://example.org",
        "www.example.org",
        "ana@example.org",
        "javascript:alert(1)",
        "[docs](javascript:alert(1))",
        "![a picture](https://example.org/a.png)",
        "[docs][1]",
    ],
)
def test_a_person_may_not_link_elsewhere(link: str) -> None:
    assert links(f"More at {link} now.", is_human=True) is not None


def test_long_addresses_are_cut_so_that_several_are_named() -> None:
    finding = links(f"https://a.example/{'x' * 900} and ana@example.org", is_human=False)
    assert finding is not None
    assert len(finding.detail) <= 120
    assert finding.detail.endswith("…, ana@example.org")


PIECES = st.sampled_from(
    [
        *"[]():/.@!`<>x1 \n",
        "e1",
        "www",
        "WwW",
        "com",
        "http",
        "mailto",
        "javaſcript",
        "data:a/b",
        "tel",
        "工",
        "\u0301",
        "\x1c",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.booleans())
def test_what_is_seen_at_a_glance_changes_nothing(text: str, is_human: bool) -> None:  # noqa: FBT001 - from Hypothesis
    is_looked_at_closely = f"{text}\n@ "
    assert links(text, is_human=is_human) == links(is_looked_at_closely, is_human=is_human)
