"""What is done in the story, and waited for, one line each."""

import asyncio
import time as stopwatch
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, TypeVar

import httpx

from tests.e2e.course.clinic import LIN, Clinic, Patient

WITHIN_SECONDS = 40.0
POLL_SECONDS = 0.15
ASKED_AT = time(17, 0)
DAY = timedelta(days=1)
T = TypeVar("T")


class DidNotHappenError(AssertionError):
    """Something that must come about did not, in time."""


@dataclass
class Story:
    clinic: Clinic
    seen: dict[str, int] = field(default_factory=dict)

    async def hears(self, patient: Patient, *words: str) -> str:
        """The next text that the phone gets has all these words."""
        number = patient.phone.number

        async def came() -> str | None:
            received = await patient.phone.received()
            fresh = received[self.seen.get(number, 0) :]
            return next((body for body in fresh if all(word in body for word in words)), None)

        body = await until(came, f"a text with {words}")
        self.seen[number] = (await patient.phone.received()).index(
            body, self.seen.get(number, 0)
        ) + 1
        return body

    async def books(self, patient: Patient, day: date) -> str:
        visit_id = await self.clinic.book(patient, day)
        await self.hears(patient, f"booked for {day:%a %b} {day.day}")
        return visit_id

    async def answers(self, patient: Patient, body: str, *echo: str) -> str:
        await patient.phone.write(body)
        return await self.hears(patient, *echo)

    async def visits(self, patient: Patient, visit_id: str, day: date) -> None:
        """The reminder the day before, and the visit itself."""
        self.clinic.travel(day - DAY, time(14, 0))
        await self.hears(patient, "visit")
        self.clinic.travel(day, time(15, 0))
        await self.clinic.complete(visit_id)
        await self.planned(patient, visit_id)

    async def planned(self, patient: Patient, visit_id: str) -> None:
        async def is_known() -> bool:
            return visit_id in [v["appointment_id"] for v in (await self.course(patient))["visits"]]

        await until(is_known, "the completed visit at followup")

    async def asked(self, patient: Patient, day: date, *words: str) -> str:
        self.clinic.travel(day, ASKED_AT)
        return await self.hears(patient, *words)

    async def course(self, patient: Patient) -> Any:
        return await self.followup("GET", f"/patients/{patient.id}/series")

    async def followup(self, method: str, path: str, body: object = None) -> Any:
        return await self.clinic.call("followup", method, path, LIN, body)

    async def booking(self, method: str, path: str, body: object = None) -> Any:
        return await self.clinic.call("booking", method, path, LIN, body)

    async def has_nothing_of(self, patient: Patient) -> None:
        async def is_empty() -> bool:
            tables = (await self.followup("GET", f"/patients/{patient.id}/export"))["tables"]
            return not any(tables.values())

        await until(is_empty, "followup without the patient")

    async def open_alerts(self, patient: Patient) -> list[Any]:
        listed = (await self.followup("GET", "/alerts"))["alerts"]
        return [alert for alert in listed if alert["patient_id"] == patient.id]

    async def call_for(self, patient: Patient) -> Any:
        async def waits() -> Any:
            listed = (await self.followup("GET", "/calls"))["calls"]
            return next((call for call in listed if call["patient_id"] == patient.id), None)

        return await until(waits, "a call to make")

    async def alert(self, patient: Patient, rule: str) -> Any:
        """The open case of this rule."""

        async def is_open() -> Any:
            return next((a for a in await self.open_alerts(patient) if a["rule"] == rule), None)

        return await until(is_open, f"a case of {rule}")


async def until(condition: Callable[[], Awaitable[T | None]], what: str) -> T:
    """Lost connections are part of a life of processes. Raises DidNotHappenError."""
    deadline = stopwatch.monotonic() + WITHIN_SECONDS
    while stopwatch.monotonic() < deadline:
        try:
            if found := await condition():
                return found
        except httpx.TransportError:
            pass
        await asyncio.sleep(POLL_SECONDS)
    raise DidNotHappenError(what)
