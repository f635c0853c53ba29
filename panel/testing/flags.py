"""Flags of ``python -m panel.testing``: words of a command line as the conditions of a simulated OpenRouter."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from difflib import get_close_matches
from math import inf
from typing import NoReturn

from panel.errors import Mistake
from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.schedule import Schedule

_ABOUT = (
    "A simulated OpenRouter on this machine, to rehearse a run without spending: real sockets, pretended money. It "
    "answers every prompt of the panel. Its address is the first line on stdout; GET /bill shows what it has billed, "
    "and the bill is printed when it stops."
)
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Wanted:
    """The port, and what to serve on it."""

    port: int
    conditions: Conditions


class _Parser(argparse.ArgumentParser):
    """Ends on a mistake with what would be right."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def read_flags(words: Sequence[str]) -> Wanted:
    """Read the words; ends the process with 2 and the fix for those that cannot be read."""
    parser = _parser()
    flags, unknown = parser.parse_known_args(words)
    if unknown:
        parser.error(_unknown(unknown[0], parser))
    try:
        conditions = _conditions(flags)
    except Mistake as mistake:
        parser.error(str(mistake))
    return Wanted(flags.port, conditions)


def _conditions(flags: argparse.Namespace) -> Conditions:
    return Conditions(
        latency=flags.latency,
        jitter=flags.jitter,
        beat_every=flags.beat_every,
        rate=flags.rate or flags.schedule,
        account_rate=flags.account_rate,
        is_limit_upstream=flags.upstream,
        daily_requests=flags.daily,
        retry_after=flags.retry_after,
        in_flight=flags.in_flight,
        credit=flags.credit,
        key_limit=flags.key_limit,
        faults=flags.faults,
        seed=flags.seed,
        caches=flags.cache,
        cached_share=flags.cached_share,
        caches_blocks=flags.cache_blocks,
        takes_unlisted=not flags.only_listed,
        served=dict(flags.served),
        unfound_generations=flags.unfound_generations,
        keeps_charges=flags.charges,
    )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m panel.testing", description=_ABOUT, allow_abbrev=False)
    add = parser.add_argument
    add("--port", type=_port, default=0, help="port on 127.0.0.1; a free one when not given")
    add("--latency", type=_seconds, default=0.0, metavar="S", help="seconds that an answer takes (0)")
    add("--jitter", type=_seconds, default=0.0, metavar="S", help="up to so many seconds more (0)")
    add("--beat-every", type=_positive, metavar="S", help="send padding so often while an answer is made")
    rate = parser.add_mutually_exclusive_group()
    rate.add_argument(
        "--rate",
        type=_rate,
        metavar="N",
        help="requests a second that each model takes, with bursts of one second's worth",
    )
    rate.add_argument("--schedule", type=_schedule, metavar="S:N,…", help="rates by second, such as 0:150,20:60")
    add("--account-rate", type=_rate, metavar="N", help="requests a second for all models together")
    add("--upstream", action="store_true", help="word the refusals of --rate as the provider's own")
    add("--daily", type=_count, metavar="N", help="requests in all to models whose id ends in :free")
    add("--retry-after", metavar="TEXT", help="Retry-After of each 429 and 503: 1, 0.5, date+5, or any text")
    add("--in-flight", type=_at_least_one, metavar="N", help="requests at once; more get 402 and Retry-After")
    add("--credit", type=_dollars, metavar="USD", help="dollars on the account; then every request gets 402")
    add("--key-limit", type=_dollars, metavar="USD", help="dollars that the key may spend, as GET /key says")
    add("--faults", type=_faults, default={}, metavar="KIND=P,…", help=_kinds_help())
    add("--seed", type=_count, default=0, metavar="N", help="what the faults are drawn from (0)")
    cache = argparse.BooleanOptionalAction
    add("--cache", action=cache, default=True, help="bill prefixes that were sent before at less (on)")
    add("--cached-share", type=_dollars, default=Decimal("0.1"), metavar="P", help="what they cost of the price (0.1)")
    add("--cache-blocks", action="store_true", help="keep prefixes in blocks of 128 tokens and ignore cache_control")
    add("--only-listed", action="store_true", help="refuse models that GET /models does not list")
    add("--served", type=_pair, action="append", default=[], metavar="ASKED=SERVED", help="answer as another model")
    add("--charges", action="store_true", help="list every billed completion at GET /bill/charges")
    add("--unfound-generations", type=_count, default=0, metavar="N", help="GET /generation fails so often first (0)")
    return parser


def _kinds_help() -> str:
    return f"odds of faults, such as 503=0.04,dropped=0.02; the kinds are {', '.join(Kind)}"


def _unknown(word: str, parser: argparse.ArgumentParser) -> str:
    names = [name for action in parser._actions for name in action.option_strings]  # noqa: SLF001 - argparse has no other list
    near = get_close_matches(word.partition("=")[0], names, n=1)
    return f"there is no {word[:60]!r}; {f'did you mean {near[0]}?' if near else 'see --help'}"


def _wrong(text: str, what: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text[:60]!r} is no {what}")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > _LAST_PORT:
        raise _wrong(text, f"port; give a number from 0 to {_LAST_PORT}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise _wrong(text, "count; give a whole number from 0")
    return int(text)


def _at_least_one(text: str) -> int:
    if (count := _count(text)) < 1:
        raise _wrong(text, "number of requests; give a whole number from 1")
    return count


def _number(text: str, what: str, *, above: float = -1) -> float:
    try:
        number = float(text)
    except ValueError:
        raise _wrong(text, what) from None
    if not above < number < inf or number < 0:
        raise _wrong(text, what)
    return number


def _seconds(text: str) -> float:
    return _number(text, "time; give seconds from 0, such as 0.2")


def _positive(text: str) -> float:
    return _number(text, "time between beats; give seconds above 0, such as 0.5", above=0)


def _rate(text: str) -> Schedule:
    return Schedule.of(_number(text, "rate; give requests a second above 0, such as 150", above=0))


def _dollars(text: str) -> Decimal:
    try:
        sum_ = Decimal(text)
    except DecimalException:
        raise _wrong(text, "sum; give dollars, such as 2.50") from None
    if not sum_.is_finite() or sum_ < 0:
        raise _wrong(text, "sum; give dollars from 0, such as 2.50")
    return sum_


def _schedule(text: str) -> Schedule:
    wanted = "schedule; give SECOND:RATE pairs from second 0 on, such as 0:150,20:60"
    try:
        return Schedule(tuple((_number(start, wanted), rate) for start, rate in _pairs(text, ":", wanted)))
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(str(mistake)) from None


def _faults(text: str) -> Mapping[Kind, float]:
    wanted = "list of faults; give KIND=P with P from 0 to 1, such as 503=0.04,dropped=0.02"
    return {_kind(name): odds for name, odds in _pairs(text, "=", wanted)}


def _pairs(text: str, mark: str, wanted: str) -> Iterator[tuple[str, float]]:
    """The names and numbers of a list such as ``a=1,b=2``."""
    for one in text.split(","):
        name, found, number = one.strip().partition(mark)
        if not (name and found):
            raise _wrong(text, wanted)
        yield name, _number(number, wanted)


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        near = get_close_matches(name, list(Kind), n=1)
        hint = f"did you mean {near[0]}?" if near else f"the kinds are {', '.join(Kind)}"
        raise argparse.ArgumentTypeError(f"there is no fault {name[:40]!r}; {hint}") from None


def _pair(text: str) -> tuple[str, str]:
    asked, mark, served = text.partition("=")
    if not (asked and mark and served):
        raise _wrong(text, "pair of models; give ASKED=SERVED, such as simulated/model=simulated/small")
    return asked, served
