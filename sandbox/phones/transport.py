"""Calling the clinic's webhooks as Twilio does: signed, timed, retried by the URL's own rules."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urldefrag, urlencode

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TOKEN_HEADER = "I-Twilio-Idempotency-Token"  # noqa: S105 - the name of a header


@dataclass(frozen=True)
class ConnectionOverrides:
    """What a URL's fragment asks for (`#rc=2&rp=ct,rt,5xx`); times in milliseconds."""

    connect_ms: int = 5000
    read_ms: int = 15000
    total_ms: int = 15000
    retries: int = 1
    policy: frozenset[str] = field(default_factory=lambda: frozenset({"ct"}))

    def retries_on(self, failure: str | None) -> bool:
        return failure is not None and bool(self.policy & {failure, "all"})


@dataclass(frozen=True)
class Attempt:
    """`failure` is "ct", "rt", "4xx", "5xx", or "3xx" (never retried); None is success."""

    number: int
    status: int | None
    failure: str | None
    content_type: str
    body: str
    milliseconds: int


def parse_overrides(fragment: str) -> ConnectionOverrides:
    """Values that are missing, malformed or out of Twilio's range keep the default."""
    given = {name: values[-1] for name, values in parse_qs(fragment).items()}
    policy = frozenset(given.get("rp", "ct").split(",")) & {"4xx", "5xx", "ct", "rt", "all"}
    return ConnectionOverrides(
        connect_ms=_within(given.get("ct"), 100, 10000, 5000),
        read_ms=_within(given.get("rt"), 100, 15000, 15000),
        total_ms=_within(given.get("tt"), 100, 15000, 15000),
        retries=_within(given.get("rc"), 0, 5, 1),
        policy=policy or frozenset({"ct"}),
    )


def _within(value: str | None, low: int, high: int, default: int) -> int:
    if value is None or not value.isascii() or not value.isdigit():
        return default
    return int(value) if low <= int(value) <= high else default


class Transport:
    def __init__(self, client: aiohttp.ClientSession, auth_token: str) -> None:
        self._client = client
        self._validator = RequestValidator(auth_token)

    async def call(
        self, url: str, params: dict[str, str], token: str, attempts_before: int
    ) -> AsyncIterator[Attempt]:
        """Yields each attempt as it ends. `attempts_before` counts those of an earlier life."""
        bare, fragment = urldefrag(url)
        rules = parse_overrides(fragment)
        ends_at = time.monotonic() + rules.total_ms / 1000
        for number in range(1, rules.retries + 2):
            left = ends_at - time.monotonic()
            if left <= 0:
                return
            headers = {_TOKEN_HEADER: token} if number + attempts_before > 1 else {}
            attempt = await self._post(bare, params, headers, rules, number, left)
            yield attempt
            if not rules.retries_on(attempt.failure):
                return

    async def _post(
        self,
        url: str,
        params: dict[str, str],
        headers: dict[str, str],
        rules: ConnectionOverrides,
        number: int,
        seconds_left: float,
    ) -> Attempt:
        began = time.monotonic()
        signature = self._validator.compute_signature(url, params)
        status, failure, content_type, body = None, None, "", ""
        try:
            async with (
                asyncio.timeout(seconds_left),
                self._client.post(
                    URL(url, encoded=True),
                    data=urlencode(params),
                    headers={**_FORM, "X-Twilio-Signature": signature, **headers},
                    timeout=_timeout(rules),
                    allow_redirects=False,
                ) as answer,
            ):
                status, body = answer.status, await answer.text(errors="replace")
                content_type = answer.headers.get("content-type", "")
                failure = None if status // 100 == 2 else f"{status // 100}xx"
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            failure = "ct"
        except (aiohttp.ClientError, TimeoutError):
            failure = "rt"
        took = round((time.monotonic() - began) * 1000)
        return Attempt(number, status, failure, content_type, body, took)


def _timeout(rules: ConnectionOverrides) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None, sock_connect=rules.connect_ms / 1000, sock_read=rules.read_ms / 1000
    )
