"""Twilio's Messages API: the only place that knows its SDK, its errors and its words."""

import logging
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.base import values
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from services.notify.carrier.contract import (
    Accepted,
    CarrierAwayError,
    Outcome,
    Outgoing,
    Received,
    Refused,
)
from services.notify.domain.carrier_errors import UNKNOWN_OUTCOME, UNREACHABLE, classify_refusal

# Left to itself Twilio may deliver ten hours late.
LONGEST_VALIDITY = timedelta(hours=1)
PAGE_SIZE = 50
# Between our clock and the carrier's, whose dates are whole seconds.
CLOCKS_DIFFER_BY = timedelta(minutes=1)


class HttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]  # the SDK is untyped
    """The SDK's own ignores its timeout and waits for ever. It also keeps the last request and
    its answer, which hold a phone and a body.
    """

    async def request(self, *args: Any, **kwargs: Any) -> Response:
        kwargs["timeout"] = kwargs.get("timeout") or self.timeout
        try:
            return await super().request(*args, **kwargs)
        finally:
            self._test_only_last_request = self._test_only_last_response = None


class Twilio:
    """Made inside a running event loop, closed with `aclose`. `sender` is a phone number or the
    sid of a messaging service; `api_url` points elsewhere than at Twilio.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        status_url: str,
        timeout_seconds: float,
        api_url: str | None = None,
    ) -> None:
        quiet = logging.getLogger("services.notify.carrier")  # the SDK's own logs query strings
        quiet.setLevel(logging.WARNING)
        # Its retries would send a text again after a 500 that came too late.
        self._http = HttpClient(timeout=timeout_seconds, max_retries=None, logger=quiet)
        self._client = Client(
            account_sid,
            auth_token,
            http_client=self._http,
            environment={"MERIDIAN": "1"},  # an empty one falls back to the process's own
        )
        if api_url:
            self._client.api.base_url = api_url
        self._status_url = status_url
        self._sender = (
            {"messaging_service_sid": sender} if sender.startswith("MG") else {"from_": sender}
        )

    async def aclose(self) -> None:
        await self._http.close()

    async def send(self, outgoing: Outgoing) -> Outcome:
        try:
            message = await self._client.messages.create_async(
                to=outgoing.phone,
                body=outgoing.body,
                status_callback=self._callback(outgoing),
                validity_period=_validity_seconds(outgoing.useful_for),
                **self._sender,
            )
        except (TwilioRestException, TwilioServiceException) as error:
            return Refused(str(error.code), classify_refusal(error.code, error.status))
        except aiohttp.ClientConnectorError:
            return Refused("unreachable", UNREACHABLE)
        except (TwilioException, aiohttp.ClientError, TimeoutError, ValueError) as error:
            return Refused(type(error).__name__, UNKNOWN_OUTCOME)
        return Accepted(message.sid, str(message.status))

    async def find(
        self, phone: str, body: str, *, since: datetime, besides: frozenset[str]
    ) -> Accepted | None:
        try:
            # Newest first. Not filtered by DateSent: a text that still waits has none.
            listed = await self._client.messages.stream_async(to=phone, page_size=PAGE_SIZE)
            async with aclosing(listed) as messages:
                async for message in messages:
                    if message.date_created < since - CLOCKS_DIFFER_BY:
                        return None
                    if message.body == body and message.sid not in besides:
                        return Accepted(message.sid, str(message.status))
        except (TwilioException, aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CarrierAwayError(type(error).__name__) from None
        return None

    async def has_listed_past(self, at: datetime) -> bool:
        try:
            newest = await self._client.messages.list_async(limit=1)
        except (TwilioException, aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CarrierAwayError(type(error).__name__) from None
        return any(message.date_created > at + CLOCKS_DIFFER_BY for message in newest)

    async def list_sent(self, since: datetime) -> list[Accepted]:
        sent: list[Accepted] = []
        try:
            listed = await self._client.messages.stream_async(page_size=PAGE_SIZE)
            async with aclosing(listed) as messages:
                async for message in messages:
                    if message.date_created < since:
                        break
                    if str(message.direction).startswith("outbound-api"):
                        sent.append(_as_listed(message))
        except (TwilioException, aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CarrierAwayError(type(error).__name__) from None
        return sent[::-1]

    async def list_received(self, since: datetime) -> list[Received]:
        received: list[Received] = []
        try:
            # A messaging service has several numbers; its texts are told apart by direction.
            listed = await self._client.messages.stream_async(
                to=self._sender.get("from_") or values.unset, page_size=PAGE_SIZE
            )
            async with aclosing(listed) as messages:
                async for message in messages:
                    if message.date_created < since:
                        break
                    if str(message.direction) == "inbound":
                        received.append(_received(message))
        except (TwilioException, aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CarrierAwayError(type(error).__name__) from None
        return received[::-1]

    def _callback(self, outgoing: Outgoing) -> str:
        ids = {"text": outgoing.text_id, "attempt": outgoing.attempt_id}
        return f"{self._status_url}?{urlencode(ids)}"


def _as_listed(message: MessageInstance) -> Accepted:
    error_code = message.error_code and str(message.error_code)
    return Accepted(message.sid, str(message.status), error_code or None)


def _received(message: MessageInstance) -> Received:
    return Received(
        sid=message.sid,
        phone=message.from_,
        our_number=message.to,
        body=message.body or "",
        media_count=int(message.num_media or 0),
        at=message.date_created,
    )


def _validity_seconds(useful_for: timedelta) -> int:
    return max(1, int(min(useful_for, LONGEST_VALIDITY).total_seconds()))
