"""The pages as an application of their own: HTML errors here, problem JSON beside them."""

from pathlib import Path
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
from services.booking.pages import choosing, describing, filling, managing, moving, waiting
from services.booking.pages.frame import Frame, options_of, practice_of
from shared.web import (
    Assets,
    SecurityHeaders,
    error_page,
    install_error_pages,
    mount_static,
    templates,
)

TEMPLATES = Path(__file__).parent / "templates"
LAYOUT = "base_patient.html"


class PagesMount(Mount):
    """All addresses but the JSON edges': what they lack is answered there, as problem JSON."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope.get("path", "").startswith(("/api/", "/staff/")):
            return Match.NONE, {}
        return super().matches(scope)


def create_pages(counter: Counter, assets: Assets | None = None) -> FastAPI:
    environment = templates(TEMPLATES, assets=assets)
    # The texts of a catalogue replace these; without one a text is its own translation.
    environment.add_extension("jinja2.ext.i18n")
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.filters["options"] = options_of(str)
    frame = Frame(environment, counter)
    app = FastAPI(openapi_url=None)
    app.add_middleware(SecurityHeaders)
    mount_static(app)
    for page in (choosing, filling, describing, managing, moving, waiting):
        app.include_router(page.router(frame))
    _install_errors(app, environment, counter)
    return app


def _install_errors(app: FastAPI, environment: Environment, counter: Counter) -> None:
    def context() -> dict[str, Any]:
        catalogue = counter.catalogues.at_hand()
        return {"practice": practice_of(catalogue, counter.location_id)}

    def page_for(_: Request) -> tuple[Environment, dict[str, Any]]:
        return environment, context()

    async def not_here(_: Request, __: Exception) -> Response:
        return error_page(environment, LAYOUT, 404, **context())

    install_error_pages(app, LAYOUT, page_for)
    app.add_exception_handler(UnknownChoiceError, not_here)
    app.add_exception_handler(UnknownVisitError, not_here)
