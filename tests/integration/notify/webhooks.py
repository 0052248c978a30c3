"""notify's webhooks and sender against the phone simulator, over real HTTP."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send
from twilio.request_validator import RequestValidator

from services.notify.api.twilio import Account, Fallback, twilio_router
from services.notify.carrier import Twilio
from services.notify.texts import Texts
from services.notify.timers.sender import Sender
from shared.http import Health, new_app
from shared.telemetry import Metrics
from tests.integration.notify.worlds import STORE_REPLY, World
from tests.support.eventually import eventually
from tests.support.phones import RunningPhones, running_phones
from tests.support.serving import serving

ACCOUNT = "AC" + "5" * 32
TOKEN = "development-only"
OUR_NUMBER = "+13105550100"


def webhook_app(world: World, public_url: str, tokens: tuple[str, ...] = (TOKEN,)) -> FastAPI:
    app = new_app("notify", health=Health(world.db), metrics=Metrics("notify"))
    account = Account(ACCOUNT, tokens, public_url)
    fallback = Fallback(Texts.load(), "310-555-0100")
    app.include_router(
        twilio_router(account, world.db, world.clock, world.metrics, STORE_REPLY, fallback)
    )
    return app


@dataclass
class Door:
    """Calls the webhooks as the carrier would, through a proxy that changes the host."""

    http: httpx.AsyncClient
    public_url: str = "https://clinic.example"

    async def post(
        self, path: str, form: dict[str, str], *, token: str = TOKEN, signature: str | None = None
    ) -> httpx.Response:
        full = {"AccountSid": ACCOUNT, **form}
        signed = RequestValidator(token).compute_signature(self.public_url + path, full)
        headers = {"X-Twilio-Signature": signed if signature is None else signature}
        return await self.http.post(path, data=full, headers=headers)

    async def inbound(self, body: str, sid: str, phone: str = "+13105550111") -> httpx.Response:
        form = {"MessageSid": sid, "From": phone, "To": OUR_NUMBER, "Body": body, "NumMedia": "0"}
        return await self.post("/twilio/inbound", {**form, "FromCity": ""})

    async def status(
        self, sid: str, status: str, query: str = "", error: str | None = None
    ) -> httpx.Response:
        form = {"MessageSid": sid, "MessageStatus": status, "To": "+13105550111"}
        return await self.post(
            f"/twilio/status{query}", {**form, **({"ErrorCode": error} if error else {})}
        )


@asynccontextmanager
async def open_door(world: World, tokens: tuple[str, ...] = (TOKEN,)) -> AsyncIterator[Door]:
    app = webhook_app(world, Door.public_url, tokens)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inner:8001") as http:
        yield Door(http)


@dataclass
class Line:
    """notify and a carrier that call each other."""

    phones: RunningPhones
    carrier: Twilio
    sender: Sender

    async def send_due(self) -> None:
        while await self.sender.tick() or self.sender.in_flight:
            await eventually(lambda: not self.sender.in_flight)


class _Late:
    """An application that is known once its own address is."""

    app: FastAPI

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def reachable(
    world: World, folder: Path, timeout_seconds: float = 5
) -> AsyncIterator[tuple[RunningPhones, Twilio, str]]:
    """The carrier, the way to it, and where it reports to."""
    late = _Late()
    async with serving(late) as url:
        late.app = webhook_app(world, url)
        async with running_phones(
            folder, world.clock, inbound_webhook_url=f"{url}/twilio/inbound"
        ) as phones:
            status_url = f"{url}/twilio/status"
            twilio = Twilio(
                account_sid=ACCOUNT,
                auth_token=TOKEN,
                sender=OUR_NUMBER,
                status_url=status_url,
                timeout_seconds=timeout_seconds,
                api_url=phones.base_url,
            )
            async with aclosing(twilio) as carrier:
                yield phones, carrier, status_url


@asynccontextmanager
async def connected(world: World, folder: Path, timeout_seconds: float = 5) -> AsyncIterator[Line]:
    async with (
        reachable(world, folder, timeout_seconds) as (phones, carrier, _),
        world.sender(carrier) as sender,
    ):
        yield Line(phones, carrier, sender)
