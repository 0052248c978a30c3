"""What the domain refuses, as problems with stable codes and words for people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse

from services.booking.api.models import SlotOut
from services.booking.domain.appointment import (
    IllegalTransitionError,
    TooEarlyError,
    TooLateToCancelError,
    TooLateToMoveError,
)
from services.booking.domain.availability import Slot
from services.booking.domain.booking import (
    FreeTime,
    KeyReusedError,
    LostRaceError,
    TimeRefused,
    TimeRefusedError,
)
from services.booking.domain.care_plan import PlanEndedError
from services.booking.domain.catalogue import UnknownChoiceError
from services.booking.domain.combined import NotTogetherError
from services.booking.domain.limits import ChallengeRequiredError, TooManyTriesError
from services.booking.domain.package import NotEnoughError, StalePackageError
from services.booking.domain.patient import RefusedFieldError
from services.booking.domain.phone_code import TooManyCodesError, WrongCodeError
from services.booking.domain.recall import RecallClosedError
from services.booking.domain.safety import ScreenedOut, ScreenedOutError
from services.booking.domain.waitlist import NotWaitingError, OfferClosedError
from services.booking.handlers.booking import AmbiguousPatientError
from services.booking.handlers.calendars import UnknownFeedError
from services.booking.handlers.care_plans import PlanActiveError, UnknownPlanError
from services.booking.handlers.holding import SlotGoneError
from services.booking.handlers.packages import UnknownPackageError
from services.booking.handlers.recalls import UnknownRecallError
from services.booking.handlers.series import UnknownSeriesError
from services.booking.handlers.series_changes import NothingInScopeError
from services.booking.handlers.time_off import CoveredError, UnknownTimeOffError
from services.booking.handlers.visits import ChangedMeanwhileError, UnknownVisitError
from services.booking.handlers.waitlist import (
    UnknownEntryError,
    UnknownPatientError,
    WaitsAlreadyError,
)
from services.booking.handlers.webhooks import UnknownWebhookError
from shared.http import Problem
from shared.http.problems import FieldError, problem_response
from shared.web import to_translate

REFUSED = {
    "slot_taken": "That time just went",
    "room_taken": "That time just went",
    "patient_busy": "You already have a visit at that time",
    "class_full": "This class has no seat left",
    "cap": "You have as many visits ahead as can be booked online",
    "notice": "That time is too soon to book online",
    "horizon": "That time is too far ahead to book yet",
    "outside_hours": "The practitioner does not work at that time",
    "off_grid": "Visits do not start at that time",
}

SCREENED_OUT = {
    ScreenedOut.RED_FLAG: (
        "Please see a doctor first",
        "If it is sudden or severe, call 911 or go to the nearest emergency department now."
        " Otherwise call us before you book.",
    ),
    ScreenedOut.NO_ELECTRO: (
        "This treatment uses a current and is not for you",
        "Choose another treatment, or call the clinic.",
    ),
    ScreenedOut.CALL_FIRST: ("Please call the clinic to book this treatment", None),
}

FIELDS = {
    ("name", "missing"): to_translate("Enter your name"),
    ("name", "too_long"): to_translate("Enter a shorter name"),
    ("guardian", "missing"): to_translate("Enter your own name"),
    ("guardian", "too_long"): to_translate("Enter a shorter name"),
    ("phone", "missing"): to_translate("Enter a mobile number"),
    ("phone", "not_a_phone"): to_translate("Enter a phone number, like 310-555-0123"),
    ("phone", "extension"): to_translate(
        "Enter a number without an extension: texts do not reach one"
    ),
    ("email", "missing"): to_translate("Enter an e-mail address"),
    ("email", "not_an_address"): to_translate("Enter an e-mail address, like ana@example.com"),
    ("treatment", "unknown"): to_translate("Choose a treatment from the list"),
    ("practitioner", "unknown"): to_translate("Choose a practitioner who gives this treatment"),
    ("time_zone", "unknown"): to_translate("Name a time zone, like America/Los_Angeles"),
    ("complaint", "missing"): to_translate("Say which complaint the score is about"),
    ("complaint", "unknown"): to_translate("Choose what brings you from the list"),
    ("reason", "missing"): to_translate("Say why"),
    ("url", "refused"): "Enter an https address on the public internet",
    ("text_consent", "missing"): to_translate(
        "Agree to texts, or call us: free times are offered by text"
    ),
    ("room", "unknown"): to_translate("Choose a room that suits the treatment"),
    ("location", "unknown"): to_translate("There is no such location"),
}


# (status, code, words)
PLAIN: dict[type[Exception], tuple[int, str, str]] = {
    UnknownPatientError: (404, "not_found", "There is no such patient"),
    UnknownEntryError: (404, "not_found", "Nobody waits under this name"),
    WaitsAlreadyError: (409, "waits_already", "The patient waits for this treatment already"),
    NotWaitingError: (409, "not_waiting", "The patient no longer waits"),
    OfferClosedError: (409, "slot_taken", "That time is no longer free"),
    SlotGoneError: (409, "slot_taken", "That time is no longer free"),
    LostRaceError: (409, "slot_taken", "That time just went"),
    UnknownSeriesError: (404, "not_found", "There is no such series, or no such visit in it"),
    UnknownPlanError: (404, "not_found", "There is no such care plan"),
    PlanActiveError: (409, "care_plan_active", "The patient is in the middle of another course"),
    PlanEndedError: (409, "not_possible", "That course is over"),
    UnknownRecallError: (404, "not_found", "Nobody is due under this name"),
    RecallClosedError: (409, "not_possible", "That has been dealt with"),
    UnknownWebhookError: (404, "not_found", "There is no such webhook or dead delivery"),
    UnknownPackageError: (404, "not_found", "There is no such package or patient"),
    NotEnoughError: (409, "not_enough", "The package has not so many visits left"),
    StalePackageError: (409, "changed_meanwhile", "The package has changed meanwhile"),
    NothingInScopeError: (409, "not_possible", "That visit is past or cancelled"),
    AmbiguousPatientError: (
        409,
        "patient_ambiguous",
        "Two patients share this name and phone: add their birth dates",
    ),
}


def field_problem(field: str, code: str) -> Problem:
    error = FieldError(field=field, code=code, message=FIELDS[field, code])
    return Problem(
        422, "invalid", "Some of what was sent cannot be used", errors=[error.model_dump()]
    )


def slot_out(slot: Slot | FreeTime, zone: ZoneInfo) -> SlotOut:
    # Made from what is known to be right, a hundred at a time: there is nothing to check.
    return SlotOut.model_construct(
        starts_at=slot.starts_at.astimezone(zone),
        ends_at=slot.ends_at.astimezone(zone),
        practitioners=slot.practitioner_ids,
        seats_left=slot.seats_left,
    )


def time_problem(refused: TimeRefused, zone: ZoneInfo, *, to_staff: bool = False) -> Problem:
    """To patients a time without a room just went; staff see which rooms are taken (S-03)."""
    reason, detail = refused.reason, None
    if reason == "room_taken":
        reason = reason if to_staff else "slot_taken"
        detail = f"Taken: {', '.join(refused.room_names)}" if to_staff else None
    nearest = [_nearest_out(free, zone) for free in refused.nearest]
    return Problem(409, reason, REFUSED[reason], detail, nearest=nearest)


def _nearest_out(free: FreeTime, zone: ZoneInfo) -> dict[str, Any]:
    out = slot_out(free, zone).model_dump(mode="json")
    if free.then_starts_at is None:
        return out
    return {**out, "then_starts_at": free.then_starts_at.astimezone(zone).isoformat()}


@contextmanager
def as_problems() -> Iterator[None]:
    try:
        yield
    except RefusedFieldError as error:
        raise field_problem(error.field, error.code) from None
    except UnknownChoiceError as error:
        raise field_problem(error.field, "unknown") from None
    except NotTogetherError:
        raise Problem(
            422, "not_together", "The second visit must begin soon after the first one"
        ) from None
    except KeyReusedError:
        raise Problem(
            422, "idempotency_key_reused", "This idempotency key was used for another request"
        ) from None
    except ChallengeRequiredError as error:
        raise Problem(
            429,
            "challenge",
            "Solve the challenge and send the request again",
            "Send ALTCHA's solution in the header Altcha, or call the clinic.",
            challenge=error.challenge,
        ) from None
    except TooManyTriesError:
        raise Problem(
            429, "too_many_tries", "Too many tries", "Try again in ten minutes, or call the clinic."
        ) from None
    except TooManyCodesError:
        raise Problem(
            429, "too_many_codes", "Enough codes were sent", "Wait ten minutes, or call the clinic."
        ) from None
    except WrongCodeError as error:
        title = "This code is no longer good" if error.over else "That is not the code we sent"
        raise Problem(422, "code_over" if error.over else "wrong_code", title) from None
    except ScreenedOutError as error:
        title, detail = SCREENED_OUT[error.reason]
        raise Problem(409, error.reason, title, detail) from None
    except UnknownVisitError:
        raise Problem(404, "not_found", "There is no such visit, or its link has expired") from None
    except UnknownFeedError:
        raise Problem(404, "not_found", "There is no such calendar") from None
    except UnknownTimeOffError:
        raise Problem(404, "not_found", "There is no such time off") from None
    except CoveredError:
        raise Problem(409, "covered", "This visit can take place as it is") from None
    except ChangedMeanwhileError:
        raise Problem(
            409, "changed_meanwhile", "Someone changed this visit", "Load it again and look."
        ) from None
    except IllegalTransitionError as error:
        raise Problem(
            409, "not_possible", f"A visit that is {error.status} cannot be changed so"
        ) from None
    except TooEarlyError:
        raise Problem(409, "too_early", "The visit has not begun") from None
    except TooLateToCancelError:
        raise Problem(
            409, "too_late_to_cancel", "It is too late to cancel online", "Please call the clinic."
        ) from None
    except TooLateToMoveError:
        raise Problem(
            409, "too_late_to_move", "It is too late to move online", "Please call the clinic."
        ) from None
    except TimeRefusedError as error:
        raise Problem(409, error.reason, REFUSED[error.reason]) from None
    except tuple(PLAIN) as error:
        raise Problem(*PLAIN[type(error)]) from None


async def no_practice(_: Request, __: Exception) -> JSONResponse:
    """Of an installation whose practice is still to come."""
    return problem_response(Problem(404, "no_practice", "No practice has been loaded yet"))
