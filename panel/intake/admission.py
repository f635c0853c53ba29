"""Admission: which servers may be connected to, decided on the very addresses that are then connected to.

Only http on port 80, https on 443 and what the user names are asked. A name is looked up once a hop, and one address
among its answers that is not public refuses all of them. What the user names, by host and port, may be private, but
only where it was asked for: nothing that redirects leads there. A name that was public once stays public.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection
from ipaddress import ip_address

from panel.errors import FetchRefused
from panel.intake.fetch_faults import CHECK, SAVE, unreachable
from panel.intake.public_addresses import Address, is_public, may_be_named
from panel.intake.targets import DEFAULT_PORTS, Target, origin_of

Resolver = Callable[[str, int], Awaitable[Collection[Address]]]
"""Gives every address of a name, which is asked with the port it is for; raises OSError where there is none."""

MOST_ADDRESSES = 32


async def system_resolver(host: str, port: int) -> Collection[Address]:
    """The addresses that this machine knows of a name, in the order in which it would try them."""
    answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(answer[4][0]) for answer in answers))


class Admission:
    """Admits targets; ``named`` holds what the user named: URLs, ``host:port``, or hosts, for 80 and 443."""

    def __init__(self, named: Collection[str], resolver: Resolver) -> None:
        self._named = frozenset(origin for one in named for origin in origin_of(one))
        self._resolver = resolver
        self._public: set[str] = set()

    def check(self, target: Target, asked: Target) -> None:
        """Raise FetchRefused for a target that no look-up could admit; ``asked`` is where its redirects began."""
        if target.address is not None:
            self._weigh(target, asked, (target.address,))
        is_named = target.origin in self._named
        if not is_named and target.port not in DEFAULT_PORTS.values():
            raise FetchRefused(
                f"{target.shown} is on a port that only an address named on the command line may have; name it there"
            )

    async def addresses(self, target: Target, asked: Target) -> tuple[Address, ...]:
        """The addresses to connect to, in order; raises FetchRefused, or FetchFault for a name nobody knows."""
        self.check(target, asked)
        if target.address is not None:
            return (target.address,)
        found = await self._looked_up(target)
        self._weigh(target, asked, found)
        return found

    async def _looked_up(self, target: Target) -> tuple[Address, ...]:
        try:
            found = tuple(await self._resolver(target.host, target.port))
        except (OSError, ValueError):
            found = ()
        if not found:
            raise unreachable(target, "nobody knows the host", CHECK)
        return found

    def _weigh(self, target: Target, asked: Target, found: tuple[Address, ...]) -> None:
        """Raise FetchRefused unless all addresses are public, or are private as the user wants this target to be."""
        if len(found) <= MOST_ADDRESSES and all(map(is_public, found)):
            self._public.add(target.host)
            return
        is_named = target.origin in self._named
        may_be_private = target.host not in self._public and all(
            may_be_named(one) and not is_public(one) for one in found
        )
        if may_be_private and is_named and target.host == asked.host:
            return
        raise FetchRefused(f"{target.shown} is not on the public internet{_way_out(may_be_private, is_named)}")


def _way_out(may_be_private: bool, is_named: bool) -> str:  # noqa: FBT001 - what its one caller found out
    if not may_be_private:
        return f", and at an address that is not fetched even where it is named; {SAVE}"
    if is_named:
        return ", and no redirect is followed there; name it in place of the address that redirects"
    return "; name that address on the command line if you trust it"
