"""A week of free times to choose from, with all that was typed before."""

from datetime import date

from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.handlers.combined import Together
from services.booking.pages.asking import asked_for
from services.booking.pages.frame import Frame
from services.booking.pages.typed import Typed
from services.booking.pages.weeks import week_of_times


async def show_times(
    frame: Frame,
    at: Open,
    treatment_id: str,
    typed: Typed,
    day: date | None,
    *,
    just_went: bool = False,
) -> Response:
    asked = asked_for(frame, at, treatment_id, typed)
    first, then = (asked.first, asked.second) if isinstance(asked, Together) else (asked, None)
    return frame.page(
        "time.html",
        at,
        status=409 if just_went else 200,
        again=f"/book/{treatment_id}/time" if typed.name else None,
        treatment=first.wish.treatment,
        then=then.wish.treatment if then else None,
        practitioner=first.wish.practitioners[0].name if typed.practitioner_id else None,
        typed=typed,
        just_went=just_went,
        **await week_of_times(at, asked, day, frame.when(at)),
    )
