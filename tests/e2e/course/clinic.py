"""The clinic's side of the story: visits, the dashboard's buttons, the services' staff APIs."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import httpx

from sandbox.credentials import load_or_make
from sandbox.journey.phone import Phone, unused_number
from sandbox.layout import Layout
from sandbox.travel import CLINIC_ZONE
from shared.auth import Role, Staff, issue_token
from shared.clock import SharedClock
from shared.ids import new_id

DESK = Staff("kim", "Kim", Role.FRONT_DESK)
LIN = Staff("lin", "Dr. Lin", Role.OWNER)
VISIT_AT = time(14, 0)
A_MOMENT = timedelta(minutes=1)


@dataclass
class Patient:
    name: str
    complaint: str
    baseline: int
    phone: Phone
    id: str = ""


@dataclass
class Clinic:
    """`note` is told of what people do, for the transcript."""

    layout: Layout
    clock: SharedClock
    booking: httpx.AsyncClient
    followup: httpx.AsyncClient
    phones: httpx.AsyncClient
    secret: str
    noted: list[tuple[datetime, str]] = field(default_factory=list)

    def note(self, words: str) -> None:
        self.noted.append((self.clock.now(), words))

    def travel(self, day: date, at: time) -> None:
        """A moment after a wall time; never backwards."""
        to = (datetime.combine(day, at, CLINIC_ZONE)).astimezone(UTC) + A_MOMENT
        self.clock.advance(max(to - self.clock.now(), timedelta()))

    def today(self) -> date:
        return self.clock.now().astimezone(CLINIC_ZONE).date()

    async def book(self, patient: Patient, day: date) -> str:
        """By the front desk, who may book beyond what patients can."""
        body = {
            "treatment": "acupuncture",
            "practitioner": "chianni-lin",
            "starts_at": datetime.combine(day, VISIT_AT, CLINIC_ZONE).isoformat(),
            "patient": {"name": patient.name, "phone": patient.phone.number},
            "text_consent": True,
            "complaint": patient.complaint,
            "baseline": patient.baseline,
            "overrule_reason": "a course of twelve, agreed with the patient",
        }
        booked = await self.call("booking", "POST", "/appointments", DESK, body)
        listed = await self.call("booking", "GET", f"/visits?date={day}", DESK)
        [patient.id] = [
            v["patient_id"] for v in listed if v["visit"]["appointment_id"] == booked["id"]
        ]
        self.note(f"Kim books {patient.name} for {day:%a %d %b}")
        return str(booked["id"])

    async def complete(self, visit_id: str) -> None:
        for action in ("arrive", "complete"):
            await self.call("booking", "POST", f"/appointments/{visit_id}/{action}", DESK, {})
        self.note("Kim marks the visit completed")

    async def call(
        self, service: str, method: str, path: str, by: Staff, body: object = None
    ) -> Any:
        """Raises httpx.HTTPStatusError."""
        token = issue_token(by, audience=service, secret=self.secret, now=self.clock.now())
        client = {"booking": self.booking, "followup": self.followup}[service]
        answer = await client.request(
            method,
            f"/staff/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(new_id())},
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def new_phone(self) -> Phone:
        return Phone(self.phones, await unused_number(self.phones))


@contextlib.asynccontextmanager
async def open_clinic(layout: Layout) -> AsyncIterator[Clinic]:
    secret = load_or_make(layout.credentials_file).service_secret
    async with (
        httpx.AsyncClient(base_url=layout.url("booking"), timeout=10) as booking,
        httpx.AsyncClient(base_url=layout.url("followup"), timeout=10) as followup,
        httpx.AsyncClient(base_url=layout.url("phones"), timeout=10) as phones,
    ):
        yield Clinic(layout, SharedClock(layout.clock_file), booking, followup, phones, secret)
