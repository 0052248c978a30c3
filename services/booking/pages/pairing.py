"""Two treatments in one trip: which two, and with whom."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.domain.catalogue import Treatment
from services.booking.pages.asking import who_gives_both
from services.booking.pages.frame import Frame, see
from shared.web import to_translate as _


def router(frame: Frame) -> APIRouter:
    pages = APIRouter()

    @pages.get("/together")
    async def choose_two(request: Request, first: str = "", then: str = "") -> Response:
        """Shown until there are two; `chosen` is what the form itself sends."""
        async with frame.counter.open() as at:
            offered = {t.id: t for t in at.catalogue.treatments_online(at.location)}
            wrong = _wrong(offered, first, then)
            if not wrong:
                return see(f"/book/{first}?then={then}")
            errors = wrong if "chosen" in request.query_params else {}
            return frame.page(
                "together.html",
                at,
                status=422 if errors else 200,
                errors=errors,
                treatments={t.id: _named(frame, at, t) for t in offered.values()},
                first=first,
                then=then,
            )

    return pages


def _wrong(offered: Mapping[str, Treatment], first: str, then: str) -> dict[str, str]:
    wrong = {}
    if first not in offered:
        wrong["first"] = _("Choose what comes first")
    if then not in offered:
        wrong["then"] = _("Choose what comes after it")
    return wrong


def _named(frame: Frame, at: Open, treatment: Treatment) -> str:
    return frame.own(at.catalogue.practices[at.location.practice_key], treatment.name)


def show_who(frame: Frame, at: Open, treatment_id: str, then_id: str, last: str) -> Response:
    """With whom both visits are, or the first of them."""
    first, then = (at.catalogue.treatment(at.location, name) for name in (treatment_id, then_id))
    context: dict[str, Any] = {
        "treatment": first,
        "then": then,
        "last": last,
        "able": at.catalogue.who_gives(first, at.location, None),
        "others": at.catalogue.who_gives(then, at.location, None),
        "both": who_gives_both(at, treatment_id, then_id),
    }
    return frame.page("together_who.html", at, **context)
