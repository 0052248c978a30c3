"""What a day needs: the clinic that runs, two desks, three phones."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx
from playwright.async_api import Browser

from sandbox import demo_clinic
from sandbox.credentials import load_or_make
from sandbox.journey.phone import Phone, unused_number
from sandbox.layout import Layout
from sandbox.travel import CLINIC_ZONE
from shared.auth import issue_token
from shared.ids import new_id
from tests.e2e.course.clinic import LIN, Clinic, Patient, open_clinic
from tests.e2e.course.story import Story, until
from tests.e2e.working_day.desks import Desk, open_desk

TUESDAY = 1
# What htmx writes to the console when a locked or signed-out session ends the stream of news.
STREAM_ENDED = "[object Event]"
OPENS = time(8, 30)
PATIENTS = (("Ana Duarte", "low_back", 6), ("Ben Okafor", "neck", 5), ("Cleo Park", "joints", 4))
CANNED = "Just come, we wait for you. If it gets later than that, please call."


@dataclass
class Day:
    """`lin` owns the practice; `mei` is at the front desk."""

    clinic: Clinic
    story: Story
    today: date
    lin: Desk
    mei: Desk
    ana: Patient
    ben: Patient
    cleo: Patient
    notify: httpx.AsyncClient

    @property
    def both(self) -> tuple[Desk, Desk]:
        return self.lin, self.mei

    def at(self, hour: int, minute: int = 0, days: int = 0) -> datetime:
        day = self.today + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), CLINIC_ZONE)

    async def books_online(self, patient: Patient, starts_at: datetime) -> dict[str, Any]:
        body = {
            "treatment": "acupuncture",
            "practitioner": "chianni-lin",
            "starts_at": starts_at.isoformat(),
            "patient": {"name": patient.name, "phone": patient.phone.number},
            "text_consent": True,
            "complaint": patient.complaint,
            "baseline": patient.baseline,
        }
        answer = await self.clinic.booking.post(
            "/api/v1/appointments", json=body, headers={"Idempotency-Key": str(new_id())}
        )
        assert answer.status_code == 201, answer.text
        booked: dict[str, Any] = answer.json()
        return booked

    async def keep_an_answer_ready(self) -> None:
        now = self.clinic.clock.now()
        token = issue_token(LIN, audience="notify", secret=self.clinic.secret, now=now)
        answer = await self.notify.post(
            "/staff/v1/canned-answers",
            json={"title": "Running late", "bodies": {"en": CANNED}},
            headers={"Authorization": f"Bearer {token}"},
        )
        answer.raise_for_status()

    async def hears(self, patient: Patient, *words: str) -> None:
        await self.story.hears(patient, *words)

    async def come_back(self) -> None:
        """After hours in which nobody touched a page."""

        async def both_may_work() -> bool:
            for desk in self.both:
                await desk.page.reload()
                await desk.come_back()
            return all([not await desk.page.locator("#lock").is_visible() for desk in self.both])

        await until(both_may_work, "two open desks")


@contextlib.asynccontextmanager
async def open_day(layout: Layout, browser: Browser) -> AsyncIterator[Day]:
    """A Tuesday, half an hour before the first visit."""
    password = load_or_make(layout.credentials_file).staff_password
    async with (
        open_clinic(layout) as clinic,
        httpx.AsyncClient(base_url=layout.url("notify"), timeout=10) as notify,
    ):
        today = await _first_tuesday(clinic)
        clinic.travel(today, OPENS)
        address = layout.url("dashboard")
        lin = await open_desk(browser, address, demo_clinic.STAFF_EMAIL, password, clinic.clock)
        mei = await open_desk(browser, address, "mei@clinic.example", "", clinic.clock)
        ana, ben, cleo = [
            Patient(*who, phone)
            for who, phone in zip(PATIENTS, await _three_phones(clinic), strict=True)
        ]
        yield Day(clinic, Story(clinic), today, lin, mei, ana, ben, cleo, notify)
        for desk in (lin, mei):
            await desk.page.context.close()
            assert set(desk.complaints) <= {STREAM_ENDED}, desk.complaints


async def _first_tuesday(clinic: Clinic) -> date:
    """Of a week without a holiday on its Tuesday, Thursday or Friday."""
    tomorrow = clinic.today() + timedelta(days=1)
    tuesday = tomorrow + timedelta(days=(TUESDAY - tomorrow.weekday()) % 7)
    while not all([await _is_open(clinic, tuesday + timedelta(days=n)) for n in (0, 2, 3)]):
        tuesday += timedelta(days=7)
    return tuesday


async def _is_open(clinic: Clinic, day: date) -> bool:
    asked = {"treatment": "acupuncture", "practitioner": "chianni-lin", "date": day.isoformat()}
    answer = await clinic.booking.get("/api/v1/slots", params=asked)
    answer.raise_for_status()
    return bool(answer.json()["slots"])


async def _three_phones(clinic: Clinic) -> list[Phone]:
    """Of the numbers reserved for fiction, those that follow the last one in use."""
    first = int((await unused_number(clinic.phones)).removeprefix("+"))
    return [Phone(clinic.phones, f"+{first + n}") for n in range(3)]
