"""By which rules texts go: hours, caps, who may be texted here, which kinds are held."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard import machinery
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.formats import full_weekday
from services.dashboard.pages.gate import Gate, acting
from services.dashboard.pages.settings.saving import settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.pages.text_words import TEXT_KIND
from services.dashboard.wording import Carrier, TextingHours

EVERY_DAY = range(7)


def sending_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/settings/sending")
    async def show(request: Request) -> Response:
        visitor = await acting(desk, request, OWNER)
        carrier = await desk.owners.notify.show("/staff/v1/carrier", Carrier, visitor.staff)
        context = {
            "rules": carrier.rules,
            "hours_words": hours_words,
            "switches": await machinery.switches(desk.owners, visitor.staff) or [],
            "kinds": sorted(TEXT_KIND),
        }
        return await settings_page(desk, visitor, "sending", context)

    return router


def hours_words(hours: list[TextingHours]) -> str:
    """Days with the same hours together."""
    by_hours: dict[str, list[str]] = {}
    for each in hours:
        span = f"{each.opens:%H:%M} to {each.closes:%H:%M}"
        by_hours.setdefault(span, []).append(full_weekday(each.weekday))
    if len(by_hours) == 1 and len(hours) == len(EVERY_DAY):
        return f"every day {next(iter(by_hours))}"
    return "; ".join(f"{', '.join(days)} {span}" for span, days in by_hours.items())
