"""The pages' languages: which one a visitor reads, and everything that is said in it."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from babel import Locale, negotiate_locale
from babel.support import NullTranslations
from jinja2 import Environment
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web import Assets, templates, translations

HERE = Path(__file__).parent
LABELS = {"en": "English", "es": "Español", "zh": "中文"}
FIRST = "en"
PARAMETER = "language"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Language:
    tag: str
    environment: Environment
    texts: NullTranslations

    @property
    def locale(self) -> Locale:
        return Locale.parse({"en": "en_US", "es": "es_US", "zh": "zh_Hans"}[self.tag])

    def say(self, text: str) -> str:
        return str(self.texts.gettext(text))

    def options(self, choices: Mapping[str, str]) -> list[dict[str, str]]:
        """{value: words} as the choices of a field."""
        return [{"value": value, "label": self.say(words)} for value, words in choices.items()]


def choices(labels: Mapping[str, str]) -> list[dict[str, str]]:
    """As `options`, in words that need no translation."""
    return [{"value": value, "label": label} for value, label in labels.items()]


def load(assets: Assets | None) -> Mapping[str, Language]:
    return {tag: _language(tag, assets) for tag in LABELS}


def _language(tag: str, assets: Assets | None) -> Language:
    environment = templates(HERE / "templates", language=tag, assets=assets)
    environment.add_extension("jinja2.ext.i18n")
    texts = translations.load(HERE, tag)
    install: Callable[..., None] = environment.install_gettext_translations  # type: ignore[attr-defined]
    install(texts, newstyle=True)
    language = Language(tag, environment, texts)
    environment.filters["options"] = language.options
    environment.filters["choices"] = choices
    environment.filters["say"] = language.say
    return language


@dataclass(frozen=True)
class Here:
    """What a page must know of its own request, to be shown again in another language."""

    language: str = FIRST
    path: str = "/"
    query: str = ""
    method: str = "GET"

    def address(self, language: str) -> str:
        kept = [(k, v) for k, v in parse_qsl(self.query) if k != PARAMETER]
        return f"{self.path}?{urlencode([*kept, (PARAMETER, language)])}"


here: ContextVar[Here] = ContextVar("here", default=Here())  # noqa: B039 - it is frozen


class Languages:
    """The language asked for in the address, else in the cookie, else by the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        asked = request.query_params.get(PARAMETER)
        chosen = _known(asked) or _known(request.cookies.get(PARAMETER)) or _preferred(request)
        token = here.set(Here(chosen, request.url.path, request.url.query, request.method))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.append("content-language", chosen)
                if _known(asked):
                    headers.append("set-cookie", _cookie(chosen, request.url.scheme))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            here.reset(token)


def _known(tag: str | None) -> str | None:
    return tag if tag in LABELS else None


def _preferred(request: Request) -> str:
    """What the browser's owner reads best, of what there is."""
    header = request.headers.get("accept-language", "")
    weighed: list[tuple[float, int, str]] = []
    for part in header.split(","):
        tag, _, quality = part.strip().partition(";q=")
        if quality != "0" and tag and tag != "*":
            weighed.append((-_weight(quality), len(weighed), tag.split("-")[0].lower()))
    return negotiate_locale([tag for *_, tag in sorted(weighed)], list(LABELS)) or FIRST


def _weight(quality: str) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0


def _cookie(language: str, scheme: str) -> str:
    secure = "; Secure" if scheme == "https" else ""
    return f"{PARAMETER}={language}; Path=/; Max-Age={A_YEAR}; SameSite=Lax; HttpOnly{secure}"
