"""Subject: whether words are said of the tool itself, and not of a rival, a dependency or one part of the tool.

A phrase is said of the tool
    when the tool is its subject: its name, "it", or "the project" and the like, with only forms of "to be" and such
    small words between ("it has been deprecated", and after its name "which is now archived");
    when the sentence begins with it ("No longer maintained since 2023");
    when the tool is its object ("its makers deprecated it"); advice may name it anywhere later in the clause.
"It" is taken for the tool, whatever stands before; a supposition ("if it is abandoned") says nothing.
What follows must not narrow it to something else: "it has deprecated options", "it is deprecated on Windows".
"""

from __future__ import annotations

import re
from typing import Literal

from panel.wire.offline.words import NUMBER, TOOL, Phrase, Token, Wording, is_negator, stems

Bearing = Literal[-1, 0, 1]
"""Said of the tool, not said of it, or denied of it: 1, 0 and -1."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOUNS = _words(
    "project repository repo package library framework tool app application service product software development "
    "programme program codebase"
)
_DETERMINERS = _words("the this its our their whole entire")
_KINDS = _words("official own main npm github open source public active further all")
_BEING = _words("is are was were be been being has have had")
_SMALL = _BEING | _words(
    "will got becomes became become remains remain stays stay continues continue working still now currently already "
    "officially formally effectively also since then today entirely completely largely mostly fully longer no there in "
    "into to as at entered enters went moved put placed reached reaches considered declared marked being both "
    "only just s"
)
_PREPOSITIONS = _words("of for in on with to from by inside within under about via through at like than")
_PARTS = _words("old older legacy classic previous early earlier")
_JOINING = _words("and but or that as because so since although though when where while if")
_SUPPOSING = _words("if unless until before whether should once")
_RELATIVE = frozenset(("which", "that", "who"))
_LEADING = _words("in into to at as")
_FOLLOWING = _words(
    "since by as after due with and or but because when until now today from anymore any altogether entirely "
    "completely upstream permanently"
)
_DATING = _words("on in for")
_DATES = _words(
    "january february march april may june july august september october november december early late mid spring "
    "summer autumn winter new favour favor npm github pypi all general good"
)
_ADVICE = frozenset(stems("recommend against discourage"))
_OPEN_ENDED = frozenset((NUMBER, *stems("by since for")))
_CLAUSE_END = re.compile(r"[,;:.!?—–()]")


def bearing(among: Wording, start: int, phrase: Phrase) -> Bearing:
    """Whether the phrase that begins at a token is said of the tool, or denied of it."""
    end = start + len(phrase)
    if _is_supposed(among, start):
        return 0
    if _ADVICE.intersection(phrase):
        return 1 if _is_named_after(among, end) else max(0, _as_subject(among, start))
    if _is_object(among, start, end):
        return -1 if any(is_negator(token.word) for token in among.tokens[max(0, start - 2) : start]) else 1
    if not _is_left_whole(among, end, phrase[-1]):
        return 0
    return _as_subject(among, start)


def _is_supposed(among: Wording, start: int) -> bool:
    """Whether the clause before the phrase is a condition: "if the project is", "when it is", but not "when it was"."""
    before: set[str] = set()
    for place in range(start - 1, -1, -1):
        if _is_parted(among, place + 1):
            break
        before.add(among.tokens[place].word)
    return not _SUPPOSING.isdisjoint(before) or ("when" in before and before.isdisjoint(("was", "were")))


def _is_named_after(among: Wording, end: int) -> bool:
    """Whether the rest of the clause names the tool."""
    for place in range(end, len(among.tokens)):
        if _is_parted(among, place):
            return False
        if _is_it(among.tokens[place]):
            return True
    return False


def _is_object(among: Wording, start: int, end: int) -> bool:
    """Whether the tool comes next: "deprecated it", "archived the repository", but not "when Beta was archived it"."""
    tokens = among.tokens
    is_passive = any(token.word in _BEING for token in tokens[max(0, start - 1) : start + 1])
    if is_passive or end >= len(tokens) or _is_parted(among, end):
        return False
    is_noun_next = end + 1 < len(tokens) and tokens[end + 1].word in _NOUNS
    return _is_it(tokens[end]) or (tokens[end].word in _DETERMINERS and is_noun_next)


def _is_left_whole(among: Wording, end: int, last: str) -> bool:
    """Whether what follows a phrase leaves it said of the whole tool: an end, a date, a reason."""
    tokens = among.tokens
    if end >= len(tokens) or _is_parted(among, end) or last in _OPEN_ENDED:
        return True
    word = tokens[end].word
    if word in _DATING:
        return end + 1 < len(tokens) and (tokens[end + 1].word in _DATES or tokens[end + 1].word[0].isdigit())
    return word in _FOLLOWING or word in _NOUNS or word[0].isdigit()


def _as_subject(among: Wording, start: int) -> Bearing:
    """Goes back over small words to the subject."""
    tokens, place, is_denied = among.tokens, start - 1, False
    while place >= 0 and _is_small(tokens[place].word) and not _is_parted(among, place + 1):
        is_denied ^= is_negator(tokens[place].word)
        place -= 1
    if place < 0:
        is_tool = _LEADING.isdisjoint(token.word for token in tokens[:start])
    elif tokens[place].word in _RELATIVE:
        is_tool = place > 0 and tokens[place - 1].stem == TOOL and _opens_clause(among, place - 1)
    elif tokens[place].word in _JOINING:
        is_tool = _begins_with_tool(among)
    else:
        is_tool = not _is_parted(among, place + 1) and _is_subject(among, place)
    return (-1 if is_denied else 1) if is_tool else 0


def _is_subject(among: Wording, place: int) -> bool:
    """Whether the word names the tool at the head of a clause: "it", its name, or "the project" and the like."""
    token = among.tokens[place]
    if _is_it(token):
        return _opens_clause(among, place)
    if token.word not in _NOUNS:
        return False
    while place > 0 and among.tokens[place - 1].word in _KINDS and not _is_parted(among, place):
        place -= 1
    if place == 0 or among.tokens[place - 1].stem == TOOL or among.tokens[place - 1].word in _JOINING:
        return True
    return among.tokens[place - 1].word in _DETERMINERS and _begins_clause(among, place - 1)


def _opens_clause(among: Wording, place: int) -> bool:
    """Whether a name stands for itself: not "support for it", "the old Quayside" or "if it"."""
    if place == 0 or _is_parted(among, place):
        return True
    return among.tokens[place - 1].word not in _PREPOSITIONS | _PARTS | _SUPPOSING


def _begins_clause(among: Wording, place: int) -> bool:
    return place == 0 or _is_parted(among, place) or among.tokens[place - 1].word in _JOINING


def _begins_with_tool(among: Wording) -> bool:
    first, *others = among.tokens
    return _is_it(first) or (first.word in _DETERMINERS and bool(others) and others[0].word in _NOUNS)


def _is_it(token: Token) -> bool:
    return token.word == "it" or token.stem == TOOL


def _is_small(word: str) -> bool:
    return word in _SMALL or is_negator(word)


def _is_parted(among: Wording, place: int) -> bool:
    """Whether a mark stands between a token and the one before it."""
    return _CLAUSE_END.search(among.text, among.tokens[place - 1].end, among.tokens[place].start) is not None
