"""Form: how an answer's JSON is asked for, the strictest first; servers and models take different ones."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from panel.domain.catalogue import ListedModel


class Form(StrEnum):
    """A form of structured output, named as it is remembered; iteration goes from the strictest to none at all."""

    JSON_SCHEMA = "json_schema"
    """The schema inside ``json_schema``, as OpenAI takes it."""
    JSON_OBJECT_SCHEMA = "json_object_schema"
    """``json_object`` with the schema beside the type, as llama-server takes it."""
    JSON_OBJECT = "json_object"
    """JSON of any shape."""
    PLAIN = "plain"
    """No ``response_format``: the rules alone ask for JSON."""

    @property
    def looser(self) -> Form | None:
        """The next form to try where this one is not taken; None after the last."""
        forms = list(Form)
        following = forms[forms.index(self) + 1 :]
        return following[0] if following else None


def listed_form(listed: ListedModel | None) -> Form:
    """The strictest form that OpenRouter's list says a model takes; the schema where it says nothing of the model."""
    if listed is None or listed.supported_parameters is None or "structured_outputs" in listed.supported_parameters:
        return Form.JSON_SCHEMA
    return Form.JSON_OBJECT if "response_format" in listed.supported_parameters else Form.PLAIN


def loosest(forms: Iterable[Form]) -> Form:
    """The strictest form that all who take one of these can be asked in."""
    order = list(Form)
    return max(forms, key=order.index)
