"""Linked data says what a page is about, and claims no rating by personas."""

from __future__ import annotations

import json
import re

import pytest

from panel.report.html import pair_html, tool_html
from panel.report.view import House
from tests.builders import a_tool
from tests.payloads import PAYLOADS, hostile_house, hostile_pair
from tests.report.panels import PANEL, a_pair, a_view, takes_of

HOUSE = House(personas=PANEL, site="Field Notes")


def data(html: str) -> object:
    """The linked data of a page."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


def test_a_tools_page_is_an_article_about_an_application() -> None:
    tool = a_tool(url="https://alpha.example/")
    assert data(tool_html(a_view(tool, takes_of([80, 80, 80])), HOUSE)) == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Alpha: panel verdict",
        "description": "Ship. All three reviewers with a decision would ship Alpha.",
        "dateCreated": "2026-01-02T12:00:00+00:00",
        "dateModified": "2026-01-02T12:00:00+00:00",
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "author": {"@type": "Organization", "name": "Field Notes"},
        "publisher": {"@type": "Organization", "name": "Field Notes"},
        "mainEntityOfPage": {
            "@type": "WebPage",
            "breadcrumb": {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": "Reviews"},
                    {"@type": "ListItem", "position": 2, "name": "Alpha"},
                ],
            },
        },
        "about": {
            "@type": "SoftwareApplication",
            "name": "Alpha",
            "description": "Keeps notes in plain files",
            "applicationCategory": "Developer Tools",
            "url": "https://alpha.example/",
            "offers": {"@type": "Offer", "price": "0", "priceCurrency": "USD"},
        },
    }


def test_a_pairs_page_lists_two_applications() -> None:
    pair = a_pair(a_view(), a_view(a_tool(slug="beta", name="Beta", pricing_model="usage")))
    made = data(pair_html(pair, HOUSE))
    assert isinstance(made, dict)
    assert [one["name"] for one in made["breadcrumb"]["itemListElement"]] == ["Compare", "Alpha vs Beta"]
    listed = made["mainEntity"]["itemListElement"]
    assert [(one["position"], one["item"]["name"]) for one in listed] == [(1, "Alpha"), (2, "Beta")]
    assert "offers" not in listed[1]["item"]


@pytest.mark.parametrize("claim", ['"Review"', "Rating", "Person", "ratingValue"])
def test_no_page_claims_a_review_a_rating_or_a_person(claim: str) -> None:
    pair = a_pair(a_view(takes=takes_of([80])), a_view(a_tool(slug="beta"), takes_of([20], tool="beta")))
    for html in (pair_html(pair, HOUSE), tool_html(pair.a, HOUSE)):
        assert claim not in json.dumps(data(html))


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_payload_stays_inside_its_string(payload: str) -> None:
    made = data(pair_html(hostile_pair(payload), hostile_house(payload)))
    assert isinstance(made, dict)
    assert set(made) == {
        "@context", "@type", "headline", "description", "dateCreated", "dateModified", "digitalSourceType", "author",
        "publisher", "breadcrumb", "mainEntity",
    }  # fmt: skip
