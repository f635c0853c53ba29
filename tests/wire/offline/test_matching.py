"""Matching: which sentence answers, with yes or no, and how much one sentence may do."""

from __future__ import annotations

from panel.wire.offline.matching import SERVES_AT_MOST, Answered, answers
from panel.wire.offline.passages import Passage
from panel.wire.offline.reading import CriterionText

PRICE = CriterionText(id="price_stated", ask="Is the price, or that it is free, stated?", yes_is="ship")
ACCOUNT = CriterionText(id="account_first", ask="Does it need an account or an API key first?", yes_is="skip")
EXPORT = CriterionText(id="escape_hatch", ask="Does it state a way out, such as export?", yes_is="ship")
SETUP = CriterionText(id="first_ten_minutes", ask="Does it state an install or a command?", yes_is="ship")
STRIPES = CriterionText(id="zebra", ask="Does the zebra wear stripes?", yes_is="ship")


def a_passage(text: str, place: str = "description", *, is_tainted: bool = False) -> Passage:
    return Passage(place=place, text=text, is_tainted=is_tainted)


def answer(criterion: CriterionText, *stated: Passage, name: str = "Alpha", is_strict: bool = False) -> Answered:
    return answers([criterion], stated, name, is_strict=is_strict)[0]


def test_a_sentence_with_a_sign_answers_yes() -> None:
    answered = answer(EXPORT, a_passage("Everything can be exported."))
    assert (answered.met, answered.quote) == ("yes", "Everything can be exported")


def test_a_denied_sign_answers_no() -> None:
    assert answer(ACCOUNT, a_passage("It needs no account.")).met == "no"


def test_silence_is_unknown_and_quotes_nothing() -> None:
    answered = answer(EXPORT, a_passage("It is blue."))
    assert (answered.met, answered.quote) == ("unknown", "")


def test_a_value_in_the_topics_own_place_answers_whatever_its_language() -> None:
    assert answer(PRICE, a_passage("Kostenlos", "pricing")).met == "yes"


def test_a_criterion_without_a_topic_is_answered_by_two_shared_words() -> None:
    assert answer(STRIPES, a_passage("Our zebra has stripes.")).met == "yes"
    assert answer(STRIPES, a_passage("Our zebra has no stripes.")).met == "no"
    assert answer(STRIPES, a_passage("Our zebra is old.")).met == "unknown"


def test_the_tools_name_answers_nothing() -> None:
    unfinished = CriterionText(id="unfinished", ask="Is it experimental, beta or alpha?", yes_is="skip")
    assert answer(unfinished, a_passage("Alpha is small."), name="Alpha").met == "unknown"
    assert answer(unfinished, a_passage("It is an alpha version."), name="Alpha").met == "yes"


def test_the_sentence_with_more_signs_wins() -> None:
    weak, strong = a_passage("Export is there."), a_passage("It is open-source, and files can be exported.")
    assert answer(EXPORT, weak, strong).quote == "It is open-source, and files can be exported"


def test_praise_weakens_a_sentence_until_it_answers_nothing() -> None:
    assert answer(EXPORT, a_passage("The best, revolutionary, unmatched export.")).met == "unknown"


def test_one_sentence_serves_two_criteria_at_most() -> None:
    stuffed = a_passage("Free price export install command account API key open source")
    met = [one.met for one in answers([PRICE, ACCOUNT, EXPORT, SETUP], [stuffed], "Alpha", is_strict=False)]
    assert len(met) - met.count("unknown") == SERVES_AT_MOST


def test_tainted_words_may_speak_against_the_tool_but_not_for_it() -> None:
    praise, blame = (
        a_passage("It can be exported.", is_tainted=True),
        a_passage("An account is needed.", is_tainted=True),
    )
    strict = answers([EXPORT, ACCOUNT], [praise, blame], "Alpha", is_strict=True)
    assert [one.met for one in strict] == ["unknown", "yes"]


def test_yes_speaks_for_the_decision_that_the_criterion_names() -> None:
    assert answer(EXPORT, a_passage("Everything can be exported.")).speaks_for
    assert answer(ACCOUNT, a_passage("An account is needed.")).speaks_against
    assert answer(ACCOUNT, a_passage("It needs no account.")).speaks_for
