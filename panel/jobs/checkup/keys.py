"""Keys: whether an endpoint has the key it needs, and takes it. Only the name of its variable is ever told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from panel.domain.catalogue import KeyStanding, Listing
from panel.domain.checkup import EndpointState, Remark, broken, look, ok
from panel.errors import Cause, WireFault
from panel.jobs.checkup.heard import Heard
from panel.report.figures import dollars
from panel.wire.endpoints import Dialect

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """Whether a key is accepted, None where nobody said; and the remark on it, if there is anything to say."""

    is_accepted: bool | None
    remark: Remark | None


def variable_name(variable: str | None, *, is_set: bool) -> str | None:
    """A variable's name as it may be shown: somebody may have put the key itself in its place."""
    if variable is None:
        return None
    return variable if is_set or _VARIABLE.fullmatch(variable) else "the variable that key_env names"


def without_keys(remarks: Iterable[Remark], redact: Callable[[str], str]) -> tuple[Remark, ...]:
    """The remarks without any key, wherever in their words it stood."""
    return tuple(
        remark.model_copy(update={"subject": redact(remark.subject), "says": redact(remark.says)}) for remark in remarks
    )


def check_key(state: EndpointState, standing: Heard[KeyStanding] | None, models: Heard[Listing]) -> KeyCheck:
    """What to say of an endpoint's key, given what it said of that and of its models."""
    subject = f"{state.name} key"
    if not state.is_key_set or state.key_variable is None:
        return _without_key(subject, state, is_refused=models.is_refused)
    if standing is None:
        return _by_models(subject, state.key_variable, models)
    return _by_standing(subject, state.key_variable, standing)


def _without_key(subject: str, state: EndpointState, *, is_refused: bool) -> KeyCheck:
    if state.key_variable is None:
        says = f"it wants a key; name the variable that holds one as key_env of [endpoints.{state.name}] in panel.toml"
        return KeyCheck(None, broken(subject, says, 2) if is_refused else None)
    if state.dialect == Dialect.OPENROUTER or is_refused:
        says = f"{state.key_variable} is not set; set it, or name a model that needs no key, such as offline/rubric"
        return KeyCheck(None, broken(subject, says, 2))
    return KeyCheck(None, look(subject, f"{state.key_variable} is not set; it is asked without a key"))


def _by_models(subject: str, variable: str, models: Heard[Listing]) -> KeyCheck:
    """Where nothing tells of keys, the list of models is asked for with it."""
    if models.is_refused:
        return KeyCheck(is_accepted=False, remark=_refused(subject, variable, models.problem))
    if models.value is None:
        return KeyCheck(None, look(subject, f"{variable} is set; nobody said whether it is accepted"))
    return KeyCheck(is_accepted=True, remark=ok(subject, f"{variable} is set, and was not refused"))


def _by_standing(subject: str, variable: str, heard: Heard[KeyStanding]) -> KeyCheck:
    if heard.value is not None and heard.value.is_spent:
        says = f"{variable} is accepted, but nothing is left of its limit; raise the limit where the key was made"
        return KeyCheck(is_accepted=True, remark=broken(subject, says, 2))
    if heard.value is not None:
        return KeyCheck(is_accepted=True, remark=ok(subject, f"{variable} is set and accepted{_left(heard.value)}"))
    if heard.is_refused:
        return KeyCheck(is_accepted=False, remark=_refused(subject, variable, heard.problem))
    if isinstance(heard.fault, WireFault) and heard.fault.cause is Cause.OUT_OF_CREDIT:
        return KeyCheck(None, broken(subject, f"{variable}: {heard.problem}", 2))
    return KeyCheck(None, look(subject, f"{variable} is set; whether it is accepted is not known: {heard.problem}"))


def _refused(subject: str, variable: str, problem: str) -> Remark:
    return broken(subject, f"{variable} is set and refused: {problem}", 2)


def _left(standing: KeyStanding) -> str:
    """What the key may still spend, as far as it is said."""
    if standing.limit_remaining is None:
        words = (
            "; it has no limit of its own" if standing.limit is None else f"; its limit is {dollars(standing.limit)}"
        )
    elif standing.limit is None:
        words = f"; {dollars(standing.limit_remaining)} left"
    else:
        words = f"; {dollars(standing.limit_remaining)} of {dollars(standing.limit)} left"
    return f"{words}; on the free tier" if standing.is_free_tier else words
