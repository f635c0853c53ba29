"""Senses: where a word of creative work means something else, such as the image that a container starts from."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OTHER_SENSE = re.compile(
    r"""
    \b(?:container|docker|oci|podman|kubernetes|disk|disc|iso|boot|bootable|base|root|system|firmware|kernel|os|vm|machine
        |cloud|server|snapshot|virtual[ -]machine|rootfs|runtime|distroless|ami)s?[ -](?P<image>images?)
    | \b(?:machine|vm|container|instance|pod|server|sandbox|node)e?s?\b[^.;:!?]{0,40}?
        \b(?:from|out\ of|off)\s+(?:\w+\s+){0,3}?(?P<started>images?)
    | \b(?P<kept>images?)[ -](?:registr|repositor|layer|pull|tag|digest|manifest)\w*
    | \b(?:project|directory|folder|repository|memory|disk|file|keyboard|partition|table|data)[ -](?P<layout>layouts?)
    | \bby\ (?P<intent>design)\b
    | \b(?:user|job)[ -](?P<wish>story|stories)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def shows_one(signs: Sequence[str], text: str) -> bool:
    """Whether a text holds one of the signs as a whole word or its plural, in the sense of making something."""
    wanted = "|".join(re.escape(sign) for sign in signs)
    found = re.finditer(rf"(?<!\w)(?:{wanted})(?:e?s)?(?!\w)", text, re.IGNORECASE)
    elsewhere = {match.span(match.lastgroup or 0) for match in _OTHER_SENSE.finditer(text)}
    return any(match.span() not in elsewhere for match in found)
