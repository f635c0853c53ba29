"""Which sentences claim that their writer used the tool, and which only sound like it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from panel.checks.dossier_text import DossierText
from panel.checks.experience import claims, experience
from panel.checks.voice import own_words
from panel.domain.take import Finding
from tests.builders import a_tool


def found(text: str, **fields: object) -> Finding | None:
    """What the check says of a text on Alpha."""
    tool = a_tool(**fields)
    dossier = DossierText.of(tool.dossier)
    voice = own_words(text, tool.name, dossier)
    return experience(voice, claims(voice, dossier))


CLAIMS = [
    "I tested it on a laptop and it held.",
    "I TESTED IT ON A LAPTOP.",
    "I've tried Alpha with a large vault.",
    "I’ve tried Alpha with a large vault.",
    "We installed it in five minutes.",
    "We've been running it since spring.",
    "I have personally used Alpha every day.",
    "I'd been using a wiki before; Alpha is quicker.",
    "I’d tested three rivals first.",
    "I bought the yearly plan.",
    "We measured a start of two seconds.",
    "I own one, and it gathers dust.",
    "I worked with Alpha on a book.",
    "We ran it against a folder of ten thousand notes.",
    "I've been doing this manually for months.",
    "I've been doing this\nmanually for months.",
    "I used to do this by hand.",
    "In my tests the search was slow.",
    "In our own testing,\nthe search was slow.",
    "In my experience the format survives.",
    "Our team moved its notes over in a day.",
    "My team loves the offline mode.",
    "After a week with it, the seams show.",
    "After two full weeks with Alpha, the search still feels slow.",
    "After three months of daily use the index has not grown.",
    "Two weeks in, we have lost nothing.",
    "Having used it on a train, the offline claim rings true.",
    "Having tested Alpha, this seat is convinced.",
    "Spent a weekend with it and never opened the manual.",
    "Installed it on an old phone without trouble.",
    "It installs in one step, and when I tried the export it worked.",
    "Once I installed it, the notes appeared.",
    "This reviewer tested the export twice.",
    "The Builder installed it from the command line.",
    "THE BUILDER INSTALLED IT.",
    "This Skeptic has tried worse.",
    "Testing shows that the index holds.",
    "Early testing showed a slow search.",
    "In testing, it never lost a note.",
    "The index held up in testing.",
    "When tested on a large vault, it slowed down.",
    "A hands-on test leaves a good impression.",
    "Hands-on with Alpha, the promise holds.",
    "In practice we found that sync is missed.",
    "We found it slow with large folders.",
    "We use it daily.",
    "It runs well on my laptop.",
    "It saved me hours of copying.",
    "The export crashed twice for me.",
    "As someone who has used every rival, the format is a relief.",
    "As somebody who’s been using plain files for years, the format is a relief.",
    "I did try the export.",
    "I'm using Alpha for a novel.",
    "Speaking from experience, lock-in is what hurts.",
    "I *tested* it [e1] twice.",
    "I set it up in an hour.",
    "We had it running before lunch.",
    "I wrote a whole chapter in Alpha.",
    "I gave it a spin on an old phone.",
    "I can vouch for the search.",
    "It was installed on two phones for this review.",
    "Those of us who have used wikis know the pain.",
    "The maker says it is fast; I measured two seconds.",
    "If speed matters, skip: I tested it.",
    "Whether it lasts is open. We tried it.",
    "“We tested it on nine phones” is what I would write.",
    "i tried it twice",
]

NO_CLAIMS = [
    "A team that installed it would have to move its notes.",
    "A team that had used it for a year would know.",
    "Try it on a small folder first.",
    "Test it before the first invoice.",
    "Once installed, it needs no account.",
    "When installed from the command line, it starts at once.",
    "If I used it for a month, the price would matter.",
    "If we tested it, the claim could be settled.",
    "Had we tested it, the claim would be settled.",
    "Unless our team used it, nobody would know.",
    "Users who have tested it are not named.",
    "Developers have used plain files for decades.",
    "The makers tested it on nine phones.",
    "The maker's team runs it in production.",
    "Their team uses it daily.",
    "Your team can start with one command.",
    "Nobody on this panel has used the tool.",
    "Nobody here claims that we tested it.",
    "I have not tested it.",
    "We haven’t used it.",
    "This panel has not installed it.",
    "No hands-on test was possible.",
    "It deserves a hands-on trial before anyone pays.",
    "A hands-on test would settle the matter.",
    "What would settle it is a test in real use.",
    "The claim can be tested in ten minutes.",
    "It was tested by its makers alone.",
    "It can be used offline and installed with one command.",
    "It is installed with one command, tried or not.",
    "I would have tested the export first.",
    "I'd use it for a novel.",
    "We would run it on one machine before ten.",
    "I want to use it, and that is the trouble.",
    "One could try it for a week and learn little.",
    "A developer, having used it for a week, would know the format.",
    "After a week with it, users know whether the format fits.",
    "After a month with it a team would have its answer.",
    "After 14 days of the free trial the price applies.",
    "The maker says that testing showed fewer lost notes.",
    "Its own tests show a fast start, and nobody else's do.",
    "Unit tests show up in the sidebar.",
    "It helps with testing and is useful in testing pipelines.",
    "Tests would show whether the index holds.",
    "The founder tested the market before the price.",
    "A builder who installed it would see a folder of files.",
    "The creator of Alpha used plain files.",
    "The reviewer tool tested here is another one.",
    "The Builder's question is what one runs first.",
    "This seat has one question left.",
    "In my view the price is fair.",
    "To my mind our time is worth more than that.",
    "We see no price, and we read no limit.",
    "I tried to find a price in what is stated.",
    "We used the dossier alone.",
    "I tested the claim against the facts.",
    "What part I used to say is now part II.",
    "Tools of type I used to need a server.",
    "Its tested, installed base is not stated.",
    "The well-tried format is Markdown.",
    "What is stated holds in use.",
    "In practice the delay is put at 20-30%.",
    "Worth trying on a brief, as long as the export holds.",
    "Pretend we used it for a year: what would be missed?",
    "Imagine I bought it and the maker vanished.",
    "Whether we tested it or not, the claim is unproved.",
    "A colleague would ask what it costs.",
    "Would we use it daily?",
    "The tool says “One command installs the command line tool”.",
    "It is not that I tested it; the maker says so.",
    "Personal use is free; experience with plain files helps.",
    "Hands-on labs are part of the course.",
    "The tool was used by nine companies, as stated.",
    "Let me be clear: nothing is stated on price.",
    "For us readers the price is missing.",
    "It asks us to trust it.",
    "Buyers who tried rivals will ask about export.",
    "The app has run out of room to grow.",
    "It is meant for people who run their own servers and have tried worse.",
    "Spent tokens are billed; installed models are not.",
    "Used this way, it replaces a wiki.",
    "Bought outright, the licence never ends.",
    "Having plain files is the way out.",
    "Having used up the quota, the caller waits.",
    "Six months in, the bill has tripled and nobody is left who knows the format.",
    "Over a year of use the subscription costs more than the licence.",
    "Only a hands-on test settles it.",
    "The next step is a hands-on test.",
    "The Skeptic's test is who pays when the maker stops.",
    "The Skeptic tried to find a limit and there is none stated.",
    "This seat struggled to see a buyer.",
    "This seat worked with what is stated.",
    "This seat found it thin.",
    "The Founder bought the story, not the numbers.",
    "The Builder ran the numbers that are stated.",
    "The Skeptic paid attention to the licence.",
    "The Founder measured it by one question.",
    "This panel relied on what the maker states.",
    "The Futurist took it for granted that prices fall.",
    "No benchmarks show how fast it starts.",
    "Nothing is stated on how it performed in tests.",
]


@pytest.mark.parametrize("sentence", CLAIMS)
def test_a_claim_of_experience_is_hard(sentence: str) -> None:
    finding = found(sentence)
    assert finding is not None
    assert (finding.code, finding.severity) == ("experience", "hard")


@pytest.mark.parametrize("sentence", NO_CLAIMS)
def test_what_only_sounds_like_one_is_none(sentence: str) -> None:
    assert found(sentence) is None


def test_the_finding_lists_the_words_as_written() -> None:
    finding = found("I’ve *tried* Alpha. Later our\nteam ran it, and I've tried it again.")
    assert finding is not None
    assert finding.detail == "I’ve tried, our team, I've tried"


def test_the_finding_is_bounded_however_many_claims_there_are() -> None:
    finding = found("I personally tested Alpha. " * 2000)
    assert finding is not None
    assert len(finding.detail) == 120


@pytest.mark.parametrize(
    "marks", ["“{}”", "“{}.”", '"{}"', "«{}»", "‘{}’", "'{}'", "„{}“"], ids=lambda marks: marks.format("x")
)
def test_what_is_quoted_from_the_dossier_is_the_makers_voice(marks: str) -> None:
    said = "we tested it on nine phones and it’s fast"
    tool = {"facts": [{"text": "At home we tested it on nine phones and it's fast."}]}
    assert found(f"The maker writes {marks.format(said)}.", **tool) is None
    assert found(f"The maker writes {said}.", **tool) is not None


def test_a_quotation_inside_another_is_the_makers_voice_too() -> None:
    tool = {"description": "“I tested it”, says Ana, “and we bought it”."}
    assert found("It quotes ““I tested it”, says Ana, “and we bought it””.", **tool) is None


def test_an_invented_quotation_is_the_writers_own() -> None:
    assert found("Its users say “we tested it on nine phones”.") is not None


def test_the_tools_name_is_not_the_writers_choice() -> None:
    assert found("Our Team keeps notes.", name="Our Team") is None
    assert found("Our team keeps notes.", name="Our Team") is not None


def test_a_name_that_is_a_word_of_its_own_hides_nothing() -> None:
    assert found("I tested it.", name="I") is not None


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("Testing shows fewer lost notes.", "Testing on nine phones lost no note."),
        ("In trials, it lost no note.", "Trials on nine phones lost no note."),
        ("Hands-on sessions show the format.", "The course has hands-on sessions."),
    ],
)
def test_tests_that_the_dossier_speaks_of_need_not_be_the_writers(sentence: str, fact: str) -> None:
    assert found(sentence, facts=[{"text": fact}]) is None
    assert found(sentence) is not None


def test_a_persona_of_ones_own_is_known_by_its_name() -> None:
    tool = a_tool()
    dossier = DossierText.of(tool.dossier)
    voice = own_words("The Auditor (C++) has tested it.", tool.name, dossier)
    assert claims(voice, dossier) == ()
    assert [voice.said(span) for span in claims(voice, dossier, "Auditor (C++)")] == ["The Auditor (C++) has tested"]


def test_claims_do_not_overlap() -> None:
    tool = a_tool()
    dossier = DossierText.of(tool.dossier)
    voice = own_words("In our tests our team used Alpha; I tested it on my phone for this review.", tool.name, dossier)
    spans = claims(voice, dossier)
    assert len(spans) > 1
    assert all(one.end <= other.start for one, other in pairwise(spans))
