"""Serving the app, with what faults need: a connection that can be cut, streams that can end."""

from socket import socket

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class CuttableProtocol(HttpToolsProtocol):
    """Hands the connection to the request's state, so that a fault can abort it unanswered."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["transport"] = self.transport


class PhonesServer(uvicorn.Server):
    """Ends the endless answers (live page, held requests) first, else closing waits for them."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=CuttableProtocol,
                log_level="warning",
                access_log=False,  # phone numbers are part of the paths
                timeout_graceful_shutdown=1,
            )
        )
        self._app = app

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._app.state.simulator.end_streams()
        await super().shutdown(sockets)
