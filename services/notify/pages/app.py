"""The pages as an application of their own: HTML errors here, problem JSON beside them."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment
from starlette.requests import Request
from starlette.routing import Match, Mount
from starlette.types import Scope

from services.notify.domain.unsubscribe import StopLinks
from services.notify.pages import unsubscribe
from services.notify.pages.frame import Frame, chosen_language
from services.notify.pages.words import LANGUAGES
from shared.clock import Clock
from shared.db import Database
from shared.web import Assets, SecurityHeaders, install_error_pages, mount_static, templates
from shared.web.manifest import URL_PREFIX

TEMPLATES = Path(__file__).parent / "templates"
LAYOUT = "base_patient.html"
OWN = ("/mail/", URL_PREFIX)


class PagesMount(Mount):
    """The patient's addresses alone; all others are the API's."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope.get("path", "").startswith(OWN):
            return Match.NONE, {}
        return super().matches(scope)


def create_pages(
    db: Database, clock: Clock, links: StopLinks, phone: str, assets: Assets | None = None
) -> FastAPI:
    """`phone`: the clinic's, as people dial it."""
    environments = {tag: templates(TEMPLATES, tag, assets) for tag in LANGUAGES}
    frame = Frame(db, clock, links, phone, environments)
    app = FastAPI(openapi_url=None)
    app.add_middleware(SecurityHeaders)
    mount_static(app)
    app.include_router(unsubscribe.router(frame))

    def page_for(request: Request) -> tuple[Environment, dict[str, Any]]:
        language = chosen_language(request)
        return environments[language], {"practice": frame.practice(""), "home": "#main"}

    install_error_pages(app, LAYOUT, page_for)
    return app
