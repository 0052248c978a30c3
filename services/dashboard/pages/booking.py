"""A new visit at the desk: a free time, a patient, a treatment (three taps); booking decides."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owned import Catalogue, Treatment, show_catalogue
from services.dashboard.owners import Answer, OwnerAwayError, Sent
from services.dashboard.pages.answers import COMES_BACK, told
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import (
    Gate,
    Visitor,
    acting,
    is_part,
    parse_id,
    text_of,
    visitor_of,
)
from services.dashboard.pages.one_patient import known_patient
from services.dashboard.pages.today import part_context
from services.dashboard.store import audit, calendar, patients
from services.dashboard.store.audit import Audited
from services.dashboard.store.patients import Patient
from shared.ids import new_id

FOUND_SHOWN = 8
SHORTEST_SEARCH = 2
# What the clash view looks at before a treatment is chosen.
USUAL = timedelta(minutes=30)
NEW = "new"
# By booking's code for the refusal: what a desk would type every time.
USUAL_REASON = {"notice": "Walk-in"}


@dataclass(frozen=True)
class Wanted:
    """What the form says so far. `patient` is an id, NEW, or nothing yet."""

    starts_at: datetime
    practitioner: str
    patient: str = ""
    name: str = ""
    phone: str = ""
    consent: bool = False
    email: str = ""
    treatment: str = ""
    reason: str = ""
    request_id: str = ""

    @staticmethod
    def of(said: QueryParams | FormData, zone: ZoneInfo, now: datetime) -> "Wanted":
        """`day` and `time` are wall time, as a free cell of the calendar gives them."""
        day = said.get("day") or now.astimezone(zone).date().isoformat()
        try:
            at = datetime.fromisoformat(f"{day}T{said.get('time') or '09:00'}")
        except ValueError:
            raise HTTPException(422) from None
        return Wanted(
            starts_at=at.replace(tzinfo=zone),
            practitioner=str(said.get("practitioner") or ""),
            patient=str(said.get("patient") or ""),
            name=str(said.get("name") or "").strip(),
            phone=str(said.get("phone") or "").strip(),
            consent=bool(said.get("consent")),
            email=str(said.get("email") or "").strip(),
            treatment=str(said.get("treatment") or ""),
            reason=str(said.get("reason") or "").strip(),
            request_id=str(said.get("request_id") or new_id()),
        )

    def asked(self, patient: Patient | None) -> dict[str, object]:
        """As booking takes it. A patient it knows is found by name and phone."""
        who: dict[str, object] = {"name": self.name, "phone": self.phone}
        if patient is not None:
            who = {"name": patient.name, "phone": patient.phone, "language": patient.language}
            if patient.birth_date:
                who["birth_date"] = patient.birth_date.isoformat()
        asked: dict[str, object] = {
            "treatment": self.treatment,
            "practitioner": self.practitioner or "any",
            "starts_at": self.starts_at.isoformat(),
            "patient": who,
            "text_consent": self.consent and patient is None,
        }
        if self.email:  # told to staff, who read out what for
            asked["patient"] = who | {"email": self.email}
            asked["email_consent"] = True
        return asked | ({"overrule_reason": self.reason} if self.reason else {})


def booking_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/visits/new")
    async def ask(request: Request) -> Response:
        visitor = await acting(desk, request)
        wanted = Wanted.of(request.query_params, desk.zone, desk.clock.now())
        return await _form(desk, request, visitor, wanted, {})

    @router.post("/visits/new/patients")
    async def find(request: Request) -> Response:
        """A POST: what is typed is a name or a phone, which belongs in no address."""
        visitor = await acting(desk, request)
        words = text_of(await request.form(), "words").strip()
        async with desk.db.transaction() as conn:
            long_enough = len(words) >= SHORTEST_SEARCH
            found = await patients.search(conn, words, FOUND_SHOWN) if long_enough else []
            at = desk.clock.now()
            await audit.add(conn, Audited.PATIENTS_SEARCHED, staff_id=visitor.staff.id, at=at)
        return page(desk, "parts/choose_patient.html", {"found": found, "words_sent": words})

    @router.get("/parts/treatments")
    async def treatments(request: Request, practitioner: str = "") -> Response:
        visitor = visitor_of(request)
        catalogue, _ = await _catalogue(desk, visitor, {})
        given = _given_by(catalogue, practitioner) if catalogue else []
        return page(desk, "parts/treatments.html", {"treatments": given})

    @router.post("/visits/new")
    async def book(request: Request) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        wanted = Wanted.of(form, desk.zone, desk.clock.now())
        parse_id(wanted.request_id)
        if problem := _missing(wanted):
            return await _form(desk, request, visitor, wanted, {"problem": problem})
        sent = await _book(desk, visitor, wanted)
        if sent.answer is Answer.DONE and sent.response is not None:
            return RedirectResponse(_after(wanted, sent.response.json()["id"]), 303)
        if sent.answer not in {Answer.AWAY, Answer.UNSURE}:  # its key has this answer for good
            wanted = replace(wanted, request_id=str(new_id()))
        words = told(sent.answer, owner="Booking", shown=False, done="")
        if sent.answer is Answer.NOT_FREE:
            words = {
                "may_overrule": True,
                "why": sent.objection,
                "usual_reason": USUAL_REASON.get(sent.code or "", ""),
            }
        elif sent.answer is Answer.REFUSED and sent.objection:
            words["problem"] = f"{sent.objection}. Nothing was booked."
        return await _form(desk, request, visitor, wanted, words)

    return router


def _after(wanted: Wanted, booked: str) -> str:
    """The calendar of that day, which says what will become of the confirmation."""
    shown: dict[str, object] = {"day": wanted.starts_at.date(), "booked": booked}
    if wanted.patient == NEW and wanted.consent:
        shown["agreed"] = "yes"
    if wanted.email:
        shown["emails"] = "yes"
    return f"/calendar?{urlencode(shown)}"


def _missing(wanted: Wanted) -> str | None:
    if not wanted.patient:
        return "Choose a patient, or type the name and the phone of a new one."
    if wanted.patient == NEW and not (wanted.name and wanted.phone):
        return "A new patient needs a name and a mobile number."
    return None if wanted.treatment else "Choose a treatment."


async def _book(desk: Desk, visitor: Visitor, wanted: Wanted) -> Sent:
    patient = None
    if wanted.patient != NEW:
        patient = await known_patient(desk, wanted.patient)
    asked = wanted.asked(patient)
    with desk.hub.subscribed(*([patient.patient_id] if patient else [])) as subscriber:
        sent = await desk.owners.book_visit(asked, key=wanted.request_id, by=visitor.staff)
        async with desk.db.transaction() as conn:
            await audit.add(
                conn,
                Audited.VISIT_BOOKED,
                staff_id=visitor.staff.id,
                at=desk.clock.now(),
                patient_id=patient.patient_id if patient else None,
                subject=f"{wanted.starts_at.isoformat()} {sent.answer}",
            )
        if sent.answer is Answer.DONE and patient:
            await subscriber.hears_of_patient(COMES_BACK)
    return sent


async def _form(
    desk: Desk, request: Request, visitor: Visitor, wanted: Wanted, words: dict[str, Any]
) -> Response:
    catalogue, words = await _catalogue(desk, visitor, words)
    context = {**await _choices(desk, wanted, catalogue), **words, **part_context(desk, visitor)}
    if is_part(request):
        return page(desk, "parts/new_visit.html", context)
    async with desk.db.transaction() as conn:
        context |= await frame(desk, conn, visitor, current="/calendar")
    return page(desk, "new_visit.html", context, 409 if words else 200)


async def _catalogue(
    desk: Desk, visitor: Visitor, words: dict[str, Any]
) -> tuple[Catalogue | None, dict[str, Any]]:
    try:
        return await show_catalogue(desk.owners, visitor.staff), words
    except OwnerAwayError:
        away = "Booking is away right now, so nothing can be booked. Please try again in a minute."
        return None, {**words, "problem": away}


async def _choices(desk: Desk, wanted: Wanted, catalogue: Catalogue | None) -> dict[str, Any]:
    async with desk.db.transaction() as conn:
        chosen = await patients.find(conn, wanted.patient) if wanted.patient else None
        during = (wanted.starts_at, wanted.starts_at + USUAL)
        busy = await calendar.list_visits_of(conn, wanted.practitioner, *during)
    return {
        "wanted": wanted,
        "catalogue": catalogue,
        "treatments": _given_by(catalogue, wanted.practitioner) if catalogue else [],
        "chosen": chosen,
        "clashes": busy,
        "may_overrule": False,
        "usual_reason": "",
        "why": None,
        "problem": "",
    }


def _given_by(catalogue: Catalogue, practitioner: str) -> list[Treatment]:
    return [
        treatment
        for treatment in catalogue.treatments
        if not practitioner or practitioner in treatment.practitioners
    ]
