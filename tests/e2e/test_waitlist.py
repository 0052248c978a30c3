"""A freed time finds its patient by text, and a series is told of once: real services, moved time."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

import pytest

from sandbox.journey.phone import Phone
from sandbox.travel import CLINIC_ZONE
from tests.e2e.course.clinic import DESK, VISIT_AT, Patient, open_clinic
from tests.e2e.course.story import DAY, Story
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(300)
UNDONE_NO_MORE = timedelta(minutes=4)
FAR_AHEAD_STANDS = timedelta(hours=2)
WAITING = {
    "Bo Chen": "+13105550171",
    "Cy Diaz": "+13105550172",
    "Di Evans": "+13105550173",
}


@pytest.fixture
async def story(sandbox: RunningSandbox) -> AsyncIterator[Story]:
    async with open_clinic(sandbox.layout) as clinic:
        clinic.travel(clinic.today() + DAY, time(10))
        yield Story(clinic)


def next_tuesday(story: Story) -> date:
    """At least two days ahead."""
    first = story.clinic.today() + 2 * DAY
    return first + (1 - first.weekday()) % 7 * DAY


async def waits(story: Story, name: str, number: str) -> Patient:
    """On a phone that gets no text yet."""
    patient = Patient(name, "neck", 4, Phone(story.clinic.phones, number))
    body = {
        "treatment": "acupuncture",
        "practitioner": "chianni-lin",
        "patient": {"name": name, "phone": patient.phone.number},
        "text_consent": True,
    }
    answer = await story.clinic.booking.post("/api/v1/waitlist", json=body)
    assert answer.status_code == 201, answer.text
    return patient


async def test_s106_s107_one_passes_one_is_silent_and_the_third_takes_the_time(
    story: Story,
) -> None:
    clinic, day = story.clinic, next_tuesday(story)
    ana = Patient("Ana Morales", "low_back", 6, await clinic.new_phone())
    visit_id = await story.books(ana, day)
    bo, cy, di = [await waits(story, name, number) for name, number in WAITING.items()]
    await clinic.call("booking", "POST", f"/appointments/{visit_id}/cancel", DESK, {})
    clinic.clock.advance(UNDONE_NO_MORE)
    await story.hears(bo, "an opening", f"{day:%a %b} {day.day}", "Reply Y by")
    await story.answers(bo, "N", "keep your place")
    await story.hears(cy, "an opening")
    clinic.clock.advance(FAR_AHEAD_STANDS)
    await story.hears(di, "an opening")
    await story.answers(di, "Y", f"booked for {day:%a %b} {day.day}")
    await story.answers(cy, "Y", "that one is taken")


async def test_s110_one_text_tells_of_a_series(story: Story) -> None:
    clinic, day = story.clinic, next_tuesday(story) + DAY
    ana = Patient("Ana Morales", "low_back", 6, await clinic.new_phone())
    await story.books(ana, day)
    first = datetime.combine(day + 8 * DAY, VISIT_AT, CLINIC_ZONE)
    wanted = {"patient_id": ana.id, "treatment": "acupuncture", "practitioner": "chianni-lin"}
    checked = await clinic.call(
        "booking", "POST", "/series/check", DESK,
        {**wanted, "first_at": first.isoformat(), "count": 4},
    )  # fmt: skip
    times = [visit["starts_at"] for visit in checked["visits"]]
    await clinic.call("booking", "POST", "/series", DESK, {**wanted, "times": times})
    await story.hears(ana, "4 visits booked", f"{first:%a %b} {first.day}")
    texts = await ana.phone.received()
    assert len([body for body in texts if "booked" in body]) == 2
