"""A code by text: it proves a phone, and opens the list of its visits."""

from fastapi import APIRouter

from services.booking.api.counter import Counter
from services.booking.api.models import CodeBody, NamedVisitOut
from services.booking.api.problems import as_problems
from services.booking.api.public import UNKNOWN, managed
from services.booking.domain.phone_code import WrongCodeError, as_typed
from services.booking.handlers import phone_codes, visits
from services.booking.store import appointments, patients
from shared.http.problems import ProblemBody, refusals

SENT: dict[int | str, dict[str, object]] = {429: {"model": ProblemBody}}


def router(counter: Counter) -> APIRouter:
    api = APIRouter(prefix="/api/v1/manage/{token}", tags=["manage"])
    secret = counter.links.secret

    @api.post("/code", status_code=202, responses={**UNKNOWN, **SENT})
    async def send_code(token: str) -> None:
        """Text a code to the phone of this visit: it proves the phone, and opens the list."""
        with as_problems():
            async with counter.open() as at:
                visit = await visits.get_by_link(at.conn, token, at.now)
                patient = await patients.get_of_visit(at.conn, visit.id)
                await phone_codes.send(at.conn, patient, secret, at.now)

    @api.post("/visits", responses={**UNKNOWN, **refusals(422)})
    async def list_all(token: str, body: CodeBody) -> list[NamedVisitOut]:
        """Every visit ahead of the phone, for whoever has the code."""
        with as_problems():
            async with counter.open() as at:
                visit = await visits.get_by_link(at.conn, token, at.now)
                patient = await patients.get_of_visit(at.conn, visit.id)
                typed = as_typed(body.code)
                right = await phone_codes.check(
                    at.conn, at.catalogue, patient, typed, secret, at.now
                )
                if right:
                    listed = await appointments.list_ahead_of_phone(
                        at.conn, patient.practice_key, patient.phone, at.now
                    )
                    return [
                        NamedVisitOut(
                            patient=entry.patient_name,
                            **(await managed(at, counter, entry.appointment)).model_dump(),
                        )
                        for entry in listed
                    ]
            raise WrongCodeError(over=False)

    return api
