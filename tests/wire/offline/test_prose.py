"""Takes as text: grounded, within their length, and different where tools and seats are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.domain.persona import Persona
from panel.domain.tool import Tool
from panel.intake.tool_files import read_tool
from panel.library.shelves import shelf
from tests.builders import a_persona, a_tool
from tests.wire.offline.asking import HOSTED, LOCAL, PERSONAS, PROMPTER, ask

FRAGMENTS = st.sampled_from(
    [
        "Orbit X7 runs offline on 3 devices.",
        "It needs an API key from Zed Corp, and Zed bills per token.",
        "Latency is 250 ms; that is the drawback.",
        "Writers at Kestrel choose a style and export SVG.",
        "Since 2019 it has been open-source under the MPL.",
        "Ein Satz auf Deutsch mit 12 Wörtern über Müller.",
        "日本語の説明です。価格は500円です。",
        "The price isn't stated, e.g. for schools (or for Mars).",
        f"It integrates with Ollama, LM Studio and Core ML, which is Apple's, and {'on and on ' * 20}until now.",
    ]
)
EXAMPLES = tuple(read_tool(path) for path in sorted((shelf("examples") / "tools").glob("*.md")))
DOSSIERS = st.builds(
    lambda name, pieces, rest: a_tool(name=name, description=" ".join([*pieces, rest]).strip() or "x", facts=[]),
    st.sampled_from(["Orbit X7", "Zed", "naïve (v2)", "{tool}", "日本"]),
    st.lists(FRAGMENTS, min_size=1, max_size=9),
    st.text(max_size=60),
)


def take(tool: Tool, persona: Persona) -> str:
    text: str = ask(tool, persona)["take"]
    return text


def claims(text: str) -> set[str]:
    """Numbers, and words with a capital that do not open a sentence."""
    plain = re.sub(r" \[e\d+\]", "", text)
    opening = {match.start(1) for match in re.finditer(r"(?:^|[.!?] )([A-Z])", plain)}
    return {match[0] for match in re.finditer(r"\b(?:\d[\w.,%-]*|[A-Z]\w*)", plain) if match.start() not in opening}


@settings(deadline=None, max_examples=60)
@given(DOSSIERS, st.sampled_from(sorted(PERSONAS)))
def test_no_number_and_no_name_is_invented(tool: Tool, persona: str) -> None:
    prompt = PROMPTER.prompt(tool, PERSONAS[persona])
    known = f"{prompt.dossier}\n{prompt.persona}"
    assert all(claim.rstrip(".,") in known for claim in claims(take(tool, PERSONAS[persona])))


@settings(deadline=None, max_examples=60)
@given(DOSSIERS, st.sampled_from(sorted(PERSONAS)))
def test_every_quote_is_verbatim_and_every_marker_has_one(tool: Tool, persona: str) -> None:
    answer = ask(tool, PERSONAS[persona])
    lines = PROMPTER.prompt(tool, PERSONAS[persona]).dossier.split("\n")
    quotes = {one["id"]: one["quote"] for one in answer["evidence"]}
    assert all(any(quote in line for line in lines) and 0 < len(quote) <= 200 for quote in quotes.values())
    assert set(re.findall(r"” \[(e\d+)\]", answer["take"])) <= set(quotes)
    assert list(quotes) == [f"e{place}" for place in range(1, len(quotes) + 1)]
    for mark in answer["marks"]:
        assert set(mark["evidence"]) <= set(quotes)
        assert bool(mark["evidence"]) == (mark["met"] != "unknown")


def _judged() -> list[tuple[str, Tool, Persona]]:
    return [
        (f"{tool.slug}-{persona.id}", tool, persona)
        for tool in (LOCAL, HOSTED, *EXAMPLES)
        for persona in PERSONAS.values()
        if ask(tool, persona)["verdict"]["score"] is not None
    ]


JUDGED = [pytest.param(tool, persona, id=name) for name, tool, persona in _judged()]


@pytest.mark.parametrize(("tool", "persona"), JUDGED)
def test_a_take_keeps_to_its_length(tool: Tool, persona: Persona) -> None:
    assert persona.length.min <= len(take(tool, persona).split()) <= persona.length.max


@pytest.mark.parametrize(("tool", "persona"), JUDGED)
def test_a_take_quotes_the_dossier_in_the_order_of_its_evidence(tool: Tool, persona: Persona) -> None:
    markers = re.findall(r"\[e(\d+)\]", take(tool, persona))
    assert markers
    assert [int(marker) for marker in dict.fromkeys(markers)] == list(range(1, len(set(markers)) + 1))


@pytest.mark.parametrize(("tool", "persona"), JUDGED)
def test_a_take_writes_nothing_that_its_persona_never_writes(tool: Tool, persona: Persona) -> None:
    own = re.sub(r"“[^”]*”", "", take(tool, persona))
    assert not [phrase for phrase in persona.ban.phrases if phrase.casefold() in own.casefold()]
    assert not [pattern for pattern in persona.ban.patterns if re.search(pattern, own, re.IGNORECASE)]


@pytest.mark.parametrize(("tool", "persona"), JUDGED)
def test_a_take_speaks_of_nobody_who_used_the_tool_and_names_no_score(tool: Tool, persona: Persona) -> None:
    own = re.sub(r"“[^”]*”", "", take(tool, persona))
    assert not re.search(r"\b(I|we|my|our|you|your|tested|tried|score|criteri\w+)\b", own, re.IGNORECASE)


@pytest.mark.parametrize(("tool", "persona"), JUDGED)
def test_a_take_is_made_of_whole_sentences(tool: Tool, persona: Persona) -> None:
    text = take(tool, persona)
    assert text[0].isupper() or text.startswith(tool.name)
    assert text[-1] in ".?"
    assert "  " not in text
    assert not re.search(r"[{}]|\bNone\b|[.?]\.", re.sub(r"“[^”]*”", "", text))


def test_no_two_seats_open_or_write_alike() -> None:
    texts = [take(tool, persona) for _, tool, persona in _judged() if tool is LOCAL]
    openings = [text.split("“")[0] for text in texts]
    assert len(set(openings)) == len(openings)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("persona", ["builder", "skeptic", "futurist", "founder"])
def test_takes_on_two_tools_differ(persona: str) -> None:
    assert take(LOCAL, PERSONAS[persona]) != take(HOSTED, PERSONAS[persona])


def test_an_abstention_says_in_one_sentence_what_is_missing() -> None:
    creator = PERSONAS["creator"]
    assert creator.applies_when is not None
    assert take(LOCAL, creator) == f"Nothing that is stated about Quayside shows {creator.applies_when.needs}."


def _teacher(**fields: Any) -> Persona:  # noqa: ANN401 - any field of a Persona
    asks = {
        "class_ready": ("Can a whole class use it without an account for each pupil?", "ship"),
        "school_price": ("Is there a price for schools?", "ship"),
        "lesson_plan": ("Does the dossier describe lesson material?", "ship"),
        "maildir_lesson": ("Does it teach mbox and Maildir?", "ship"),
        "pupil_privacy": ("Does personal data of pupils leave the machine?", "skip"),
    }
    criteria = [{"id": name, "ask": ask, "yes_is": yes_is} for name, (ask, yes_is) in asks.items()]
    return a_persona(id="teacher", question="Can a class use it on Monday?", criteria=criteria, **fields)


def test_a_seat_that_nobody_foresaw_gets_a_take_from_its_own_criteria() -> None:
    answer = ask(LOCAL, _teacher())
    assert {mark["criterion"]: mark["met"] for mark in answer["marks"]} == {
        "class_ready": "yes",
        "school_price": "yes",
        "lesson_plan": "unknown",
        "maildir_lesson": "yes",
        "pupil_privacy": "no",
    }
    assert 60 <= len(answer["take"].split()) <= 140


@pytest.mark.parametrize(("shortest", "longest"), [(20, 40), (70, 90)])
def test_another_length_is_kept_as_well(shortest: int, longest: int) -> None:
    words = take(LOCAL, _teacher(length={"min": shortest, "max": longest})).split()
    assert shortest <= len(words) <= longest
