"""Addresses that somebody typed: never those inside the house."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

Resolve = Callable[[str, int], Awaitable[list[str]]]


class RefusedAddressError(ValueError):
    """That address is not one of the public internet, or is not reached by https."""


async def resolve(host: str, port: int) -> list[str]:
    """Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@dataclass(frozen=True)
class Addresses:
    """`inside` lets the sandbox and the tests reach their own machine, without TLS."""

    inside: bool
    resolve: Resolve = resolve

    async def check(self, url: str) -> httpx.URL:
        """The same address with the name replaced by a number, so that it cannot become another
        between this look and the call. Raises RefusedAddressError.
        """
        try:
            parsed = httpx.URL(url)
            port = parsed.port or (443 if parsed.scheme == "https" else 80)
            numbers = await self.resolve(parsed.host, port)
        except (httpx.InvalidURL, OSError, UnicodeError):
            raise RefusedAddressError from None
        if (
            parsed.userinfo
            or not 0 < port < 65536
            or not numbers
            or not self._allowed(parsed.scheme, numbers)
        ):
            raise RefusedAddressError
        return parsed.copy_with(host=numbers[0])

    def _allowed(self, scheme: str, numbers: list[str]) -> bool:
        if self.inside:
            return scheme in {"http", "https"}
        return scheme == "https" and all(_is_public(number) for number in numbers)


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    checked = mapped or address
    return checked.is_global and not checked.is_multicast
