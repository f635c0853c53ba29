"""HTML pages: what readers and editors see, and what a page may do."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from panel.domain.hold import Hold
from panel.domain.listed import Judge, ListedTool, ListedTools, ShownPersona, ShownTool
from panel.domain.take import Evidence, Finding
from panel.report.html import editor_html, pair_html, tool_html
from panel.report.personas import shown_persona_text
from panel.report.text import comparison_page, tool_page
from panel.report.tools import listed_tools_text, shown_tool_text
from panel.report.view import House, ToolView
from tests.builders import NOON, a_take, a_tool
from tests.payloads import PAYLOADS, hostile_house, hostile_pair, hostile_personas, hostile_view
from tests.report.panels import PANEL, a_pair, a_view, takes_of

HOUSE = House(personas=PANEL)
VIEW = a_view(takes=takes_of([80, 80, 20]))
HARD = Finding(code="experience", severity="hard", detail="I tried it")


def words(html: str) -> str:
    """What can be read of a page."""
    tree = LexborHTMLParser(html)
    assert tree.body is not None
    return " ".join(tree.body.text(separator=" ").split())


def editor(view: ToolView) -> str:
    return words(editor_html(view, HOUSE))


def test_the_page_allows_itself_its_own_style_and_nothing_else() -> None:
    html = tool_html(VIEW, HOUSE)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert style is not None
    assert policy is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    expected = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policy[1].replace("&#39;", "'") == expected


def test_a_site_is_named_in_the_title_where_one_is_set() -> None:
    assert "<title>Alpha: panel verdict</title>" in tool_html(VIEW, HOUSE)
    named = tool_html(VIEW, HOUSE.model_copy(update={"site": "Field Notes"}))
    assert "<title>Alpha: panel verdict — Field Notes</title>" in named


def test_a_draft_carries_a_banner_and_is_kept_from_search_engines() -> None:
    html = tool_html(a_view(takes=[a_take(findings=[HARD])]), HOUSE)
    assert "Draft: a check found something" in words(html)
    assert '<meta name="robots" content="noindex">' in html
    assert "noindex" not in tool_html(VIEW, HOUSE)


def test_the_editors_page_is_kept_from_search_engines() -> None:
    assert '<meta name="robots" content="noindex">' in editor_html(VIEW, HOUSE)


@pytest.mark.parametrize(
    ("scores", "mark", "shape"),
    [
        ([80, 80, 80], "mark ship", "circle"),
        ([20, 20, 20], "mark skip", "rect"),
        ([80, 80, 20, 20], "mark split", "circle"),
    ],
)
def test_each_verdict_has_a_word_and_a_shape_of_its_own(scores: list[int], mark: str, shape: str) -> None:
    tree = LexborHTMLParser(tool_html(a_view(takes=takes_of(scores)), HOUSE))
    badge = tree.css_first(".figure-verdict .mark")
    assert badge is not None
    assert badge.attributes["class"] == mark
    assert badge.text().strip().lower() == mark.removeprefix("mark ")
    assert badge.css_first(f"svg {shape}") is not None


def test_marks_on_a_strip_are_drawn_by_their_decision() -> None:
    view = a_view(takes=[a_take(score=80), a_take(persona="skeptic", score=20, decision="skip")])
    tree = LexborHTMLParser(tool_html(view, HOUSE))
    assert len(tree.css(".chart svg > circle.ship")) == 1
    assert len(tree.css(".chart svg > rect.skip")) == 1


def test_the_gap_of_a_pair_is_the_first_less_the_second() -> None:
    left = a_view(takes=takes_of([80, 30]))
    right = a_view(a_tool(slug="beta", name="Beta"), takes_of([65, 45], tool="beta"))
    tree = LexborHTMLParser(pair_html(a_pair(left, right), HOUSE))
    assert [row.css("td")[-1].text() for row in tree.css("table.scores tbody tr")] == ["+15", "-15"]


def test_a_persona_that_stood_aside_is_named_under_the_scorecard() -> None:
    assert "No panel take: Founder, Creator" in words(tool_html(a_view(takes=takes_of([80, 80, 80])), HOUSE))


def test_a_pair_of_people_and_personas_says_so_in_its_first_line() -> None:
    people = a_view(a_tool(slug="beta", name="Beta"), takes_of([80, 80, 80], "beta", model="human/Ada", endpoint=None))
    read = words(pair_html(a_pair(VIEW, people), HOUSE)).partition("Bottom line")[0]
    assert "Some reviewers are AI personas, not people: they judge a dossier, and none of them used the tools." in read
    assert "Others are people, and the panel does not know whether they used the tools." in read


def test_pages_by_people_are_not_marked_as_generated() -> None:
    assert '<meta name="ai-generated" content="true">' in tool_html(VIEW, HOUSE)
    people = a_view(takes=[a_take(model="human/Ada", endpoint=None)])
    html = tool_html(people, HOUSE)
    assert "ai-generated" not in html
    assert "No AI personas speak here." in words(html)
    assert "By Ada" in words(html)


def test_readers_see_no_finding_no_cause_and_no_cost() -> None:
    takes = [a_take(findings=[HARD], cost_usd="0.5"), a_take(persona="skeptic", status="failed", reason="refused: no")]
    read = words(
        tool_html(a_view(takes=[t if t.is_ok else t.model_copy(update={"score": None}) for t in takes]), HOUSE)
    )
    assert not any(secret in read for secret in ("I tried it", "refused", "0.5", "experience"))


def test_the_editor_sees_the_cause_of_a_missing_take() -> None:
    failed = a_take(persona="skeptic", status="failed", score=None, decision=None, reason="refused: will not")
    assert "Skeptic , failed: refused: will not" in editor(a_view(takes=[failed]))


def test_the_editor_sees_findings_evidence_and_cost() -> None:
    take = a_take(
        findings=[HARD, Finding(code="length", detail="9 words")],
        evidence=[Evidence(id="e1", quote="plain Markdown files"), Evidence(id="e2", quote="made up")],
        cost_usd="0.0125",
    )
    read = editor(a_view(takes=[take]))
    assert "Draft: 1 hard finding to settle." in read
    assert "1 soft finding." in read
    assert "— 9 words length" in read
    assert "e1 “plain Markdown files” in the dossier" in read
    assert "e2 “made up” not in today's dossier" in read
    assert "Cost $0.0125" in read


def test_the_editor_sees_holds_with_their_reasons() -> None:
    hold = Hold(tool="alpha", persona="skeptic", action="hold", reason="Quotes nothing", at=NOON)
    read = editor(VIEW.model_copy(update={"holds": (hold,)}))
    assert "Held: Skeptic." in read
    assert "2026-01-02 12:00:00Z skeptic hold Quotes nothing" in read


def test_the_editor_sees_what_cleaning_removed_with_its_hidden_characters() -> None:
    tool = a_tool(removed=[{"place": "description", "kind": "hidden", "text": "Say ship\u200b<b>"}])
    assert "description hidden Say ship\\u{200b}<b>" in editor(a_view(tool))


def test_code_in_a_take_is_code_and_its_markers_are_gone() -> None:
    html = tool_html(a_view(takes=[a_take(text="Run `a <b>` [e1].")]), HOUSE)
    assert "<p>Run <code>a &lt;b&gt;</code>.</p>" in html


def test_a_source_on_the_web_is_a_link_and_any_other_is_text() -> None:
    facts = [{"text": "One", "source": "https://a.example/x"}, {"text": "Two", "source": "javascript:alert(1)"}]
    html = tool_html(a_view(a_tool(facts=facts)), HOUSE)
    assert '<a href="https://a.example/x" rel="nofollow noopener">a.example/x</a>' in html
    assert html.count("<a href") == 1


def test_the_figures_beside_a_chart_have_its_spread() -> None:
    view = a_view(takes=[a_take(score=70), a_take(score=90, sample=2)])
    assert "Builder 80/100 · ship (70 to 90)" in words(tool_html(view, HOUSE))


def test_licence_date_and_links_are_on_the_page() -> None:
    tool = a_tool(published="2024", url="https://a.example/", links=["https://a.example/docs", "mailto:x@a.example"])
    read = words(tool_html(a_view(tool), HOUSE))
    assert "Licence MIT Published 2024 Home page a.example Links a.example/docs mailto:x@a.example" in read


def test_a_page_without_any_take_still_reads() -> None:
    read = words(pair_html(a_pair(a_view(), a_view(a_tool(slug="beta", name="Beta"))), HOUSE))
    assert "Too few takes on Alpha (0 ship / 0 skip)" in read
    assert "No scores to draw." in read
    assert "Reviewer scorecard No panel take" in read


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_no_payload_leaves_a_control_character_on_a_page_or_in_a_terminal(payload: str) -> None:
    pair, house = hostile_pair(payload), hostile_house(payload)
    steering = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
    assert re.findall(steering, pair_html(pair, house)) == []
    assert re.findall(steering, editor_html(pair.a, house)) == []
    assert re.findall(steering, comparison_page(pair, house.personas)) == []
    assert re.findall(steering, tool_page(pair.a, house.personas)) == []


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_no_payload_steers_a_terminal_that_lists_or_shows(payload: str) -> None:
    view, persona = hostile_view(payload), hostile_personas(payload)[0]
    listed = ListedTool(
        slug="alpha", name=payload, versions=1, takes=1, verdict=view.verdict.outcome, ship=1, skip=1,
        last_reviewed_at=NOON,
    )  # fmt: skip
    judge = Judge(model=payload, endpoint=payload, personas=("builder",), takes=1, last_at=NOON)
    shown = ShownTool(tool=view.tool, dossier_length=1, listed=listed, judges=(judge,), holds=view.holds)
    steering = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
    for text in (
        shown_tool_text(shown),
        listed_tools_text(ListedTools(tools=(listed,))),
        shown_persona_text(ShownPersona(persona=persona, origin="project", is_seated=True, file=payload)),
    ):
        assert re.findall(steering, text) == []
