"""Values → the one JSON document that reports, exports and imports share."""

from __future__ import annotations

from collections.abc import Sequence

from panel.domain.document import ComparisonRecord, Document, PersonaRecord, VerdictRecord, Votes
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.domain.verdict import Comparison, Verdict


def document(
    *,
    tools: Sequence[Tool],
    takes: Sequence[Take],
    votes: Sequence[Votes],
    verdicts: Sequence[Verdict],
    comparisons: Sequence[Comparison],
) -> Document:
    """The values as a document, in the order given."""
    return Document(
        tools=tuple(tools),
        takes=tuple(takes),
        votes=tuple(votes),
        verdicts=tuple(verdict_record(one) for one in verdicts),
        comparisons=tuple(comparison_record(one) for one in comparisons),
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
        personas=tuple(
            PersonaRecord(
                persona=row.persona,
                decision=row.decision,
                score=row.score,
                ship=row.ship,
                skip=row.skip,
                reason=row.reason,
            )
            for row in verdict.personas
        ),
    )


def comparison_record(comparison: Comparison) -> ComparisonRecord:
    """A comparison by slugs."""
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
    """The document as JSON text: two spaces, keys as declared, money as strings, times in RFC 3339."""
    text = whole.model_dump_json(indent=2)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def differences(given: Document, recomputed: Document) -> list[str]:
    """Where a document's derived values differ from what its takes come to; a sentence each."""
    verdicts = {one.tool: one for one in recomputed.verdicts}
    pairs = {(one.a, one.b): one for one in recomputed.comparisons}
    found = []
    for verdict in given.verdicts:
        own = verdicts.get(verdict.tool)
        found += _differing(f"verdict on {verdict.tool}", verdict, own)
    for pair in given.comparisons:
        found += _differing(f"comparison of {pair.a} and {pair.b}", pair, pairs.get((pair.a, pair.b)))
    return found


def _differing(
    what: str, given: VerdictRecord | ComparisonRecord, own: VerdictRecord | ComparisonRecord | None
) -> list[str]:
    if own is None:
        return [f"the {what} is about tools or takes that are not in the document"]
    fields = [
        name
        for name in type(given).model_fields
        if name not in ("cost_usd", "personas", "flags", "single_run") and getattr(given, name) != getattr(own, name)
    ]
    said = "; ".join(f"{name} is {getattr(given, name)}, the takes give {getattr(own, name)}" for name in fields)
    return [f"the {what} differs: {said}"] if fields else []
