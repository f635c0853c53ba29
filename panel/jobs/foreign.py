"""Foreign documents: JSON written elsewhere, by people too, read field by field into our own values.

Every problem is named with its path, and a document with any problem is refused whole. Text is cleaned; a foreign key
or cost is kept as a claim and never satisfies a cell or enters what was spent. The lists of a backup are read, and
believed none of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from panel.domain.agreement import contradicts
from panel.domain.backup import LISTS
from panel.domain.document import FORMAT, ComparisonRecord, Document, VerdictRecord, Votes
from panel.domain.field_path import dotted
from panel.domain.hold import Hold
from panel.domain.json_text import parse_json
from panel.domain.take import Finding, Status, Take
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.intake.clean import clean_take_text
from panel.intake.tool_files import tool_from

SIZE_CAP = 64 * 1024 * 1024
_LARGEST = 2**63 - 1
SHOWN = 20
"""Problems that one message lists at most."""

EXCHANGED = ("tools", "takes", "votes", "verdicts", "comparisons", "holds")
_Value = TypeVar("_Value", bound=BaseModel)


def read_document(path: Path, *, now: datetime, ship_at: int) -> Document:
    """Return the document in a file; takes without a time get ``now``. Raises Mistake, listing paths and fixes.

    A decision against its score, outside the grey band around ``ship_at``, becomes a finding of its take.
    """
    fields = _parsed(path)
    problems: list[str] = []
    problems += unknown_fields(fields)
    if fields.get("format") != FORMAT:
        problems.append(wrong_format(fields.get("format")))
    backup = {name: _each(fields, name, value_of(kind), problems) for name, kind in LISTS.items() if name in fields}
    document = Document(
        tools=_each(fields, "tools", _tool, problems),
        takes=_each(fields, "takes", lambda one, place: _take(one, place, now, ship_at), problems),
        votes=_each(fields, "votes", value_of(Votes), problems),
        verdicts=_each(fields, "verdicts", value_of(VerdictRecord), problems),
        comparisons=_each(fields, "comparisons", value_of(ComparisonRecord), problems),
        holds=_each(fields, "holds", value_of(Hold), problems),
    ).model_copy(update=backup)
    problems += _repeated(document)
    if problems:
        more = [f"… and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        raise Mistake("\n".join(f"{path}: {problem}" for problem in [*problems[:SHOWN], *more]))
    return document


def unknown_fields(names: Iterable[str]) -> list[str]:
    """What to say of the fields that no document has."""
    unknown = sorted(set(names) - {"format", *EXCHANGED, *LISTS})
    known = f"a document has format, {', '.join(EXCHANGED)}, and a backup {', '.join(LISTS)}"
    return [f"{name}: no such field; {known}" for name in unknown]


def wrong_format(found: object) -> str:
    """What to say of a format that is none of ours."""
    return f'format: expected "{FORMAT}", found {shown(found)}'


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.is_dir():
            raise Mistake(f"{path}: a folder; name the JSON document in it")
        if not path.is_file():
            raise Mistake(
                f"{path}: no such file; `panel export > FILE` writes one, `panel schema document` describes it"
            )
        if path.stat().st_size > SIZE_CAP:
            raise Mistake(
                f"{path}: over {SIZE_CAP // 2**20} MB; split it by tools, or use --restore if it is a backup of yours"
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    except UnicodeDecodeError:
        raise Mistake(f"{path}: not UTF-8 text; a document is JSON in UTF-8") from None
    if not text.strip():
        raise Mistake(f"{path}: empty; `panel schema document` says what a document holds")
    fields = parse_json(text, str(path))
    if not isinstance(fields, dict):
        raise Mistake(f'{path}: a document is an object, {{"format": "{FORMAT}", …}}; found {shown(fields)}')
    return fields


def _each(
    fields: dict[str, Any], name: str, read: Callable[[Any, str], _Value], problems: list[str]
) -> tuple[_Value, ...]:
    """Read every item of a list, collecting problems instead of stopping at the first."""
    items = fields.get(name, [])
    if not isinstance(items, list):
        problems.append(f"{name}: expected a list, found {shown(items)}")
        return ()
    values = []
    for index, item in enumerate(items):
        try:
            values.append(read(item, f"{name}[{index}]"))
        except Mistake as mistake:
            problems += str(mistake).splitlines()
    return tuple(values)


def _tool(item: Any, place: str) -> Tool:  # noqa: ANN401 - foreign JSON
    if not isinstance(item, dict):
        raise Mistake(f"{place}: expected an object, found {shown(item)}")
    return tool_from(item, place)


def _take(item: Any, place: str, now: datetime, ship_at: int) -> Take:  # noqa: ANN401 - foreign JSON
    if not isinstance(item, dict):
        raise Mistake(f"{place}: expected an object, found {shown(item)}")
    if "is_imported" in item:
        raise Mistake(f"{place}.is_imported: no such field; take it out")
    fields = {"created_at": now.isoformat(), **item}
    if fields["created_at"] is None:
        fields["created_at"] = now.isoformat()
    take = value_of(Take)(fields, place)
    _require_countable(take, place)
    text = clean_take_text(take.text).text or None if take.text is not None else None
    take = take.model_copy(update={"text": text})
    require_consistent(take, place)
    return take.model_copy(update={"is_imported": True, "findings": _findings(take, ship_at)})


def require_consistent(take: Take, place: str) -> None:
    """Raise Mistake for a take whose score, decision and text do not fit its status."""
    if take.status is Status.OK:
        missing = [name for name in ("score", "decision", "text") if getattr(take, name) in (None, "")]
        if missing:
            raise Mistake("\n".join(f"{place}.{name}: required for a take with status ok" for name in missing))
    elif take.status in (Status.ABSTAINED, Status.FAILED) and (take.score is not None or take.decision):
        raise Mistake(
            f"{place}.status: {take.status} has neither score nor decision; take them out or set status to ok"
        )


def _require_countable(take: Take, place: str) -> None:
    """Raise Mistake for a number over 64 bits, which a backup of the store could not be restored with."""
    usage = take.usage.model_dump() if take.usage is not None else {}
    counts = {f"usage.{name}": count for name, count in usage.items()}
    counts |= {"latency_ms": take.latency_ms, "attempts": take.attempts}
    if long := [name for name, count in counts.items() if count is not None and count > _LARGEST]:
        raise Mistake("\n".join(f"{place}.{name}: over {_LARGEST}; take it out" for name in long))


def _findings(take: Take, ship_at: int) -> tuple[Finding, ...]:
    """The take's own findings, and its contradiction if there is one."""
    if take.score is None or take.decision is None or not contradicts(take.score, take.decision, ship_at):
        return take.findings
    contradiction = Finding(code="contradiction", detail=f"{take.decision} with {take.score}; ships are from {ship_at}")
    return tuple(dict.fromkeys((*take.findings, contradiction)))


def value_of(kind: type[_Value]) -> Callable[[Any, str], _Value]:
    """How a value of a kind is read from an item and its place. Raises Mistake, a line for each field that is wrong."""

    def read(item: Any, place: str) -> _Value:  # noqa: ANN401 - foreign JSON
        try:
            return kind.model_validate(item)
        except ValidationError as error:
            raise Mistake("\n".join(_explained(error, place))) from None

    return read


def _explained(error: ValidationError, place: str) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_context=False):
        path = f".{dotted(problem['loc'])}" if problem["loc"] else ""
        found = "" if problem["type"] == "missing" else f", found {shown(problem['input'])}"
        what = "no such field" if problem["type"] == "extra_forbidden" else problem["msg"]
        yield f"{place}{path}: {what[:1].lower()}{what[1:]}{found}"


def _repeated(document: Document) -> Iterator[str]:
    seen: set[str] = set()
    for index, tool in enumerate(document.tools):
        if tool.slug in seen:
            yield f"tools[{index}].slug: {tool.slug} stands twice; a document holds each tool once"
        seen.add(tool.slug)


def shown(value: Any) -> str:  # noqa: ANN401 - foreign JSON
    """What was found, for a message: ASCII and short."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= 60 else text[:59] + "…"
