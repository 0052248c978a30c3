"""Who is coming, what brings them, and the booking itself."""

import contextlib
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.api.pair_counter import PairCounter
from services.booking.api.public import address_of
from services.booking.domain import email_consent, text_consent
from services.booking.domain.booking import BookedVisit, BookingRequest, Outcome, TimeRefused
from services.booking.domain.combined import NotTogetherError, in_two
from services.booking.domain.limits import ChallengeRequiredError, TooManyTriesError
from services.booking.domain.manage_link import token
from services.booking.domain.phone_code import TooManyCodesError
from services.booking.domain.safety import ScreenedOutError
from services.booking.handlers import phone_codes
from services.booking.handlers.combined import Both
from services.booking.handlers.facts import may_text
from services.booking.handlers.gate import Visitor
from services.booking.pages import safety_words
from services.booking.pages.frame import Frame, parse_instant, see
from services.booking.pages.refusing import (
    chosen_so_far,
    show_challenge,
    show_lost,
    show_screened_out,
)
from services.booking.pages.times import show_times
from services.booking.pages.typed import Typed
from services.booking.store import patients
from shared.ids import new_id


def router(frame: Frame) -> APIRouter:
    pages = APIRouter()
    _add_about_you(pages, frame)
    _add_reason(pages, frame)
    _add_booking(pages, frame)
    return pages


def _add_about_you(pages: APIRouter, frame: Frame) -> None:
    @pages.get("/book/{treatment_id}/you")
    async def about_you(request: Request, treatment_id: str) -> Response:
        async with frame.counter.open() as at:
            return await show_about_you(frame, at, treatment_id, Typed.of(request.query_params))

    @pages.post("/book/{treatment_id}/you")
    async def about_you_again(request: Request, treatment_id: str) -> Response:
        """Back from the next page, with what was typed; changes nothing."""
        typed = Typed.of(await request.form())
        async with frame.counter.open() as at:
            return await show_about_you(frame, at, treatment_id, typed)


def _add_reason(pages: APIRouter, frame: Frame) -> None:
    @pages.post("/book/{treatment_id}/reason")
    async def reason(request: Request, treatment_id: str) -> Response:
        typed = Typed.of(await request.form())
        async with frame.counter.open() as at:
            errors = typed.about_you_errors()
            if errors:
                return await show_about_you(frame, at, treatment_id, typed, errors)
            return show_reason(frame, at, treatment_id, typed)

    @pages.post("/book/{treatment_id}/safety")
    async def safety(request: Request, treatment_id: str) -> Response:
        typed = Typed.of(await request.form())
        async with frame.counter.open() as at:
            mending = await _mending(frame, at, treatment_id, typed)
            return mending or show_safety(frame, at, treatment_id, typed)


def _add_booking(pages: APIRouter, frame: Frame) -> None:
    @pages.post("/book/{treatment_id}/book")
    async def book(request: Request, treatment_id: str) -> Response:
        typed = Typed.of(await request.form())
        starts_at = parse_instant(typed.start)
        if starts_at is None:
            return see(f"/book/{treatment_id}/time?{typed.query()}")
        async with frame.counter.open() as at:
            mending = await _mending(frame, at, treatment_id, typed)
            if mending is not None:
                return mending
            wanted = typed.request(treatment_id, starts_at, at.location.id, frame.language.tag)
        try:
            visitor = Visitor(address_of(request), typed.altcha, trapped=typed.website != "")
            now = frame.counter.clock.now()
            await frame.counter.gate.admit(visitor, wanted.contact.phone, now)
            outcome = await _book(frame, typed, wanted)
        except NotTogetherError:
            async with frame.counter.open() as at:
                return await show_times(frame, at, treatment_id, typed, None, just_went=True)
        except (ChallengeRequiredError, TooManyTriesError) as error:
            async with frame.counter.open() as at:
                return show_challenge(frame, at, treatment_id, typed, error)
        except ScreenedOutError as error:
            async with frame.counter.open() as at:
                return show_screened_out(frame, at, treatment_id, typed, error.reason)
        async with frame.counter.open() as at:
            if isinstance(outcome, TimeRefused):
                return show_lost(frame, at, treatment_id, typed, outcome)
            booked = outcome if isinstance(outcome, BookedVisit) else outcome[0]
            await frame.counter.holds.release(at.location.id, typed.holder)
            link = f"/m/{token(booked.appointment_id, frame.counter.links.secret)}"
            proving = typed.text_consent and await _ask_for_proof(frame, at, booked)
        return see(f"{link}/phone" if proving else f"{link}/booked")


async def _book(frame: Frame, typed: Typed, wanted: BookingRequest) -> Outcome | Both:
    """Raises NotTogetherError, and what the counters raise."""
    key = typed.key or str(new_id())
    if not typed.then:
        return await frame.counter.book(wanted, key, typed.holder)
    then_at = parse_instant(typed.then_start)
    if then_at is None:
        raise NotTogetherError
    first, then = in_two(
        wanted, typed.then, typed.then_practitioner_id, then_at, by_one=typed.by_one
    )
    return await PairCounter(frame.counter, typed.by_one, typed.holder).book(first, then, key)


async def _ask_for_proof(frame: Frame, at: Open, booked: BookedVisit) -> bool:
    """Where texts begin only once the phone is proven: a code is on its way."""
    patient = await patients.get_of_visit(at.conn, booked.appointment_id)
    practice = at.catalogue.practices[patient.practice_key]
    if await may_text(at.conn, practice, patient.phone):
        return False
    with contextlib.suppress(TooManyCodesError):
        await phone_codes.send(at.conn, patient, frame.counter.links.secret, at.now)
    return True


async def _mending(frame: Frame, at: Open, treatment_id: str, typed: Typed) -> Response | None:
    """The page on which something is missing, if anything is."""
    if errors := typed.about_you_errors():
        return await show_about_you(frame, at, treatment_id, typed, errors)
    complaints = {c.code for c in at.catalogue.complaints_of(at.location.practice_key)}
    if errors := typed.reason_errors(complaints):
        return show_reason(frame, at, treatment_id, typed, errors)
    if errors := typed.safety_errors():
        return show_safety(frame, at, treatment_id, typed, errors)
    return None


async def show_about_you(
    frame: Frame,
    at: Open,
    treatment_id: str,
    typed: Typed,
    errors: dict[str, str] | None = None,
) -> Response:
    starts_at = parse_instant(typed.start)
    if starts_at is None:
        return see(f"/book/{treatment_id}/time?{typed.query()}")
    held = await frame.counter.holds.find(at.location.id, typed.holder, at.now)
    return frame.page(
        "about_you.html",
        at,
        **_step(treatment_id, "you", errors),
        held_until=held.expires_at if held else None,
        consent_label=text_consent.LABELS[frame.language.tag],
        consent_terms=text_consent.terms(at.location, frame.language.tag),
        email_terms=email_consent.wording(at.location, frame.language.tag)
        if frame.counter.offers_email
        else None,
        **chosen_so_far(at, treatment_id, typed),
    )


def show_reason(
    frame: Frame,
    at: Open,
    treatment_id: str,
    typed: Typed,
    errors: dict[str, str] | None = None,
) -> Response:
    if parse_instant(typed.start) is None:
        return see(f"/book/{treatment_id}/time?{typed.query()}")
    return frame.page(
        "reason.html",
        at,
        **_step(treatment_id, "reason", errors),
        complaints=_complaints(frame, at),
        **chosen_so_far(at, treatment_id, typed),
    )


def _step(treatment_id: str, step: str, errors: dict[str, str] | None) -> dict[str, Any]:
    """What each of the forms is shown with: where it is sent, and what is wrong with it."""
    return {
        "again": f"/book/{treatment_id}/{step}",
        "status": 422 if errors else 200,
        "errors": errors,
    }


def _complaints(frame: Frame, at: Open) -> dict[str, str]:
    practice = at.catalogue.practices[at.location.practice_key]
    offered = at.catalogue.complaints_of(practice.key)
    return {c.code: frame.own(practice, c.label) for c in offered}


def show_safety(
    frame: Frame,
    at: Open,
    treatment_id: str,
    typed: Typed,
    errors: dict[str, str] | None = None,
) -> Response:
    if parse_instant(typed.start) is None:
        return see(f"/book/{treatment_id}/time?{typed.query()}")
    return frame.page(
        "safety.html",
        at,
        **_step(treatment_id, "safety", errors),
        red_flags=safety_words.RED_FLAGS,
        precautions=safety_words.PRECAUTIONS,
        **chosen_so_far(at, treatment_id, typed.but(key=str(new_id()))),
    )
