"""Linked data: what a page is about, as schema.org JSON-LD.

It never claims a rating or a review: search engines allow those to people who used a thing, which personas are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from markupsafe import Markup

from panel.domain.tool import PricingModel, Tool
from panel.report.links import web_address
from panel.report.printable import one_line
from panel.report.view import House, PairView, ToolView

_SOURCES = "https://schema.org/"


def tool_data(view: ToolView, house: House, *, headline: str, summary: str) -> Markup:
    """An Article about one application, as JSON that may stand in a script element."""
    page = _page("Article", [view], house, headline, summary)
    place = {"@type": "WebPage", "breadcrumb": _breadcrumb("Reviews", view.tool.name)}
    return _embedded({**page, "mainEntityOfPage": place, "about": _application(view.tool)})


def pair_data(view: PairView, house: House, *, headline: str, summary: str) -> Markup:
    """A WebPage whose main thing is a list of two applications, in the order of the columns."""
    views = [view.a, view.b]
    items = [
        {"@type": "ListItem", "position": place, "item": _application(one.tool)}
        for place, one in enumerate(views, start=1)
    ]
    listed = {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}
    page = _page("WebPage", views, house, headline, summary)
    return _embedded(
        {
            **page,
            "breadcrumb": _breadcrumb("Compare", " vs ".join(one.tool.name for one in views)),
            "mainEntity": listed,
        }
    )


def _breadcrumb(*names: str) -> dict[str, Any]:
    """Where the page stands on a site, by name; its address is not known here."""
    steps = [{"@type": "ListItem", "position": at, "name": one_line(name)} for at, name in enumerate(names, start=1)]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _page(kind: str, views: Sequence[ToolView], house: House, headline: str, summary: str) -> dict[str, Any]:
    takes = [take for view in views for take in view.verdict.counted]
    times = [take.created_at.astimezone(UTC).isoformat(timespec="seconds") for take in takes]
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": one_line(headline),
        "description": one_line(summary),
    }
    if times:
        page |= {"dateCreated": min(times), "dateModified": max(times)}
    if any(not take.is_human and not take.is_by_rules for take in takes):
        page["digitalSourceType"] = f"{_SOURCES}TrainedAlgorithmicMediaDigitalSource"
    elif any(take.is_by_rules for take in takes):
        page["digitalSourceType"] = f"{_SOURCES}AlgorithmicMediaDigitalSource"
    if house.site:
        site = {"@type": "Organization", "name": one_line(house.site)}
        page |= {"author": site, "publisher": site}
    return page


def _application(tool: Tool) -> dict[str, Any]:
    application: dict[str, Any] = {"@type": "SoftwareApplication", "name": one_line(tool.name)}
    if tool.tagline:
        application["description"] = one_line(tool.tagline)
    if tool.category:
        application["applicationCategory"] = one_line(tool.category)
    if address := web_address(tool.url):
        application["url"] = address
    if tool.pricing_model is PricingModel.FREE:
        application["offers"] = {"@type": "Offer", "price": "0", "priceCurrency": "USD"}
    return application


def _embedded(value: dict[str, Any]) -> Markup:
    """The JSON with everything escaped that could end the element around it."""
    from jinja2.utils import htmlsafe_json_dumps

    return htmlsafe_json_dumps(value, indent=1)
