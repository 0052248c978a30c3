"""A FastAPI application with health, metrics, problem JSON and measured, traced requests."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.db import Database, is_outage
from shared.http import problems
from shared.telemetry import Metrics, context_from, span

log = structlog.get_logger()


@dataclass(frozen=True)
class Health:
    """What must answer for this service to be of use. `refresh` brings gauges up to date before
    they are read.
    """

    db: Database
    refresh: Callable[[], Awaitable[None]] | None = None


def new_app(title: str, *, health: Health, metrics: Metrics, docs: bool = True) -> FastAPI:
    app = FastAPI(
        title=title,
        openapi_url="/openapi.json" if docs else None,
        docs_url=None,  # its page loads scripts from a foreign host
        redoc_url=None,
        # Its spans hold paths (manage links) and refused values, and cost a tenth of a request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    problems.install(app)
    app.add_middleware(MeasuredRequests, metrics=metrics)

    @app.get("/healthz", include_in_schema=False)
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz", include_in_schema=False)
    async def ready(response: Response) -> dict[str, str]:
        if await _database_answers(health.db):
            return {"status": "ready"}
        response.status_code = 503
        return {"status": "database away"}

    @app.get("/metrics", include_in_schema=False)
    async def measured() -> Response:
        if health.refresh and await _database_answers(health.db):
            await health.refresh()
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return app


async def _database_answers(db: Database) -> bool:
    try:
        async with db.transaction() as conn:
            await conn.execute("select 1")
    except Exception as error:
        if not is_outage(error):
            raise
        return False
    return True


class MeasuredRequests:
    """Times each request by its route's template: a path itself may hold a manage link."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        parent = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1")
        try:
            with span(f"{scope['method']} request", context_from(parent)):
                await self._app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.request_seconds.labels(route, scope["method"], str(status)).observe(
                time.perf_counter() - started
            )
            if status >= 500:
                log.error("http.failed", route=route, method=scope["method"], status=status)
