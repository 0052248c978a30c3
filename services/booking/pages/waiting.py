"""Nothing suits: tell me when something frees up."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Self

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.api.models import ANY, chosen
from services.booking.api.problems import FIELDS
from services.booking.api.public import address_of
from services.booking.domain import text_consent
from services.booking.domain.limits import ChallengeRequiredError, TooManyTriesError
from services.booking.domain.patient import Contact, RefusedFieldError, parse_name, parse_phone
from services.booking.handlers import registering, slots, visits, waitlist
from services.booking.handlers.gate import Visitor
from services.booking.handlers.waitlist import WaitsAlreadyError
from services.booking.pages import leaving
from services.booking.pages.frame import Frame, see
from services.booking.pages.managing import movable, show_visit, truth
from services.booking.store.waitlist import NewEntry
from shared.ids import new_id
from shared.web import to_translate as _

DAYS = {
    "1": _("Monday"),
    "2": _("Tuesday"),
    "3": _("Wednesday"),
    "4": _("Thursday"),
    "5": _("Friday"),
    "6": _("Saturday"),
    "7": _("Sunday"),
}
PARTS = {
    "any": _("Any time"),
    "morning": _("Morning, before 12"),
    "afternoon": _("Afternoon, 12 to 5"),
    "evening": _("Evening, from 5"),
}
HOURS: Mapping[str, tuple[time, time]] = {
    "any": (time(0), time(23, 59)),
    "morning": (time(0), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(23, 59)),
}
# Enough to read the text, answer, and set out.
NOTICE_HOURS = 3


@dataclass(frozen=True)
class Wish:
    """All as text, as the form sends it."""

    days: tuple[str, ...] = tuple(DAYS)
    part: str = "any"
    practitioner: str = ANY
    name: str = ""
    phone: str = ""
    text_consent: bool = False
    website: str = ""  # no person sees this field
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: FormData, *, known: bool) -> Self:
        """`known` patients need not say who they are."""
        texts = {k: v.replace("\0", "")[:500] for k, v in form.items() if isinstance(v, str)}
        wish = cls(
            days=tuple(d for d in DAYS if d in form.getlist("days")),
            part=texts.get("part", "") if texts.get("part") in HOURS else "any",
            practitioner=texts.get("practitioner", ANY),
            name=texts.get("name", ""),
            phone=texts.get("phone", ""),
            text_consent="text_consent" in texts,
            website=texts.get("website", ""),
        )
        wish.errors.update(wish._wrong(known=known))
        return wish

    def contact(self) -> Contact:
        """Of what has no errors."""
        return Contact(parse_name(self.name), parse_phone(self.phone))

    def entry(
        self,
        at: Open,
        patient_id: str,
        treatment_id: str,
        practitioner_id: str | None,
        appointment_id: str | None = None,
    ) -> NewEntry:
        """Raises UnknownChoiceError."""
        wanted = slots.wish_for(at.catalogue, at.location, treatment_id, practitioner_id)
        begins, ends = HOURS[self.part]
        return NewEntry(
            id=new_id(),
            patient_id=patient_id,
            location_key=at.location.key,
            treatment_key=wanted.treatment.key,
            practitioner_key=wanted.practitioners[0].key if practitioner_id else None,
            weekdays=[int(day) for day in self.days],
            from_time=begins,
            until_time=ends,
            notice_hours=NOTICE_HOURS,
            last_on=None,
            appointment_id=appointment_id,
            joined_at=at.now,
        )

    def _wrong(self, *, known: bool) -> dict[str, str]:
        wrong = {} if self.days else {"days": _("Choose at least one day")}
        if known:
            return wrong
        for name, parse in (("name", parse_name), ("phone", parse_phone)):
            try:
                parse(getattr(self, name))
            except RefusedFieldError as error:
                wrong[name] = FIELDS[error.field, error.code]
        if not self.text_consent:
            wrong["text_consent"] = FIELDS["text_consent", "missing"]
        return wrong


def router(frame: Frame) -> APIRouter:
    pages = APIRouter()
    _add_joining(pages, frame)
    _add_earlier(pages, frame)
    pages.include_router(leaving.router(frame))
    return pages


def _add_joining(pages: APIRouter, frame: Frame) -> None:
    @pages.get("/book/{treatment_id}/wait")
    async def ask(treatment_id: str, practitioner: str = ANY) -> Response:
        async with frame.counter.open() as at:
            return _show(frame, at, treatment_id, Wish(practitioner=practitioner))

    @pages.post("/book/{treatment_id}/wait")
    async def join(request: Request, treatment_id: str) -> Response:
        wish = Wish.of(await request.form(), known=False)
        async with frame.counter.open() as at:
            if wish.errors:
                return _show(frame, at, treatment_id, wish)
            contact = wish.contact()
            visitor = Visitor(address_of(request), trapped=wish.website != "")
            try:
                await frame.counter.gate.admit(visitor, contact.phone, at.now)
            except (ChallengeRequiredError, TooManyTriesError):
                return _show(frame, at, treatment_id, wish, too_often=True)
            patient_id = await registering.register(
                at.conn, at.desk, at.location, contact, "booking_page", at.now
            )
            new = wish.entry(at, patient_id, treatment_id, chosen(wish.practitioner))
            with contextlib.suppress(WaitsAlreadyError):
                await waitlist.join(at.conn, at.desk, new, "patient")
        return see(f"/book/{treatment_id}/waiting")

    @pages.get("/book/{treatment_id}/waiting")
    async def joined(treatment_id: str) -> Response:
        async with frame.counter.open() as at:
            treatment = at.catalogue.treatment(at.location, treatment_id, online=True)
            return frame.page("waiting.html", at, treatment=treatment, back="/")


def _add_earlier(pages: APIRouter, frame: Frame) -> None:
    @pages.get("/m/{token}/earlier")
    async def ask(token: str) -> Response:
        async with frame.counter.open() as at:
            return await _show_earlier(frame, at, token, Wish())

    @pages.post("/m/{token}/earlier")
    async def join(request: Request, token: str) -> Response:
        """Whoever takes an earlier time gives up the visit they have (S-108)."""
        wish = Wish.of(await request.form(), known=True)
        async with frame.counter.open() as at:
            visit = await visits.get_by_link(at.conn, token, at.now)
            if wish.errors or not await movable(at, visit):
                return await _show_earlier(frame, at, token, wish)
            treatment = at.catalogue.treatments[visit.treatment_key]
            who = at.catalogue.practitioners[visit.practitioner_key].id
            same = chosen(wish.practitioner) and who
            new = wish.entry(at, visit.patient_id, treatment.id, same, visit.id)
            with contextlib.suppress(WaitsAlreadyError):
                await waitlist.join(at.conn, at.desk, new, "patient")
        return see(f"/m/{token}/waiting")

    @pages.get("/m/{token}/waiting")
    async def joined(token: str) -> Response:
        async with frame.counter.open() as at:
            visit = await visits.get_by_link(at.conn, token, at.now)
            return frame.page("waiting.html", at, back=f"/m/{token}", **await truth(at, visit))


def _show(
    frame: Frame, at: Open, treatment_id: str, wish: Wish, *, too_often: bool = False
) -> Response:
    asked = slots.wish_for(
        at.catalogue, at.location, treatment_id, chosen(wish.practitioner), online=True
    )
    return frame.page(
        "wait.html",
        at,
        status=429 if too_often else 422 if wish.errors else 200,
        treatment=asked.treatment,
        practitioner=asked.practitioners[0].name if chosen(wish.practitioner) else None,
        wish=wish,
        too_often=too_often,
        days=DAYS,
        parts=PARTS,
        consent_label=text_consent.LABELS[frame.language.tag],
        consent_terms=text_consent.terms(at.location, frame.language.tag),
    )


async def _show_earlier(frame: Frame, at: Open, token: str, wish: Wish) -> Response:
    visit = await visits.get_by_link(at.conn, token, at.now)
    if not await movable(at, visit):
        return await show_visit(frame, at, token, status=409)
    return frame.page(
        "earlier.html",
        at,
        status=422 if wish.errors else 200,
        token=token,
        wish=wish,
        days=DAYS,
        parts=PARTS,
        **await truth(at, visit),
    )
