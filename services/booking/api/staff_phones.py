"""A patient's phone, proven at the front desk: they read the code from the text to whoever asks."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.booking.api.counter import Counter, Open
from services.booking.api.models import CodeBody
from services.booking.api.problems import as_problems
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.domain.phone_code import WrongCodeError, as_typed
from services.booking.handlers import phone_codes as proving
from services.booking.handlers.waitlist import UnknownPatientError
from services.booking.store import patients, phone_codes
from services.booking.store.patients import PatientRow
from shared.auth import Staff
from shared.http.problems import refusals


class PhoneOut(BaseModel):
    phone: str
    proven_at: datetime | None
    needed: bool = Field(description="texts to this phone wait until it is proven")


def router(
    counter: Counter, reading: Callable[..., Staff], changing: Callable[..., Staff]
) -> APIRouter:
    api = APIRouter(prefix="/patients/{patient_id}/phone")
    _add_looking(api, counter, reading)
    _add_proving(api, counter, changing)
    return api


def _add_looking(api: APIRouter, counter: Counter, reading: Callable[..., Staff]) -> None:
    @api.get("", dependencies=[Depends(reading)], responses=UNKNOWN)
    async def get_phone(patient_id: UUID) -> PhoneOut:
        """Whether it is proven, and whether texts wait for that."""
        with as_problems():
            async with counter.open() as at:
                return await _phone(at, await _patient(at, patient_id))


def _add_proving(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post(
        "/code",
        status_code=202,
        dependencies=[Depends(changing)],
        responses={**UNKNOWN, **refusals(429)},
    )
    async def send_code(patient_id: UUID) -> None:
        """Text a code to the patient, who reads it out: three in ten minutes at most."""
        with as_problems():
            async with counter.open() as at:
                patient = await _patient(at, patient_id)
                await proving.send(at.conn, patient, counter.links.secret, at.now)

    @api.post("/prove", dependencies=[Depends(changing)], responses={**UNKNOWN, **REFUSALS})
    async def prove(patient_id: UUID, body: CodeBody) -> PhoneOut:
        """What the patient read out. With the right code texts begin, where they agreed to them."""
        with as_problems():
            async with counter.open() as at:
                patient, typed = await _patient(at, patient_id), as_typed(body.code)
                if await proving.check(
                    at.conn, at.catalogue, patient, typed, counter.links.secret, at.now
                ):
                    return await _phone(at, patient)
            raise WrongCodeError(over=False)  # once the try that it was is counted


async def _patient(at: Open, patient_id: UUID) -> PatientRow:
    try:
        return await patients.get(at.conn, str(patient_id))
    except LookupError:
        raise UnknownPatientError from None


async def _phone(at: Open, patient: PatientRow) -> PhoneOut:
    proven_at = await phone_codes.find_proven_at(at.conn, patient.practice_key, patient.phone)
    asked = at.catalogue.practices[patient.practice_key].prove_phones
    return PhoneOut(phone=patient.phone, proven_at=proven_at, needed=asked and proven_at is None)
