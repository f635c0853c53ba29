"""Claim words: the parts that sentences about using a tool are made of, as pieces of patterns.

They are for tidy words with straight marks, read without case. Every repeat is bounded and hangs on a fixed word, so
that the work grows with the text and no faster.
"""

from __future__ import annotations

from panel.checks.voice import TOOL


def any_of(*alternatives: str) -> str:
    """A pattern for any of these."""
    return f"(?:{'|'.join(alternatives)})"


def any_whole(*alternatives: str) -> str:
    """A pattern for any of these where a word ends with it."""
    return any_of(*alternatives) + r"(?!\w)"


def any_word(*words: str) -> str:
    """A pattern for any of the words in some lists."""
    return any_of(*" ".join(words).split())


WORDS = r"(?:[^\s,;:]{1,40} ){0,6}"
FEW = r"(?:\w{1,20} ){0,2}?"
OWN = r"(?:own |whole |entire )?(?:[\w-]{1,20} )?"
BRIEFLY = (
    "(?:(?:also|already|actually|once|first|even|just|then|now|still|since|both|all|only|often|not only"
    r"|\w{2,20}ly) ){0,2}"
)

THING = any_word("tool app application product service model library cli editor plugin beta")
IT = any_of(
    *("it", "them", "both", TOOL, f"(?:this|that|the) {THING}"),
    r"this(?= (?:every|daily|at|in|for|on|with)\b|[.,;!])",
)
"""The tool, as something that was done with it names it."""

SOME = any_of(any_word("an? one two three four five six ten several some many"), "a few", "a couple of", r"\d{1,3}")
TIME = any_word("hour day week month quarter year evening afternoon weekend sprint minute") + "s?"
SPELL = any_of(
    f"{SOME} (?:{any_word('full whole solid good busy long short single')} )?{TIME}",
    r"(?:hours|days|weeks|months|years)\b",
)
"""A stretch of time, as in ``two full weeks``."""

TESTS = "(?:tests?|testing|trials?|benchmarks?|benchmarking)"
NOT_OF_WORDS = (
    r"(?!(?: \S{1,40}){0,4} (?:dossier|words?|phrase|term|wording|claims?|sentence|facts?|criteri\w{1,4}"
    r"|quotes?|evidence|rubric|scale|lens|arguments?|objections?|questions?|yardstick|marks?)\b)"
)
"""Not what a reviewer may well use or test: words and claims."""

_USE = any_of(
    any_word("use try test install run buy export import sync configure break"), "set up", "(?:work|play) with"
)
_USING = any_of(any_word("using testing running trying"), "(?:working|playing) with")
_RUNNING = any_of(any_word("running working installed going deployed up"), "set up", "to (?:work|run|start|build)")
_MADE = any_word(
    "made drew drawn wrote written built created generated edited rendered produced designed shipped recorded printed"
    " prototyped"
)
_ALWAYS = any_word(
    "tested installed purchased owned benchmarked timed deployed configured downloaded trialled trialed piloted"
    " subscribed migrated onboarded debugged clicked typed pasted uploaded booted cloned"
)
_FELT = any_of(
    any_word(
        "slow fast quick snappy sluggish laggy buggy stable unstable reliable unreliable clunky smooth responsive"
    ),
    any_word("pleasant delightful intuitive unusable"),
    f"(?:easy|hard) to {_USE}",
)
_FAULTS = any_word("bugs? crash(?:es)? errors? lag trouble issues? problems? failures?")
_TO_IT = any_of(
    f"(?:worked with|relied on|lived with|set up|fed) {IT}",
    f"set {IT} up",
    f"rolled {IT} out",
    f"(?:hooked|wired|plugged|uninstalled|returned|watched|opened) {IT}",
    f"found {IT} (?:\\w{{2,20}}ly )?{_FELT}",
    f"put {IT} (?:through|in front of|to (?:work|use|the test))",
    f"took {IT} (?:through|for an? {FEW}(?:spin|ride|drive|run|test))",
    f"(?:threw|pointed) {IT} at",
    rf"threw (?:\S{{1,40}} ){{1,6}}at {IT}",
    f"gave {IT} an? {FEW}{any_word('try spin go run week month day test whirl')}",
    f"(?:got|had) {IT} {FEW}{_RUNNING}",
    f"(?:saw|seen) {IT} {any_word('crash fail break work run stall choke lose do')}",
    f"(?:moved|came|went) (?:over )?to {TOOL}",
    f"{_MADE} {WORDS}(?:with|in|using) {IT}",
)
DID = any_whole(
    f"tried(?! and true)(?! to (?!{_USE}|open|get|make|break)| that\\b)",
    r"used(?! (?:to|up|only|what|nothing|no)\b)",
    "used to (?:do|run|use|spend|build|maintain|manage|write|pay)",
    r"ran(?! (?:through|across|out|down|the numbers)\b)",
    r"measured(?! (?:it )?(?:against|by)\b)",
    r"bought(?! (?:into|that|the (?:pitch|story|argument|idea|line))\b)",
    r"paid(?! (?:attention|heed|off|no|little)\b)",
    "switched (?:to|from|over)",
    f"struggled (?:with {IT}|to (?:{_USE}|get|open))",
    "(?:played|experimented) (?:around )?with(?! the (?:idea|thought))",
    f"spent (?:about |nearly |over )?{SPELL}",
    "(?:set|signed) up",
    "logged in",
    f"(?:hit|ran into) (?:an?|the|no|some) {FEW}(?:{_FAULTS}|limit|wall|snag|paywall)",
    f"(?:had|experienced|encountered|noticed) (?:an? )?{FEW}{_FAULTS}",
    f"(?:started|began|stopped|kept|quit|ended up|loved|liked|enjoyed|hated) {_USING}",
    f"(?:managed|got|was able|were able|had a chance|decided|had|chose) to {_USE}",
    "(?:exported|imported|moved|synced|indexed|stored|cancelled) (?:my|our)",
    r"(?:checked|verified|confirmed) (?:\S{1,40} ){0,4}(?:myself|ourselves)",
    _ALWAYS,
    _TO_IT,
)
"""What somebody did who used it."""

DONE = any_of(DID, r"run\b", f"put {IT} (?:through|to)")
DONE_AFTER_D = any_whole(any_word("tried tested installed bought measured owned used spent paid"), "relied on")
"""Participles that cannot be what somebody would do, as in ``we'd run it``."""

DOING = any_whole(
    any_word("using testing measuring paying deploying experimenting"),
    r"trying(?! to\b)",
    r"running(?! (?:out|through|low)\b)",
    "(?:working|playing|living) with",
    "relying on",
    "doing (?:this|that|it|these|the same)",
)
DO = any_of(any_word("use run own deploy test"), "rely on", "work with", "keep using")

WE = r"(?<!\b(?:type|part|phase|class|war|volume|tier|stage) )\b(?:i|we)\b(?:, [^,.;:!?]{1,30},)?"
OUR = r"\b(?:my|our)"
SEATS = "Builder|Skeptic|Futurist|Founder|Creator"
REVIEWER = any_of(
    rf"\bthis (?:reviewer|writer|author|tester|critic|panel|panelist|seat|{SEATS})",
    rf"\b(?-i:[Tt]he (?:{SEATS})|THE (?:{SEATS.upper()}))",
    r"\b(?:one|two|several|all|some|each|both) of us",
)
"""The writer, spoken of from outside; a seat's name has its capital, since a tool may have a founder too."""
