"""How the patient books: over booking's public API, as its page does."""

from datetime import datetime, time, timedelta
from typing import Any

import httpx

from sandbox.journey.story import PATIENT, Story

TREATMENT = "acupuncture"
EARLIEST_DAYS = 4  # both reminders lie ahead
LATEST_DAYS = 40
# Late enough for a text three hours before.
NOT_BEFORE = time(12)
NOT_AFTER = time(16)


async def is_open(story: Story) -> bool:
    answer = await story.booking.get("/api/v1/practice")
    return answer.is_success


async def book(story: Story) -> None:
    """The same idempotency key however often it is tried. Raises httpx.HTTPError."""
    story.visit = await ask_for_visit(
        story,
        {"name": PATIENT, "phone": story.phone.number},
        story.idempotency_key,
        text_consent=True,
    )


async def ask_for_visit(
    story: Story, patient: dict[str, str], idempotency_key: str, **consent: bool
) -> dict[str, Any]:
    """The appointment. Raises httpx.HTTPError."""
    body = {
        "treatment": TREATMENT,
        "starts_at": (await _pick_time(story)).isoformat(),
        "patient": patient,
        "complaint": "low_back",
        "baseline": 6,
        **consent,
    }
    headers = {"Idempotency-Key": idempotency_key}
    answer = await story.booking.post("/api/v1/appointments", json=body, headers=headers)
    answer.raise_for_status()
    booked: dict[str, Any] = answer.json()
    return booked


async def is_booked(story: Story) -> bool:
    token = story.visit["manage_url"].rpartition("/")[2]
    answer = await story.booking.get(f"/api/v1/manage/{token}")
    return answer.is_success and answer.json()["status"] in {"booked", "confirmed"}


async def _pick_time(story: Story) -> datetime:
    today = story.clock.now().astimezone(story.zone).date()
    for days in range(EARLIEST_DAYS, LATEST_DAYS):
        day = today + timedelta(days=days)
        question: dict[str, str] = {"treatment": TREATMENT, "date": day.isoformat()}
        answer = await story.booking.get("/api/v1/slots", params=question)
        answer.raise_for_status()
        for slot in answer.json()["slots"]:
            at = datetime.fromisoformat(slot["starts_at"])
            if NOT_BEFORE <= at.time() <= NOT_AFTER:
                return at
    raise httpx.HTTPError("no free time in the afternoons of the coming weeks")
