"""What a request says: the fenced dossier and the seat that are read back out of its messages.

The rules see what any model sees, the text of the messages, and nothing else. Whatever stands at the margin between
the two fence lines is the panel's; whatever is indented there is the tool's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from panel.domain.frozen import Frozen
from panel.errors import Mistake

DEFAULT_SHIP_AT = 60
"""The score that ships when the rules of the request name none."""

_OPENING = re.compile(r"^<<<dossier ([0-9a-f]{8,})>>>$", re.MULTILINE)
_LABEL = re.compile(r"^([a-z][a-z ]*):(?: not stated)?$")
_DETAIL = re.compile(r"^ {2}(quote|source|retrieved): ?(.*)$")
_CRITERION = re.compile(r"^- (?P<id>[a-z][a-z0-9_-]*) \[yes speaks for (?P<yes_is>ship|skip)\]: (?P<ask>.+)$")
_SEAT = re.compile(r"^Seat: (?P<name>.+) \((?P<id>[a-z][a-z0-9_-]*)\)$", re.MULTILINE)
_QUESTION = re.compile(r"^Question: (.+)$", re.MULTILINE)
_LENGTH = re.compile(r"^Length: (\d{1,4}) to (\d{1,4}) words", re.MULTILINE)
_SIGNS = re.compile(r"^Stand aside\b.*? unless the dossier shows (?P<needs>.+?)\. Signs: (?P<signs>.+)$", re.MULTILINE)
_OR_MORE = re.compile(r"\bscore of (\d{1,3}) or more\b")
_BAND = re.compile(r"\b(\d{1,3})\s*(?:[–-]|to)\s*\d{1,3}\b(?P<meaning>[^\n]*)")


class Line(Frozen):
    """One line of a dossier's value, under the label it stands by; a fact's own words are ``fact``."""

    place: str
    text: str
    is_sourced: bool = False


class DossierText(Frozen):
    """What stands between the fence lines: the tool's name, and the lines of everything else."""

    name: str
    lines: tuple[Line, ...]


class CriterionText(Frozen):
    """A criterion as the prompt words it."""

    id: str
    ask: str
    yes_is: Literal["ship", "skip"]


class SeatText(Frozen):
    """A persona as the prompt words it. ``signs`` is empty for a persona that always has something to say."""

    id: str
    name: str
    question: str = ""
    criteria: tuple[CriterionText, ...]
    needs: str = "what this seat judges by"
    signs: tuple[str, ...] = ()
    shortest: int = 60
    longest: int = 140


class Request(Frozen):
    """All that the rules go by; ``length`` is the characters of the messages it was read from."""

    model: str
    length: int
    dossier: DossierText
    seat: SeatText
    ship_at: int = DEFAULT_SHIP_AT


def read_request(body: object) -> Request:
    """Read a chat-completion body; raises Mistake when it holds no panel prompt."""
    if not isinstance(body, Mapping):
        raise Mistake("the body is not a JSON object; send a chat-completion request")
    model, messages = body.get("model"), body.get("messages")
    if not isinstance(model, str) or not isinstance(messages, list):
        raise Mistake("the body needs model, a string, and messages, a list")
    rules, user = _said_by("system", messages), _said_by("user", messages)
    dossier, rest = _split_at_fence(user)
    return Request(
        model=model,
        length=len(rules) + len(user),
        dossier=_dossier(dossier),
        seat=_seat(rest),
        ship_at=_ship_at(rules),
    )


def _said_by(role: str, messages: list[Any]) -> str:
    contents = (one.get("content") for one in messages if isinstance(one, Mapping) and one.get("role") == role)
    return "\n\n".join(_text(content) for content in contents)


def _text(content: object) -> str:
    """The text of a message, which is a string or a list of parts; a part may carry its own blank line."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, Mapping)]
    joined = ""
    for text in texts:
        if isinstance(text, str):
            gap = "\n\n" if joined and not joined.endswith("\n") and not text.startswith("\n") else ""
            joined += gap + text
    return joined


def _split_at_fence(user: str) -> tuple[str, str]:
    opening = _OPENING.search(user)
    if opening is None:
        raise Mistake("the user message holds no fenced dossier; these rules answer only the panel's own prompts")
    closing = f"\n<<<end of dossier {opening[1]}>>>"
    end = user.find(closing, opening.end())
    if end < 0:
        raise Mistake("the dossier's fence is never closed; send the whole prompt")
    return user[opening.end() : end], user[end + len(closing) :]


def _dossier(fenced: str) -> DossierText:
    name: list[str] = []
    lines: list[Line] = []
    for label, values in _labelled(fenced):
        if label == "name":
            name += values
        elif label == "facts":
            lines += _fact_lines(values)
        else:
            lines += [Line(place=label, text=value) for value in values if value.strip()]
    return DossierText(name=" ".join(name).strip(), lines=tuple(lines))


def _labelled(fenced: str) -> Iterator[tuple[str, list[str]]]:
    """Each label at the margin with its value's lines, their two spaces taken off.

    A short value on the label's own line belongs to the panel, such as a pricing model; it counts as the value.
    """
    label, values = "", list[str]()
    for line in fenced.split("\n"):
        if line.startswith("  "):
            values.append(line[2:])
        elif match := _LABEL.match(line):
            if label:
                yield label, values
            label, values = match[1], []
    if label:
        yield label, values


def _fact_lines(values: list[str]) -> Iterator[Line]:
    """The statements and quotes of facts; a fact that names its source vouches for both."""
    for fact in _facts(values):
        details = [match for match in map(_DETAIL.match, fact) if match]
        is_sourced = any(match[1] == "source" and match[2].strip() for match in details)
        for line in fact:
            detail = _DETAIL.match(line)
            if detail is None:
                yield Line(place="fact", text=line.removeprefix("- ").strip(), is_sourced=is_sourced)
            elif detail[1] == "quote" and detail[2].strip():
                yield Line(place="quote", text=detail[2].strip(), is_sourced=is_sourced)


def _facts(values: list[str]) -> list[list[str]]:
    facts: list[list[str]] = []
    for value in values:
        if value.startswith("- "):
            facts.append([value])
        elif facts and value.strip():
            facts[-1].append(value)
    return facts


def _seat(text: str) -> SeatText:
    seat = _SEAT.search(text)
    criteria = [match for match in map(_CRITERION.match, text.split("\n")) if match]
    if seat is None or not criteria:
        raise Mistake("the user message names no seat with criteria after the dossier; send the whole prompt")
    question = _QUESTION.search(text)
    aside, length = _SIGNS.search(text), _LENGTH.search(text)
    return SeatText(
        id=seat["id"],
        name=seat["name"],
        question=question[1] if question else "",
        criteria=tuple(CriterionText.model_validate(match.groupdict()) for match in criteria),
        needs=aside["needs"] if aside else "what this seat judges by",
        signs=_listed(aside["signs"]) if aside else (),
        shortest=int(length[1]) if length else 60,
        longest=int(length[2]) if length else 140,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item for item in (part.strip().rstrip(".") for part in text.split(",")) if item)


def _ship_at(rules: str) -> int:
    """The score that the rules name as enough, else the lower bound of the lowest band that ships."""
    stated = _OR_MORE.search(rules)
    bounds = (
        [int(stated[1])]
        if stated
        else [
            int(match[1])
            for match in _BAND.finditer(rules)
            if re.search(r"\bship\b", match["meaning"]) and not re.search(r"\bskip\b", match["meaning"])
        ]
    )
    return min((bound for bound in bounds if bound <= 100), default=DEFAULT_SHIP_AT)
