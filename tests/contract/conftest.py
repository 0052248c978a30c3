"""A live phone simulator, the webhooks it calls, and Twilio's own client pointed at it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from tests.support.phones import RunningPhones, running_phones
from tests.support.webhooks import WebhookReceiver, webhook_receiver


@pytest.fixture
async def clinic() -> AsyncIterator[WebhookReceiver]:
    async with webhook_receiver() as receiver:
        yield receiver


@pytest.fixture
async def phones(tmp_path: Path, clinic: WebhookReceiver) -> AsyncIterator[RunningPhones]:
    inbound = f"{clinic.base_url}/inbound?from=phones"
    async with running_phones(tmp_path, inbound_webhook_url=inbound) as running:
        yield running


@pytest.fixture
async def twilio(phones: RunningPhones) -> AsyncIterator[Any]:
    http = AsyncTwilioHttpClient()
    settings = phones.settings
    # An explicit environment: stray TWILIO_EDGE or TWILIO_REGION would rewrite the address.
    client = Client(
        settings.account_sid, settings.auth_token, http_client=http, environment={"unused": ""}
    )
    client.api.base_url = phones.base_url
    yield client
    await http.close()
