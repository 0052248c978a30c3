"""What the page needs, and how it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.notify.domain.unsubscribe import StopLinks
from services.notify.pages.words import DEFAULT, LANGUAGES, WORDS
from shared.clock import Clock
from shared.db import Database

HIDDEN = {"x-robots-tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Frame:
    """`phone`: the clinic's, as people dial it."""

    db: Database
    clock: Clock
    links: StopLinks
    phone: str
    environments: Mapping[str, Environment]

    def practice(self, name: str) -> Mapping[str, str]:
        digits = "".join(char for char in self.phone if char.isdecimal())
        e164 = f"+1{digits}" if len(digits) == 10 else f"+{digits}"
        return {"name": name, "phone": self.phone, "phone_e164": e164, "address": ""}

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        language: str = "",
        clinic: str = "",
        **context: Any,
    ) -> Response:
        """`language` and `clinic`: of who reads, once we know."""
        spoken = chosen_language(request, language)
        text = (
            self.environments[spoken]
            .get_template(template)
            .render(
                practice=self.practice(clinic),
                home="#main",
                words=WORDS[spoken],
                languages=_choices(request, spoken),
                **context,
            )
        )
        return HTMLResponse(text, status, headers=HIDDEN)


def chosen_language(request: Request, own: str = "") -> str:
    """Chosen here, else the patient's own, else the browser's."""
    browser = request.headers.get("accept-language", "")
    wanted = (request.query_params.get("lang"), own.split("-")[0], browser[:2].lower())
    return next((tag for tag in wanted if tag in LANGUAGES), DEFAULT)


def _choices(request: Request, current: str) -> list[dict[str, object]]:
    return [
        {
            "tag": tag,
            "label": label,
            "href": f"{request.url.path}?lang={tag}",
            "current": tag == current,
        }
        for tag, label in LANGUAGES.items()
    ]
