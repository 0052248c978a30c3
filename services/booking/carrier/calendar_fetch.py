"""Reading a file at an address that somebody typed: only what is public, and not too much of it."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from services.booking.carrier.addresses import Addresses, RefusedAddressError

MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
# Of all of it, however slowly it drips.
SECONDS = 20


class UnreachableCalendarError(Exception):
    """`reason` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Fetched:
    """`body` is none when it is as it was."""

    body: bytes | None
    etag: str | None


@dataclass(frozen=True)
class CalendarFetch:
    client: httpx.AsyncClient
    addresses: Addresses

    async def get(self, url: str, etag: str | None) -> Fetched:
        """Raises UnreachableCalendarError."""
        try:
            async with asyncio.timeout(SECONDS):
                for _ in range(MOST_REDIRECTS + 1):
                    answer = await self._ask(url, etag)
                    if isinstance(answer, Fetched):
                        return answer
                    url = urljoin(url, answer)
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise UnreachableCalendarError("unreachable") from None
        raise UnreachableCalendarError("redirects")

    async def _ask(self, url: str, etag: str | None) -> Fetched | str:
        """The file, or where it is now."""
        request = await self._request(url, etag)
        answer = await self.client.send(request, stream=True)
        try:
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Fetched(None, etag)
            if answer.status_code in REDIRECTS and "location" in answer.headers:
                return str(answer.headers["location"])
            if answer.status_code != httpx.codes.OK:
                raise UnreachableCalendarError(f"status_{answer.status_code}")
            return Fetched(await _read(answer), answer.headers.get("etag"))
        finally:
            await answer.aclose()

    async def _request(self, url: str, etag: str | None) -> httpx.Request:
        """To the very address that was looked at: asked again, a name may mean another machine."""
        try:
            target = await self.addresses.check(url)
        except RefusedAddressError:
            raise UnreachableCalendarError("refused_address") from None
        parts = httpx.URL(url)
        headers = {"Host": parts.netloc.decode(), "Accept": "text/calendar"}
        if etag:
            headers["If-None-Match"] = etag
        sni = {"sni_hostname": parts.host}
        return self.client.build_request("GET", target, headers=headers, extensions=sni)


async def _read(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            raise UnreachableCalendarError("too_large")
    return bytes(body)
