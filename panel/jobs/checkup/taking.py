"""Taking: what a model takes of how it is asked, by what is listed of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from panel.domain.catalogue import ListedModel
from panel.domain.checkup import Remark, look
from panel.domain.seat import Sampling
from panel.wire.form import Form
from panel.wire.terms import Terms

_WEAKER = {
    Form.JSON_OBJECT_SCHEMA: "it is asked for JSON with the schema beside it",
    Form.JSON_OBJECT: "it is listed as taking no JSON schema, and is asked for JSON without one",
    Form.PLAIN: "it is listed as promising no JSON at all, and is asked for it in words alone",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a model is asked, and what is known of that."""

    sampling: Sampling
    terms: Terms


def settings_doubts(shown: str, listed: ListedModel, asked: Asked) -> tuple[Remark, ...]:
    """What it does not take, or will soon not be there to take."""
    return tuple(look(shown, says) for says in _doubts(listed, asked))


def _doubts(listed: ListedModel, asked: Asked) -> Iterator[str]:
    terms, most = asked.terms, listed.max_completion_tokens
    if terms.form in _WEAKER:
        yield _WEAKER[terms.form]
    if terms.left_out:
        yield f"it is not asked with {' and '.join(terms.left_out)}, which it is listed as not taking"
    if terms.supported is not None and "max_tokens" not in terms.supported:
        yield "it lists no max_tokens, which is always sent, so OpenRouter may find nobody to serve it"
    if most is not None and most < asked.sampling.max_tokens:
        yield f"its answers have {most:,} tokens at most, fewer than the {asked.sampling.max_tokens:,} that are set"
    effort, efforts = asked.sampling.reasoning.effort, listed.reasoning_efforts
    if effort not in (None, "none") and efforts and effort not in efforts:
        yield f"it is set to think with effort {effort}, and knows {', '.join(efforts)}"
    if listed.expires_on is not None:
        yield f"it is to be taken away on {listed.expires_on}"
