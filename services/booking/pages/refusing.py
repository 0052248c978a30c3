"""When the visit is not booked: why, what to do instead, and nothing typed is lost."""

from typing import Any

from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.domain.booking import TimeRefused
from services.booking.domain.limits import ChallengeRequiredError, TooManyTriesError
from services.booking.domain.safety import ScreenedOut
from services.booking.handlers import slots
from services.booking.pages.frame import REFUSED_TIME, Frame, parse_instant
from services.booking.pages.typed import Typed, value_of
from shared.ids import new_id


def show_screened_out(
    frame: Frame, at: Open, treatment_id: str, typed: Typed, reason: ScreenedOut
) -> Response:
    """No slot, and what to do instead."""
    others = [
        t for t in at.catalogue.treatments_online(at.location)
        if not t.electro and t.id != treatment_id
    ]  # fmt: skip
    alone = dict.fromkeys(("key", "start", "practitioner", "then", "then_start", "one"), "")
    context = {**chosen_so_far(at, treatment_id, typed), "typed": typed.but(**alone)}
    return frame.page(
        "screened_out.html",
        at,
        status=409,
        reason=reason.value,
        others=others,
        mended=typed.but(red_flags=""),
        **context,
    )


def show_challenge(
    frame: Frame,
    at: Open,
    treatment_id: str,
    typed: Typed,
    error: ChallengeRequiredError | TooManyTriesError,
) -> Response:
    """Some work for the browser; without JavaScript, or too often, the clinic's phone."""
    challenge = error.challenge if isinstance(error, ChallengeRequiredError) else None
    return frame.page(
        "challenge.html",
        at,
        status=429,
        challenge=challenge,
        **chosen_so_far(at, treatment_id, typed.but(altcha="", website="")),
    )


def show_lost(
    frame: Frame, at: Open, treatment_id: str, typed: Typed, refused: TimeRefused
) -> Response:
    """Another time, one tap away, with all that was typed."""
    return frame.page(
        "lost.html",
        at,
        status=409,
        headline=REFUSED_TIME.get(refused.reason, REFUSED_TIME["slot_taken"]),
        nearest=[(value_of(s.starts_at, s.then_starts_at), s) for s in refused.nearest],
        **chosen_so_far(at, treatment_id, typed.but(key=str(new_id()))),
    )


def chosen_so_far(at: Open, treatment_id: str, typed: Typed) -> dict[str, Any]:
    """What every page from the chosen time on is shown with."""
    wish = slots.wish_for(
        at.catalogue, at.location, treatment_id, typed.practitioner_id, online=True
    )
    return {
        "treatment": wish.treatment,
        "practitioner": wish.practitioners[0].name if typed.practitioner_id else None,
        "starts_at": parse_instant(typed.start),
        "then": at.catalogue.treatment(at.location, typed.then) if typed.then else None,
        "then_starts_at": parse_instant(typed.then_start),
        "typed": typed,
    }
