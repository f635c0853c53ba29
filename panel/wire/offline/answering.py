"""Answering: a request's judgement as the answer that the rules of the request ask for."""

from __future__ import annotations

import json

from panel.wire.offline.citing import Citations
from panel.wire.offline.prose import text
from panel.wire.offline.reading import Request
from panel.wire.offline.rubric import judge


def answer(request: Request) -> str:
    """The answer as JSON, keys in alphabetical order; equal requests get equal bytes."""
    judgement, citations = judge(request), Citations()
    take = text(request, judgement, citations)
    marks = [
        {
            "criterion": one.criterion.id,
            "evidence": [citations.marker(one)] if one.quote else [],
            "met": one.met,
        }
        for one in judgement.answered
    ]
    evidence = [{"id": f"e{place}", "quote": quote} for place, quote in enumerate(citations.quotes, start=1)]
    verdict = {"decision": judgement.decision, "reason": judgement.reason, "score": judgement.score}
    return json.dumps({"evidence": evidence, "marks": marks, "take": take, "verdict": verdict}, ensure_ascii=False)
