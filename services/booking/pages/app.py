"""The pages as an application of their own: HTML errors here, problem JSON beside them."""

from typing import Any

from fastapi import FastAPI
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.types import Scope

from services.booking.api.counter import Counter
from services.booking.domain.catalogue import UnknownChoiceError
from services.booking.handlers.visits import UnknownVisitError
from services.booking.handlers.waitlist import UnknownEntryError
from services.booking.pages import (
    choosing,
    describing,
    filling,
    managing,
    moving,
    pairing,
    proving,
    waiting,
)
from services.booking.pages.frame import Frame, practice_of, switch
from services.booking.pages.languages import Languages, load
from shared.web import (
    Assets,
    SecurityHeaders,
    error_page,
    install_error_pages,
    mount_static,
)

LAYOUT = "base_patient.html"


class PagesMount(Mount):
    """All addresses but the JSON edges': what they lack is answered there, as problem JSON."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope.get("path", "").startswith(("/api/", "/staff/")):
            return Match.NONE, {}
        return super().matches(scope)


def create_pages(counter: Counter, assets: Assets | None = None) -> FastAPI:
    frame = Frame(load(assets), counter)
    app = FastAPI(openapi_url=None)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Languages)
    mount_static(app)
    for page in (choosing, pairing, filling, describing, managing, moving, proving, waiting):
        app.include_router(page.router(frame))
    _install_errors(app, frame)
    return app


def _install_errors(app: FastAPI, frame: Frame) -> None:
    def context() -> dict[str, Any]:
        catalogue = frame.counter.catalogues.at_hand()
        practice = practice_of(catalogue, frame.counter.location_id)
        return {"practice": practice, "languages": switch(None)}

    def page_for(_: Request) -> tuple[Environment, dict[str, Any]]:
        return frame.language.environment, context()

    async def not_here(_: Request, __: Exception) -> Response:
        return error_page(frame.language.environment, LAYOUT, 404, **context())

    install_error_pages(app, LAYOUT, page_for)
    app.add_exception_handler(UnknownChoiceError, not_here)
    app.add_exception_handler(UnknownVisitError, not_here)
    app.add_exception_handler(UnknownEntryError, not_here)
