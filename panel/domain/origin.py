"""Origin: where a value came from, which decides how far it is trusted."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """Who named a setting or an address."""

    BUILT_IN = "built_in"
    FLAG = "flag"
    ENVIRONMENT = "environment"
    PROJECT = "project"
    USER = "user"
