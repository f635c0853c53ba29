"""Claim patterns: how a sentence says that its writer used the tool, by what such a claim leans on."""

from __future__ import annotations

import regex

from panel.checks.claim_words import (
    BRIEFLY,
    DID,
    DO,
    DOING,
    DONE,
    DONE_AFTER_D,
    FEW,
    IT,
    NOT_OF_WORDS,
    OUR,
    OWN,
    REVIEWER,
    SEATS,
    SPELL,
    TESTS,
    THING,
    TIME,
    WE,
    any_of,
    any_word,
)
from panel.checks.voice import TOOL

_OPENS = r"(?:^|[,;:(-] ?|\b(?:and|but|though|while|yet) )"
"""The start of a clause."""

_HAVE = "(?: have| had|'ve)"
_ARE = "(?:'m| am|'re| are| was| were|'ve been| have been)"
_MAYBE = "(?! (?:would|could|might|may|can|should|will)\\b)"
_TESTED_AS = (
    r"(?:(?:hands-on|practical|real-world|daily|day-to-day|everyday|local|quick|early|side-by-side|informal|actual"
    r"|extended|brief|some|more|initial|internal|limited|further|even) ){0,2}"
)
_MUCH = any_word(
    r"an? \d{1,4} one two three four five six ten twenty thirty several some many hours days weeks months half over"
    " about nearly less more roughly almost"
)
_PLACES = any_word(
    "experience hands use usage set-?up stack workflow projects? environment measurements runs practice studio company"
    " pipeline codebase office repo deployment"
)
_MACHINES = any_word(
    r"machines? laptops? phones? macbook\w{0,4} desktop servers? cluster hardware team projects? codebase computer"
    " tablet iphone ipad pc"
)
_SHOWS = any_of(
    any_word("shows? showed reveals? revealed suggests? suggested confirms? confirmed finds? found proved?"),
    "(?:indicates?|indicated)",
)
_DOES = any_of(_SHOWS, any_word("ran was were took rig machine phone laptop setup"))
"""What a test does, or is made of, when it is no figure of speech."""

_POSSESSED = any_of(
    any_word("measurements? installation hands-on codebase subscription deployment workflow stack pilot rollout"),
    any_word("tests testing trials benchmarks"),
    f"(?:test|trial|benchmark) (?:runs?|{_DOES})",
    "daily driver",
    "experience (?:with|of|using|shows|says|was)",
)
_COLLEAGUES = any_word(
    "teams? engineers developers testers colleagues? customers clients users designers company studio office"
)

PERSON = any_of(
    f"{WE}{_HAVE}? {BRIEFLY}{DID}{NOT_OF_WORDS}",
    f"{WE}{_HAVE} {BRIEFLY}{DONE}{NOT_OF_WORDS}",
    f"{WE}'d {BRIEFLY}{DONE_AFTER_D}{NOT_OF_WORDS}",
    rf"{WE} did {BRIEFLY}(?:try|test|use|install|run|buy|measure|own)\b{NOT_OF_WORDS}",
    f"{WE}(?:{_HAVE}|'d) been {BRIEFLY}{DOING}{NOT_OF_WORDS}",
    f"{WE}{_ARE} {BRIEFLY}{DOING}{NOT_OF_WORDS}",
    rf"{WE}{_ARE} (?:an? )?{FEW}(?:users?|customers?|subscribers?)\b",
    rf"{WE} {BRIEFLY}{DO} (?:{IT}|one)(?!\w)",
    rf"{WE} {BRIEFLY}(?:own an? (?:licence|license|copy|subscription)|pay for (?:{TOOL}|the {THING}))(?!\w)",
    f"{WE} (?:could(?:n't| not)|never|did(?:n't| not)(?: manage to)?) (?:get|got) {IT} (?:to|running|working|up)",
    rf"{WE} {BRIEFLY}have {FEW}experience (?:with|of)\b",
    rf"{WE} can (?:confirm|vouch|attest)\b",
    rf"\bin (?:practice|use|daily use|production),? {WE} (?:found|noticed|saw|got|had)\b",
    rf"{WE} (?:found|noticed|saw) (?:\S{{1,40}} ){{0,8}}in (?:practice|use|production)\b",
    rf"\b(?:saved?|saves|costs?|took|spared) (?:me|us) {_MUCH}\b",
    rf"\b(?:worked|ran|failed|crashed|broke|froze|stalled|choked|fell over) {FEW}(?:for|on) (?:me|us)\b",
    rf"\b(?:in|during|after|from) {OUR} {FEW}(?:{TESTS}|{_PLACES})\b",
    rf"\bon {OUR} {FEW}{_MACHINES}\b",
    rf"{OUR} {OWN}{_POSSESSED}\b",
    rf"{OUR} {OWN}{_COLLEAGUES}\b{_MAYBE}",
    f"{OUR} (?:first |second |last )?{TIME} (?:with|on|in|using) {IT}",
    rf"\b(?:a |two )colleagues? (?:of (?:mine|ours) )?{BRIEFLY}{DID}",
    f"{REVIEWER}(?: has| have| had)? {BRIEFLY}{DID}{NOT_OF_WORDS}",
    f"{REVIEWER} (?:has|have|had) been {BRIEFLY}{DOING}{NOT_OF_WORDS}",
    rf"{REVIEWER}'s? (?:own )?(?:testing|(?:tests?|trials?) {_DOES}|hands-on|machine|laptop)\b",
    rf"\bthe (?:reviewers?|panel|tester)(?: has| have| had)? {BRIEFLY}"
    rf"(?:tested|tried|installed|used|bought|ran|measured) {IT}(?!\w)",
    rf"\bthe panel's (?:own )?{TESTS}\b",
    rf"\bas (?:someone|somebody) who(?:'s|'ve| has| have| had)? {BRIEFLY}"
    rf"(?:been {BRIEFLY}{DOING}|{DID}|uses?\b|runs?\b|owns?\b)",
    rf"\bas an? (?:{SEATS}|reviewer|user|developer|engineer|writer|designer) who (?:has |have )?{BRIEFLY}{DID}",
    rf"\b(?:those|many|some|most|all) of us who (?:have |had )?{BRIEFLY}(?:{DID}|{DO}\b)",
    f"{_OPENS}having {BRIEFLY}{DONE}{NOT_OF_WORDS}[^.;!?]{{0,60}}? {WE}",
    f"{_OPENS}after (?:installing|using|trying|testing|running|buying) {IT},? {WE}{_MAYBE}",
    f"{_OPENS}(?:from (?:personal |long )?|speaking from {FEW})experience,",
    r"(?<!(?:not|never|n't)(?: yet)?(?: been)? )\b(?:tested|tried|installed|used|bought|measured|run)"
    r" (?:\S{1,40} ){0,3}by (?:us|me|this (?:reviewer|panel|seat)|the panel)\b",
    r"\b(?:tested|installed|used|bought|ran|measured) (?:\S{1,40} ){0,3}for this (?:review|take|panel)\b",
)
"""Somebody on the panel: ``I tested``, ``our team``."""

PERSON_WORDS = (
    rf"\b(?:i|we|me|us|my|our|colleagues?|reviewers?|experience|(?:this|the) (?:{SEATS}|writer|author|tester|critic"
    rf"|panel|panelist|seat|review|take)"
    rf"|as (?:someone|somebody|an? (?:{SEATS}|user|developer|engineer|writer|designer)))\b"
)
"""One of these stands in every such claim; the pattern itself is large, and few takes have any of them."""

STAY = any_of(
    rf"\bafter (?:about |just |only |nearly |over )?(?:the first )?{SPELL} (?:(?:with|of|on) {IT}(?!\w)|(?:of|spent|in)"
    rf" (?:{DOING}|(?:daily|heavy|real|regular|steady|hands-on|actual) use\b))",
    rf"\b(?:after|over|in) {SPELL} of {TESTS}\b",
    rf"\b(?:after {SPELL}|(?:after|over|in) {SPELL} of use),? {WE}{_MAYBE}",
    rf"^{SPELL} in,[^.;!?]{{0,80}}? (?:i|we|my|me|us|our)\b",
    f"{_OPENS}(?:after )?having {BRIEFLY}{DONE}{NOT_OF_WORDS}",
    rf"{_OPENS}after {BRIEFLY}(?:trying|playing with|living with) {IT}(?!\w)",
    rf"{_OPENS}after {BRIEFLY}(?:using|testing) {IT} (?:for|daily|every|on|across)\b",
    rf"{_OPENS}(?:while|when|during) {BRIEFLY}testing {IT}(?!\w)",
    rf"{_OPENS}(?:while |when )?(?:using|testing|running|trying|playing with) {IT}[^.;!?]{{0,60}}?"
    r" (?:i|we|my|me|us|our)\b",
    rf"^(?:spent|having spent) {SPELL} (?:with|on|using|testing|setting)\b",
    rf"^(?:tested|tried|installed|used|ran|bought|timed|benchmarked|deployed) {IT}(?!\w)(?! (?:way|would|could)\b)",
)
"""Time spent or a thing done, by nobody in particular: ``after a week with it``."""

TEST = any_of(
    rf"{_OPENS}(?:an? )?{_TESTED_AS}(?P<noun>{TESTS}) (?:on (?:\S{{1,40}} ){{1,4}})?(?:quickly |soon |also )?"
    rf"{_SHOWS}\b(?! up\b)",
    rf"{_OPENS}(?:even )?(?:in|during|under|throughout) {_TESTED_AS}(?P<noun>{TESTS})(?:,| (?:it|the|{TOOL})(?!\w))",
    r"\b(?:held up|worked|failed|crashed|broke|performed|shone|stumbled|struggled|behaved|lagged|dropped|proved|felt)"
    rf" (?:\w{{1,20}} ){{0,3}}in (?:\w{{1,20}} )?(?P<noun>{TESTS})\b",
    rf"\bin (?:daily|actual|real|real-world|everyday) use,? (?:it|the \w{{1,20}}|{TOOL}) (?:felt|was|were|held|proved"
    r"|stayed|crashed|lagged|worked|ran)\b",
    rf"^(?P<noun>tested) (?:on|over|across|for (?=\S{{1,9}} {TIME}\b))\b{NOT_OF_WORDS}",
    rf"\bwhen (?P<noun>tested)(?:,| (?:on|with|against|over|it)\b){NOT_OF_WORDS}",
)
"""A test, by nobody in particular: ``testing showed``; ``noun`` is the word for it."""

_HANDS_ON = f"(?P<noun>hands-on) (?:{TESTS}|time|use|reviews?|experience|look|sessions?|impressions?|week|comparison)"

TOUCH = any_of(
    rf"\b(?:in|after|during|from|based on) (?:an? |the |some )?(?:\w{{1,20}} )?{_HANDS_ON}\b",
    rf"\b{_HANDS_ON} (?:\S{{1,40}} ){{0,4}}(?:{_SHOWS}|was|leaves?|left|went|felt|turned)\b",
    rf"\b(?P<noun>hands-on) with {IT}(?!\w)",
    f"^(?P<noun>hands-on), (?:it|the|{TOOL})",
    r"\b(?P<noun>first-?hand|personal) experience (?:with|of)\b",
)
"""A look at the thing itself: ``a hands-on test``; ``noun`` is the word for it."""


def of_seat(name: str) -> str:
    """The same for a writer who is spoken of by a persona's name, as in ``the Auditor tested it``."""
    seat = rf"\b(?:the|this) (?-i:{regex.escape(name)})"
    return f"{seat}(?: has| have| had)? (?:{BRIEFLY}{DID}|been {BRIEFLY}{DOING}){NOT_OF_WORDS}"


def compiled(pattern: str) -> regex.Pattern[str]:
    """The pattern, read without case."""
    return regex.compile(pattern, regex.IGNORECASE)
