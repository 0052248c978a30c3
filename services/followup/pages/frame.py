"""What the pages need, and how one is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.followup.pages.words import DEFAULT, LANGUAGES, Words, words_in
from shared.clock import Clock
from shared.db import Database

LANGUAGE_COOKIE = "mine_language"
SESSION_COOKIE = "mine"
HIDDEN = {"x-robots-tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Practice:
    """As the pages name it; `phone` as people dial it."""

    name: str
    phone: str
    address: str = ""

    @property
    def phone_e164(self) -> str:
        digits = "".join(char for char in self.phone if char.isdecimal())
        return f"+1{digits}" if len(digits) == 10 else f"+{digits}"


@dataclass(frozen=True)
class Frame:
    db: Database
    clock: Clock
    practice: Practice
    environments: Mapping[str, Environment]
    secret: bytes
    secure: bool  # cookies go over https alone

    def page(
        self, request: Request, template: str, *, status: int = 200, own: str = "", **context: Any
    ) -> Response:
        """`own` is the patient's language, once we may know who they are."""
        language = chosen_language(request, own)
        words = words_in(language)
        text = (
            self.environments[language]
            .get_template(template)
            .render(
                practice=self.practice,
                words=words,
                when=Dates(words, context.pop("zone", None)),
                languages=_choices(request, language),
                **context,
            )
        )
        answer = HTMLResponse(text, status, headers=HIDDEN)
        if request.query_params.get("lang") in LANGUAGES:
            self.set_cookie(answer, LANGUAGE_COOKIE, language, None)
        return answer

    def set_cookie(self, answer: Response, name: str, value: str, seconds: int | None) -> None:
        answer.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/mine",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )


@dataclass(frozen=True)
class Dates:
    words: Words
    zone: ZoneInfo | None

    def day(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        month = self.words.months[local.month - 1]
        return self.words.date.format(day=local.day, month=month, year=local.year)


def see(address: str) -> Response:
    return RedirectResponse(address, 303, headers=HIDDEN)


def chosen_language(request: Request, own: str = "") -> str:
    """Chosen here, else the patient's own, else the browser's."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    browser = request.headers.get("accept-language", "")
    wanted = (asked, own.split("-")[0], browser[:2].lower())
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
