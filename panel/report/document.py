"""Values → the one document that reports, exports and imports share, and its JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from panel.domain.document import ComparisonRecord, Document, PersonaRecord, VerdictRecord, Votes
from panel.domain.frozen import Frozen
from panel.domain.hold import Hold
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.domain.verdict import Comparison, PersonaVerdict, Verdict
from panel.report.document_text import document_text
from panel.report.plain_json import plain

_NOT_COMPARED = frozenset({"cost_usd", "flags", "personas", "reason"})
_SHOWN = 60


def document(
    *,
    tools: Sequence[Tool],
    takes: Sequence[Take],
    votes: Sequence[Votes],
    verdicts: Sequence[Verdict],
    comparisons: Sequence[Comparison],
    holds: Sequence[Hold] = (),
) -> Document:
    """The values as a document, in the order given."""
    return Document(
        tools=tuple(tools),
        takes=tuple(takes),
        votes=tuple(votes),
        verdicts=tuple(verdict_record(one) for one in verdicts),
        comparisons=tuple(comparison_record(one) for one in comparisons),
        holds=tuple(holds),
    )


def verdict_record(verdict: Verdict) -> VerdictRecord:
    """A verdict without the takes, which stand beside it."""
    return VerdictRecord(
        tool=verdict.tool,
        verdict=verdict.outcome.value,
        ship=verdict.ship,
        skip=verdict.skip,
        ship_pct=verdict.ship_pct,
        missing=verdict.missing,
        mean=verdict.mean,
        low=verdict.low,
        high=verdict.high,
        cost_usd=verdict.cost_usd,
        takes=verdict.takes,
        personas=tuple(_persona_record(row) for row in verdict.personas),
        flags=verdict.flags,
    )


def comparison_record(comparison: Comparison) -> ComparisonRecord:
    """A comparison by slugs; the two verdicts stand beside it."""
    return ComparisonRecord(
        a=comparison.a.tool,
        b=comparison.b.tool,
        shared=comparison.shared,
        paired_gap=comparison.paired_gap,
        widest=comparison.widest.persona if comparison.widest else None,
        widest_gap=comparison.widest.gap if comparison.widest else None,
        single_run=comparison.is_single_run,
        flags=comparison.flags,
    )


def as_json(whole: Document) -> str:
    """The document as JSON text, without the lists of a backup where it is none."""
    lists = {name: getattr(whole, name) for name in Document.model_fields if name != "format"}
    return "".join(document_text({name: values for name, values in lists.items() if values is not None}))


def differences(given: Document, recomputed: Document) -> list[str]:
    """Where the derived parts of a document differ from what its takes come to: a line for each such part.

    Left out are costs, which are claims once imported, and flags, which depend on what the reader's own panel knows.
    """
    verdicts = {one.tool: one for one in recomputed.verdicts}
    pairs = {(one.a, one.b): one for one in recomputed.comparisons}
    compared = [
        *(
            (f"verdicts[{at}] on {one.tool}", _unlike_verdicts(one, verdicts.get(one.tool)))
            for at, one in enumerate(given.verdicts)
        ),
        *(
            (f"comparisons[{at}] of {one.a} and {one.b}", _unlike(one, pairs.get((one.a, one.b))))
            for at, one in enumerate(given.comparisons)
        ),
    ]
    return [f"{place}: {'; '.join(unlike)}" for place, unlike in compared if unlike]


def _persona_record(row: PersonaVerdict) -> PersonaRecord:
    return PersonaRecord(
        persona=row.persona, decision=row.decision, score=row.score, ship=row.ship, skip=row.skip, reason=row.reason
    )


def _unlike_verdicts(given: VerdictRecord, own: VerdictRecord | None) -> list[str]:
    unlike = _unlike(given, own)
    if own is not None:
        rows = {row.persona: row for row in own.personas}
        for row in given.personas:
            unlike += [f"{_shown(row.persona)}: {one}" for one in _unlike(row, rows.get(row.persona))]
    return unlike


def _unlike(given: Frozen, own: Frozen | None) -> list[str]:
    """Each field that differs, with both values."""
    if own is None:
        return ["nothing in the document bears it out; left out"]
    return list(_unlike_fields(given, own))


def _unlike_fields(given: Frozen, own: Frozen) -> Iterator[str]:
    for field in type(given).model_fields:
        claimed, found = getattr(given, field), getattr(own, field)
        if field not in _NOT_COMPARED and claimed != found:
            yield f"{field} is {_shown(claimed)}, the takes give {_shown(found)}"


def _shown(value: object) -> str:
    """A value for a message: ASCII and short, whatever it holds."""
    text = value if isinstance(value, str) else json.dumps(value, default=plain)
    text = text.encode("ascii", "backslashreplace").decode() if text.isprintable() else ascii(text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
