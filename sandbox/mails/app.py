"""Puts the sink together: SMTP on one port, its page on the other."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from sandbox.mails import control, pages
from sandbox.mails.faults import Faults
from sandbox.mails.mailbox import Mailbox
from sandbox.mails.receiving import Receiver, listen
from sandbox.mails.settings import MailsSettings
from shared.clock import Clock

_HERE = Path(__file__).parent
# One look for all that stands in for the outside world.
_LOOK = _HERE.parent / "phones" / "static"


def create_app(settings: MailsSettings, clock: Clock) -> FastAPI:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.mailbox = Mailbox(settings.data_directory)
        app.state.faults = Faults()
        app.state.zone = settings.zone
        receiver = Receiver(app.state.mailbox, app.state.faults, clock)
        app.state.smtp = await listen(receiver, settings.host, settings.smtp_port)
        yield
        app.state.smtp.close()

    app = FastAPI(title="Meridian mail sink", lifespan=lifespan)
    app.include_router(control.router)
    app.include_router(pages.router)
    app.add_api_route("/healthz", _health)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    app.mount("/look", StaticFiles(directory=_LOOK), name="look")
    return app


async def _health(request: Request) -> Response:
    listening = request.app.state.smtp.is_serving()
    return JSONResponse({"status": "ok" if listening else "stopped"}, 200 if listening else 503)
