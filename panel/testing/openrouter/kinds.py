"""Kinds: what may become of a request that no limit refuses, and which of them make, bill or spoil a completion."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a request gets; E1 to E9 are the shapes of errors that OpenRouter documents or its clients report."""

    FINE = "fine"

    # E1: an HTTP error
    BAD_REQUEST = "400"
    KEY_REJECTED = "401"
    OUT_OF_CREDIT = "402"
    KEY_LIMIT = "402_key_limit"
    IN_FLIGHT = "402_in_flight"
    TOO_DEAR = "402_max_tokens"
    FORBIDDEN = "403"
    MODERATED = "403_moderated"
    NOT_FOUND = "404"
    TIMEOUT = "408"
    CONFLICT = "409"
    TOO_LARGE = "413"
    UNPROCESSABLE = "422"
    RATE_LIMITED = "429"
    UPSTREAM_LIMITED = "429_upstream"
    DAILY_CAP = "429_daily"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    HTML_PAGE = "502_html"
    OVERLOADED = "503"
    GATEWAY_TIMEOUT = "504"
    EDGE_TIMEOUT = "524"
    EDGE_OVERLOADED = "529"
    STRING_ERROR = "string_error"
    """As LM Studio sends it: 400, and the error is a string."""

    # E2, an availability error
    CAPACITY = "e2_capacity"
    UNAVAILABLE = "e2_unavailable"
    NO_ENDPOINTS = "e2_no_endpoints"
    CONSTRAINT = "e2_constraint"
    REGION = "e2_region"

    # E3 and E4: status 200 without a completion
    ERROR_IN_200 = "error_in_200"
    LIMIT_IN_200 = "error_in_200_429"
    NULL_FIELDS = "null_fields"
    NULL_FIELDS_ERROR = "null_fields_error"

    # E5 to E8: status 200, and a completion or what is left of one
    NESTED = "nested"
    BROKEN_OFF = "broken_off"
    PADDED = "padded"
    PADDING_ONLY = "padding_only"
    PADDING_DOT = "padding_dot"
    COMMENTED = "commented"
    STREAMED = "streamed"

    # E9: no text
    EMPTY = "empty"
    EMPTY_NULL = "empty_null"
    EMPTY_LENGTH = "empty_length"
    REASONING_ONLY = "reasoning_only"

    # the connection
    DROPPED = "dropped"
    DROPPED_BILLED = "dropped_billed"
    CUT = "cut"
    DRIBBLED = "dribbled"

    # the answer
    TRUNCATED = "truncated"
    FENCED = "fenced"
    PROSE = "prose"
    OUT_OF_RANGE = "out_of_range"
    THINK = "think"
    HALF_THINK = "half_think"
    REFUSAL = "refusal"
    FILTERED = "filtered"

    # the books
    MISSING_USAGE = "missing_usage"
    CACHE_HIT = "cache_hit"


USABLE = frozenset(
    {
        Kind.FINE,
        Kind.NESTED,
        Kind.PADDED,
        Kind.COMMENTED,
        Kind.STREAMED,
        Kind.FENCED,
        Kind.PROSE,
        Kind.THINK,
        Kind.HALF_THINK,
        Kind.MISSING_USAGE,
        Kind.CACHE_HIT,
    }
)
"""The kinds whose answer is whole and can be read, by a client that sheds what stands around it."""

COMPLETED = USABLE | {
    Kind.BROKEN_OFF,
    Kind.EMPTY,
    Kind.EMPTY_NULL,
    Kind.EMPTY_LENGTH,
    Kind.REASONING_ONLY,
    Kind.DROPPED_BILLED,
    Kind.CUT,
    Kind.DRIBBLED,
    Kind.TRUNCATED,
    Kind.OUT_OF_RANGE,
    Kind.REFUSAL,
    Kind.FILTERED,
}
"""The kinds for which a model does its work, whether or not anybody reads it."""

FREE = frozenset({Kind.BROKEN_OFF, Kind.CACHE_HIT})
"""The completions that are not billed: OpenRouter insures broken ones, and hits in its response cache are free."""
