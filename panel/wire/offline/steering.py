"""Steering: sentences of a dossier that speak to the panel instead of describing the tool.

They are left out before anything is weighed, so that they neither help nor harm; the page of a security tool may
quote such sentences in good faith. After a sentence that gives a score, an order or a finished answer, the rest of its
line and the next line may no longer speak for the tool, since a planted review seldom stops at one sentence.
"""

from __future__ import annotations

import re
import unicodedata

_PLANTED = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override)\b.{0,60}\b(?:instruction|prompt|rule|above|previous|prior|earlier|guideline)
    | \b\d{1,3}\s*/\s*(?:100|10)\b
    | "\s*(?:score|decision|verdict|met|marks|evidence|criterion|take)\s*"\s*:
    | <\|?\s*(?:im_start|im_end|system|endoftext) | \[/?inst\] | <<<\s*end | ^\s*(?:system|assistant|user)\s*:
    | \bscor(?:e|es|ed|ing)\b\s*(?:it|this|us|them|the\ tool|:|=|of|at)?\s*(?:a|an|at|with|as)?\s*\d
    | 忽略 | 无视 | 評価者 | تجاهل | игнорир
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESSED = re.compile(
    r"""
    \b(?:dear|note\ (?:to|for)|attention|message\ (?:to|for)|for\ the)\s+(?:all\ )?(?:ai\ |llm\ |the\ )*
        (?:reviewer|judge|panel|model|assistant|agent|evaluator|editor|grader)
    | \b(?:ai|llm|automated|human)\s+(?:reviewer|evaluator|grader)
    | \breviewers?\b.{0,40}\b(?:should|must|please|will|need)
    | \b(?:the|this|our|your)\s+panel\b.{0,30}\b(?:should|must|will|please|agree|find|vote|ship|is\ asked)
    | \b(?:the|your)\s+(?:verdict|score|rating|decision)\s+(?:is|must|should|has|here)\b
    | \banswer\s+(?:yes|no|unknown)\b | \b(?:yes|ship)\s+to\s+(?:all|every)
    | \b(?:all|each|every|any|the|your)\s+criteri(?:a|on)\b
    | \b(?:unknown|silence)\s+(?:counts|means|is)\b
    | \b(?:rate|score|grade|rank|mark|judge|evaluate|assess)\s+(?:it|this|us|ours?|them|highly|tools?\ like|the\ tool)\b
    | \bhow\s+to\s+(?:rate|score|judge|evaluate|review|assess)\s+(?:us|this|it|ours|our|tools?|products?|the)\b
    | \bshould\s+(?:be\s+)?(?:judged|rated|scored|evaluated|weighed|graded|ship|skip|count)\b
    | \byou(?:'d|’d|\ would|\ should|\ must)\s+(?:\w+\s+)?
        (?:give\s+(?:it|this|us|a|\d)|rate|score|ship|skip|recommend)\b
    | \b(?:decision|verdict|recommendation|rating|calibration|score)\s*[:=]
    | \beditor['’]?s?['’]?\s+(?:note|calibration|choice|pick)\b
    | \b(?:high|full|top|maximum|perfect|positive)\s+(?:score|marks|rating|review)
    | \bas\s+a\s+fellow\b | \b(?:this|the|your)\s+(?:instruction|prompt|system\ message)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_planted(sentence: str) -> bool:
    """Whether a sentence gives the panel an order, a score or a finished answer."""
    return _PLANTED.search(_plain(sentence)) is not None


def is_addressed(sentence: str, seat_name: str) -> bool:
    """Whether a sentence speaks to the panel, or calls the seat by its name to say what it should find."""
    plain = _plain(sentence)
    called = (
        rf"(?:^|\bfor\s+|\bthe\s+|\bdear\s+){re.escape(seat_name.casefold())}s?\s*(?:[:,]|should|must|will|may|can)"
    )
    return _ADDRESSED.search(plain) is not None or re.search(called, plain.casefold()) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
