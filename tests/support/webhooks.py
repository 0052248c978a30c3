"""A receiver for webhooks on a free port: keeps what came, answers as told."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI, Request, Response

from tests.support.eventually import eventually


@dataclass(frozen=True)
class Received:
    url: str
    params: dict[str, str]
    headers: dict[str, str]


def _no_content(_: Received) -> Response:
    return Response(status_code=204)


@dataclass
class WebhookReceiver:
    base_url: str
    answer: Callable[[Received], Response] = _no_content
    received: list[Received] = field(default_factory=list)

    async def wait_for(self, count: int) -> list[Received]:
        """At least so many calls."""
        await eventually(lambda: len(self.received) >= count, describe=f"{count} webhook calls")
        return self.received

    async def take(self, request: Request) -> Response:
        form = await request.form()
        query = f"?{request.url.query}" if request.url.query else ""
        call = Received(
            url=f"{self.base_url}{request.scope['raw_path'].decode()}{query}",
            params={name: str(value) for name, value in form.items()},
            headers=dict(request.headers),
        )
        self.received.append(call)
        return self.answer(call)


@contextlib.asynccontextmanager
async def webhook_receiver() -> AsyncIterator[WebhookReceiver]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        receiver = WebhookReceiver(f"http://127.0.0.1:{listening.getsockname()[1]}")
        app = FastAPI()
        app.add_api_route("/{path:path}", receiver.take, methods=["POST"])
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield receiver
        server.should_exit = True
        await serving
