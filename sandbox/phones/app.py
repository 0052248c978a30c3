"""Puts the simulator together."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from sandbox.phones import changes, control, messages, pages, timetravel
from sandbox.phones.errors import RefusedError, answer_refusal
from sandbox.phones.rendering import Renderer
from sandbox.phones.settings import PhonesSettings
from sandbox.phones.simulator import Simulator
from sandbox.phones.storage import Storage
from sandbox.phones.transport import Transport
from sandbox.phones.worker import Worker
from shared.clock import Clock

_HERE = Path(__file__).parent
# Servers close what was idle for five: a call that met the closing would be lost.
_KEPT_OPEN_SECONDS = 2


def create_app(settings: PhonesSettings, clock: Clock) -> FastAPI:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        storage = Storage(settings.data_file)
        with storage.transaction() as conn:
            changes.prune(conn)
        app.state.simulator = Simulator(settings, storage, clock)
        app.state.renderer = Renderer()
        # Not through a proxy of the machine's: webhooks stay on loopback.
        kept = aiohttp.TCPConnector(keepalive_timeout=_KEPT_OPEN_SECONDS)
        async with aiohttp.ClientSession(connector=kept, trust_env=False) as client:
            worker = Worker(app.state.simulator, Transport(client, settings.auth_token))
            app.state.worker = asyncio.create_task(worker.run())
            yield
            app.state.worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await app.state.worker
        storage.close()

    app = FastAPI(title="Meridian phone simulator", lifespan=lifespan)
    app.add_exception_handler(RefusedError, answer_refusal)
    app.include_router(messages.router)
    app.include_router(control.router)
    app.include_router(timetravel.router)
    app.include_router(pages.router)
    app.add_api_route("/healthz", _health)
    app.add_api_route("/2010-04-01/{rest:path}", _unknown_resource, methods=["GET", "POST"])
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    return app


async def _health(request: Request) -> Response:
    """Unwell when the worker has died: texts would be taken and never delivered."""
    stopped = request.app.state.worker.done()
    return JSONResponse({"status": "stopped" if stopped else "ok"}, 503 if stopped else 200)


async def _unknown_resource() -> Response:
    raise RefusedError(20404)
