"""The gallery's application: patient components, staff components, error pages, a live stream."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from shared.web import SecurityHeaders, install_error_pages, mount_static, templates
from shared.web.gallery.example import ERRORS, NAV, PAIN, PAIN_ROWS, PRACTICE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from jinja2 import Environment

LANGUAGES = {"en": "English", "es": "Español", "zh": "中文"}


def create_app(stream_seconds: float) -> FastAPI:
    """`stream_seconds`: how long a live stream lasts before it is cut, to watch it resume."""
    environments = {tag: templates(Path(__file__).parent / "templates", tag) for tag in LANGUAGES}
    app = FastAPI(openapi_url=None)
    app.add_middleware(SecurityHeaders)
    mount_static(app)
    _add_pages(app, environments)
    _add_stream(app, stream_seconds)
    install_error_pages(
        app, "base_patient.html", lambda request: (environments[_tag(request)], _frame(request))
    )
    return app


def _tag(request: Request) -> str:
    tag = request.query_params.get("lang", "en")
    return tag if tag in LANGUAGES else "en"


def _frame(request: Request) -> dict[str, Any]:
    current = _tag(request)
    links = [
        {"tag": tag, "label": label, "href": f"?lang={tag}", "current": tag == current}
        for tag, label in LANGUAGES.items()
    ]
    return {"practice": PRACTICE, "languages": links}


def _add_pages(app: FastAPI, environments: "dict[str, Environment]") -> None:
    @app.get("/")
    async def patient(request: Request, errors: bool = False) -> Response:
        page = environments[_tag(request)].get_template("patient.html")
        shown = ERRORS if errors else {}
        return HTMLResponse(page.render(errors=shown, **_frame(request)), 422 if errors else 200)

    @app.get("/staff")
    async def staff() -> Response:
        page = environments["en"].get_template("staff.html")
        context = {"practice": PRACTICE, "nav": NAV, "live_url": "/live"}
        return HTMLResponse(page.render(pain=PAIN, pain_rows=PAIN_ROWS, **context))

    @app.get("/staff/chart")
    async def chart() -> Response:
        page = environments["en"].get_template("chart.html")
        return HTMLResponse(page.render(pain=PAIN, pain_rows=PAIN_ROWS))

    @app.get("/error/{status}")
    async def error(status: int) -> Response:
        raise HTTPException(status)


def _add_stream(app: FastAPI, seconds: float) -> None:
    @app.get("/live")
    async def live(request: Request, last_event_id: str | None = None) -> Response:
        last = request.headers.get("last-event-id") or last_event_id or "0"

        async def events() -> "AsyncIterator[str]":
            yield f"retry: 300\nid: {int(last) + 1}\nevent: count\ndata: {int(last) + 1}\n\n"
            await asyncio.sleep(seconds)

        return StreamingResponse(events(), media_type="text/event-stream")
