"""The notes under a page, in plain words."""

from __future__ import annotations

from datetime import datetime

from panel.domain.take import Take
from panel.report.notes import Section, notes_on_pair, notes_on_tool
from tests.builders import a_take, a_tool
from tests.report.panels import PANEL, a_pair, a_view, takes_of

BETA = a_tool(slug="beta", name="Beta")
FULL = [80, 80, 80, 80, 80]


def section(notes: tuple[Section, ...], title: str) -> tuple[str, ...]:
    """The lines under a heading."""
    return next(one.lines for one in notes if one.title == title)


def on_tool(*takes: Take, title: str = "What this rests on") -> tuple[str, ...]:
    """A section of the notes on Alpha."""
    return section(notes_on_tool(a_view(takes=takes), PANEL), title)


def on_pair(left: list[Take], right: list[Take], title: str = "What this rests on") -> tuple[str, ...]:
    """A section of the notes on Alpha and Beta."""
    return section(notes_on_pair(a_pair(a_view(takes=left), a_view(BETA, right)), PANEL), title)


def test_the_sections_stand_in_order() -> None:
    titles = [one.title for one in notes_on_tool(a_view(takes=takes_of(FULL)), PANEL)]
    assert titles == ["What this rests on", "Sources", "Models", "Dates", "Disclosure"]


def test_a_pair_states_the_gap_on_shared_reviewers_and_names_no_winner() -> None:
    gap, noise = on_pair(takes_of([80, 70, 80, 80, 80]), takes_of([70, 80, 80, 80, 85], "beta"))
    assert gap.startswith("Shared reviewers: Builder, Skeptic, Futurist, Founder, Creator. Paired gap on them, Alpha ")
    assert gap.endswith(" less Beta: -1.00 points; widest on Builder, +10.")  # the mean of 10, -10, 0, 0 and -5
    assert noise == (
        "Single run: one take a seat, so how far scores move from run to run is unknown, and no winner is named."
    )


def test_a_pair_without_shared_reviewers_says_so() -> None:
    first = on_pair(takes_of([80]), [a_take(tool="beta", persona="skeptic")])[0]
    assert first == "The two panels share no reviewer with a score, so their scores cannot be set side by side."


def test_different_juries_are_named() -> None:
    lines = on_pair(takes_of([80, 80, 80, 80]), takes_of([80, 80], "beta"))
    assert lines[2] == ("Different juries: only Alpha has Futurist, Founder. The two shares are not like for like.")


def test_a_single_run_on_one_side_is_named() -> None:
    left = [*takes_of(FULL), *takes_of(FULL, sample=2)]
    assert on_pair(left, takes_of(FULL, "beta"))[1].startswith("Single run on Beta: one take a seat")


def test_samples_are_counted_and_still_name_no_winner() -> None:
    left, right = ([*takes_of(FULL, tool), *takes_of(FULL, tool, sample=2)] for tool in ("alpha", "beta"))
    assert on_pair(left, right)[1] == (
        "Several takes a seat (at most 2): scores are their means, no interval is claimed, and no winner is named."
    )


def test_rules_have_no_noise() -> None:
    lines = on_tool(*takes_of(FULL, model="offline/rubric", endpoint="offline"))
    assert lines == ("Fixed rules give the same scores on every run: no noise, but no judgement either.",)


def test_a_reviewer_without_a_take_is_named() -> None:
    assert on_tool(*takes_of([80, 80, 80]))[1:] == ("No panel take: Founder, Creator.",)


def test_a_page_without_takes_names_everybody() -> None:
    assert on_tool() == ("No panel take: Builder, Skeptic, Futurist, Founder, Creator.",)


def test_a_split_reviewer_is_named() -> None:
    split = a_take(model="c/d", score=20, decision="skip")
    assert on_tool(*takes_of(FULL), split)[1:] == (
        "Split, counted on neither side: Builder.",
        "A reviewer with several takes scores their mean; the text is the one nearest to it.",
    )


def test_versions_are_marked_with_the_tool_they_are_on() -> None:
    lines = on_pair(takes_of(FULL, dossier_hash="old"), takes_of(FULL, "beta"))
    assert lines[2:] == ("Older dossier: some takes are on an earlier version of what this page shows (Alpha).",)


def test_a_mark_on_both_tools_is_one_line() -> None:
    lines = on_pair(takes_of(FULL, persona_hash="x"), takes_of(FULL, "beta", persona_hash="x"))
    assert lines[2:] == (
        "Older persona: some takes were made under another version of their persona than today's (Alpha, Beta).",
    )


def test_mixed_versions_across_the_pair_are_marked() -> None:
    lines = on_pair(takes_of(FULL, persona_hash="x"), takes_of(FULL, "beta", persona_hash="y"))
    assert lines[2] == (
        "Mixed versions: a shared reviewer judged the two tools under different versions of its persona."
    )


def test_different_models_are_marked() -> None:
    lines = on_pair(takes_of(FULL), takes_of(FULL, "beta", model="c/d"))
    assert lines[2] == "Different models: the two panels were not written by the same ones."


def test_sources_are_the_facts_own_each_once() -> None:
    facts = [
        {"text": "One.", "source": "https://a.example"},
        {"text": "Two.", "source": "https://b.example"},
        {"text": "Three.", "source": "https://a.example"},
        {"text": "Four."},
    ]
    lines = section(notes_on_tool(a_view(a_tool(facts=facts)), PANEL), "Sources")
    assert lines == ("Alpha: https://a.example", "Alpha: https://b.example")


def test_a_tool_without_sources_says_so() -> None:
    assert on_tool(title="Sources") == ("Alpha: none given",)


def test_models_are_listed_once_in_the_order_asked_for() -> None:
    takes = [*takes_of([80], model="z/z"), *takes_of(FULL, model="c/d"), *takes_of(FULL, model="z/z")]
    assert on_tool(*takes, title="Models") == ("Alpha: z/z, c/d",)


def test_a_served_model_that_is_another_is_named() -> None:
    takes = [a_take(served_model="a/b-2026"), a_take(persona="skeptic", served_model="a/b")]
    assert on_tool(*takes, title="Models") == ("Alpha: a/b (served as a/b-2026)",)


def test_rules_are_labelled_as_rules() -> None:
    takes = takes_of(FULL, model="offline/rubric", endpoint="offline", served_model="offline/rubric")
    assert on_tool(*takes, title="Models") == ("Alpha: offline/rubric (rules, not a language model)",)


def test_people_are_labelled_as_people() -> None:
    takes = [a_take(model="human"), a_take(model="human/ana")]
    assert on_tool(*takes, title="Models") == ("Alpha: a person, ana (a person)",)


def test_a_model_that_a_document_names_is_a_claim() -> None:
    assert on_tool(a_take(is_imported=True), title="Models") == ("Alpha: a/b (as imported)",)


def test_nobody_wrote_no_takes() -> None:
    assert on_tool(title="Models") == ("Alpha: no takes",)


def test_dates_are_days_in_utc() -> None:
    takes = [
        a_take(created_at=datetime.fromisoformat("2026-03-01T00:30:00+02:00")),
        a_take(persona="skeptic", created_at=datetime.fromisoformat("2026-03-02T12:00:00+00:00")),
    ]
    assert on_tool(*takes, title="Dates") == ("Alpha: takes of 2026-02-28 to 2026-03-02 (UTC)",)


def test_one_day_is_named_once() -> None:
    assert on_tool(*takes_of(FULL), title="Dates") == ("Alpha: takes of 2026-01-02 (UTC)",)


def test_no_takes_have_no_dates() -> None:
    assert on_tool(title="Dates") == ("Alpha: no takes",)


def test_models_takes_are_disclosed() -> None:
    assert on_tool(*takes_of(FULL), title="Disclosure") == (
        "The reviewers are AI personas, not people. They judge a dossier; nobody used the tool.",
    )


def test_peoples_takes_are_not_called_a_machines() -> None:
    assert on_tool(*takes_of(FULL, model="human"), title="Disclosure") == (
        "No AI personas speak here. Takes by people are their own; the panel does not know whether they used the tool.",
    )


def test_rules_are_said_to_be_rules() -> None:
    assert on_tool(*takes_of(FULL, model="offline/rubric"), title="Disclosure") == (
        "The reviewers are AI personas, not people. They judge a dossier; nobody used the tool.",
        "Takes by rules are put together from the dossier's own words; no language model wrote them.",
    )


def test_rules_beside_models_are_disclosed() -> None:
    lines = on_pair(takes_of(FULL, model="offline/rubric"), takes_of(FULL, "beta"), "Disclosure")
    assert lines == (
        "The reviewers are AI personas, not people. They judge a dossier; nobody used the tools.",
        "Takes by rules are put together from the dossier's own words; no language model wrote them.",
    )


def test_one_id_on_two_endpoints_is_two_models() -> None:
    takes = [a_take(), a_take(endpoint="ollama", persona="skeptic")]
    assert on_tool(*takes, title="Models") == ("Alpha: openrouter:a/b, ollama:a/b",)
    sides = on_pair(takes_of(FULL), takes_of(FULL, "beta", endpoint="ollama"))
    assert any(line.startswith("Different models") for line in sides)


def test_peoples_takes_have_no_noise_of_runs() -> None:
    (noise, *_) = on_tool(*takes_of(FULL, model="human", endpoint=None))
    assert noise == "People's takes: each is one person's, once."
