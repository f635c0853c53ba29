"""Forms: their order, and which one a listed model is asked in."""

from __future__ import annotations

import pytest

from panel.domain.catalogue import ListedModel
from panel.wire.form import Form, listed_form, loosest


def test_forms_loosen_one_by_one_down_to_none() -> None:
    assert [form.looser for form in Form] == [Form.JSON_OBJECT_SCHEMA, Form.JSON_OBJECT, Form.PLAIN, None]


@pytest.mark.parametrize(
    ("parameters", "form"),
    [
        (None, Form.JSON_SCHEMA),
        (("response_format", "structured_outputs"), Form.JSON_SCHEMA),
        (("response_format", "temperature"), Form.JSON_OBJECT),
        (("temperature",), Form.PLAIN),
        ((), Form.PLAIN),
    ],
)
def test_a_model_is_asked_in_the_strictest_form_it_is_listed_with(
    parameters: tuple[str, ...] | None, form: Form
) -> None:
    assert listed_form(ListedModel(id="a/b", supported_parameters=parameters)) is form


def test_a_model_that_is_not_listed_is_asked_with_the_schema() -> None:
    assert listed_form(None) is Form.JSON_SCHEMA


def test_a_model_and_its_fallbacks_are_asked_in_the_loosest_form_of_theirs() -> None:
    assert loosest([Form.JSON_SCHEMA, Form.PLAIN, Form.JSON_OBJECT]) is Form.PLAIN
