"""The only file that talks to the receivers of webhooks: not to addresses inside the house."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx

TIMEOUT_SECONDS = 15
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


@dataclass(frozen=True)
class Carrier:
    client: httpx.AsyncClient
    addresses: Addresses

    async def send(self, url: str, headers: Mapping[str, str], body: str) -> str:
        """The status as text, or what went wrong. Its answer's body is not read."""
        try:
            target = await self.addresses.check(url)
            host = httpx.URL(url).netloc.decode()
            request = self.client.build_request(
                "POST",
                target,
                content=body,
                headers={**headers, "host": host},
                timeout=TIMEOUT_SECONDS,
                extensions={"sni_hostname": httpx.URL(url).host},
            )
            response = await self.client.send(request, stream=True, follow_redirects=False)
            await response.aclose()
        except RefusedAddressError:
            return "refused_address"
        except httpx.TimeoutException:
            return "timeout"
        except httpx.HTTPError:
            return "unreachable"
        return str(response.status_code)


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    checked = mapped or address
    return checked.is_global and not checked.is_multicast
