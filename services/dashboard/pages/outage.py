"""While the dashboard's own database is away there is one page, which looks again by itself."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import is_part
from shared.web.headers import HEADERS

AGAIN_SECONDS = 10


def database_away(desk: Desk, request: Request) -> Response:
    """A part of a page stays as it is, with what it last knew; a whole page says what is wrong."""
    retry = {"retry-after": str(AGAIN_SECONDS)}
    if is_part(request):
        return Response(status_code=503, headers={**HEADERS, **retry})
    asked = request.method == "GET"
    words = {
        "practice": {"name": desk.practice_name},
        "again": request.url.path if asked else "/",
        "seconds": AGAIN_SECONDS,
        "lost": not asked,
    }
    html = desk.templates.get_template("database_away.html").render(words)
    return HTMLResponse(html, 503, {**HEADERS, **retry})
