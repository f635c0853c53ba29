"""What a secret looks like in a text, where nobody knows the secrets themselves.

``without_shapes`` takes out what can hardly be anything else, and is meant for texts that are kept; ``without_likely``
takes out long random strings too, and is meant for messages, where a word too few does no harm.
"""

from __future__ import annotations

import re

REDACTED = "[redacted]"

_AUTHORISATION = re.compile(
    r"(?i)\b(authorization[\"']?\s*[:=]\s*[\"']?)(?:(?:bearer|basic)\s+[\w.~+/=-]{4,}|[\w.~+/=-]{16,})"
)
_BEARER = re.compile(r"(?i)\b(bearer\s+)(?=[\w.~+/-]*\d)[\w.~+/-]{16,}=*")
_KEY = re.compile(r"\bsk-[\w-]{12,}")
_PARAMETER = re.compile(r"(?i)([?&](?:api[_-]?key|key|token|access_token|secret)=)[^&\s\"'<>]+")
_URL_PASSWORD = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,20}://)[^\s/@\"'<>]+@")

_LIKELY_PARAMETER = re.compile(
    r"(?i)([?&;](?:[\w-]{0,40}(?:key|token|secret|passw(?:or)?d|pwd|auth|signature|credential)|sig|code|jwt)=)"
    r"[^&\s\"'<>]+"
)
_LIKELY = re.compile(
    r"(?i:\bbearer\s+)[^\s\"'<>]{4,}"
    r"|\b(?:sk|pk|rk)[-_][\w-]{6,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{8,}"
    r"|\b(?:gh[a-z]_|github_pat_|glpat-|xox[a-z]-|hf_|npm_|pypi-|AIza|ya29\.)[\w.-]{6,}"
    r"|\beyJ[\w-]{6,}(?:\.[\w-]*){0,2}"
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY.*"
)
_LONG = re.compile(r"[A-Za-z0-9+/_=-]{20,}")


def without_shapes(text: str) -> str:
    """The text without authorisation headers, keys, the passwords in addresses and the tokens in their queries."""
    # Most texts hold nothing of the kind, which is seen in their bytes sooner than a pattern finds it out.
    lowered = text.encode("utf-8", "replace").lower()
    if b"author" in lowered:
        text = _AUTHORISATION.sub(rf"\1{REDACTED}", text)
    if b"bearer" in lowered:
        text = _BEARER.sub(rf"\1{REDACTED}", text)
    if b"sk-" in lowered:
        text = _KEY.sub(REDACTED, text)
    if b"=" in lowered:
        text = _PARAMETER.sub(rf"\1{REDACTED}", text)
    return _URL_PASSWORD.sub(rf"\1{REDACTED}@", text) if b"://" in lowered else text


def without_likely(text: str) -> str:
    """The text without anything that may be a secret: other services' keys and long strings that spell no words too."""
    text = _LIKELY_PARAMETER.sub(rf"\1{REDACTED}", without_shapes(text))
    return _LONG.sub(_unless_words, _LIKELY.sub(REDACTED, text))


def _unless_words(match: re.Match[str]) -> str:
    """A long run of signs stays when it reads as words or a path: few changes between letters and digits."""
    run = match[0]
    if run.isdigit():
        return run
    pieces = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", run)
    return REDACTED if len(pieces) * 4 > len(run) or len(max(pieces, key=len, default="")) >= 24 else run
