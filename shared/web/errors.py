"""Errors as pages that say what to do next; a client that wants JSON gets FastAPI's own answer."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fastapi.exception_handlers import (
    http_exception_handler,
    request_validation_exception_handler,
)
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from shared.web.csrf import CsrfError
from shared.web.headers import HEADERS

if TYPE_CHECKING:
    from fastapi import FastAPI
    from jinja2 import Environment
    from starlette.requests import Request

PAGES = frozenset({403, 404, 409, 422, 429, 500})

Page = tuple["Environment", Mapping[str, Any]]


def error_page(environment: "Environment", layout: str, status: int, **context: Any) -> Response:
    """The page for a status. `layout` is base_patient.html or base_staff.html; so is the context.

    It carries the security headers itself: Starlette answers a crash outside all middleware.
    """
    said = status if status in PAGES else 500 if status >= 500 else 404
    page = environment.get_template("error.html")
    return HTMLResponse(page.render(layout=layout, status=str(said), **context), status, HEADERS)


def install_error_pages(app: "FastAPI", layout: str, page_for: "Callable[[Request], Page]") -> None:
    """`page_for` gives the environment (so the language) and the layout's context for a request."""

    def page(request: "Request", status: int) -> Response:
        environment, context = page_for(request)
        return error_page(environment, layout, status, **context)

    async def http_error(request: "Request", error: HTTPException) -> Response:
        if _wants_page(request) and error.status_code >= 400:
            return page(request, error.status_code)
        return await http_exception_handler(request, error)

    async def unreadable(request: "Request", error: RequestValidationError) -> Response:
        if _wants_page(request):
            return page(request, 422)
        return await request_validation_exception_handler(request, error)

    async def forged(request: "Request", _: CsrfError) -> Response:
        return page(request, 403)

    async def crashed(request: "Request", _: Exception) -> Response:
        if _wants_page(request):
            return page(request, 500)
        return JSONResponse({"detail": "Internal Server Error"}, 500)

    for situation, handler in (
        (HTTPException, http_error),
        (RequestValidationError, unreadable),
        (CsrfError, forged),
        (Exception, crashed),
    ):
        app.add_exception_handler(situation, handler)  # type: ignore[arg-type]


def _wants_page(request: "Request") -> bool:
    return "text/html" in request.headers.get("accept", "")
