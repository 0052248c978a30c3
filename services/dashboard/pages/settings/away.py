"""What is said in place of a settings page whose owner does not answer."""

from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import is_part, visitor_of
from services.dashboard.pages.phrases import SERVICE
from services.dashboard.pages.settings.sections import INDEX


async def owner_away(desk: Desk, request: Request, owner: str) -> Response:
    shown = {"owner": SERVICE.get(owner, owner.capitalize())}
    if is_part(request):
        return page(desk, "settings/away_part.html", shown, 503)
    async with desk.db.transaction() as conn:
        context = await frame(desk, conn, visitor_of(request), current=INDEX)
    return page(desk, "settings/away.html", {**context, **shown}, 503)
