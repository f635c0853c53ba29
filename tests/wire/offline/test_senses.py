"""Senses: a sign of creative work counts only where something is made."""

from __future__ import annotations

import pytest

from panel.wire.offline.senses import shows_one

SIGNS = ("image", "design", "layout", "story", "music")


@pytest.mark.parametrize(
    "text",
    [
        "Each one starts from a container image.",
        "It pulls Docker images.",
        "It writes a disk image to the stick.",
        "Apps run on virtual machines made from the images one supplies.",
        "We build Machines out of the images you give us.",
        "It talks to an image registry.",
        "The project layout is fixed.",
        "It is slow by design.",
        "It tracks user stories.",
        "It audits imagery.",
    ],
)
def test_another_sense_of_a_sign_is_no_sign(text: str) -> None:
    assert not shows_one(SIGNS, text)


@pytest.mark.parametrize(
    "text",
    [
        "It makes images on your own machine.",
        "It runs in a container and turns a sentence into an image.",
        "A Docker image is at hand, and it draws images.",
        "It sets the design of a page.",
        "It writes a short story.",
        "It is about MUSIC.",
    ],
)
def test_a_sign_in_its_own_sense_counts(text: str) -> None:
    assert shows_one(SIGNS, text)


def test_a_seat_may_name_the_other_sense_as_its_sign() -> None:
    assert shows_one(("container image",), "It starts from a container image.")
    assert shows_one(("machine",), "Machines start from images.")
