"""Patients who wait for a time, and what they answer to an offer."""

from datetime import datetime, timedelta
from typing import Any

from services.booking import consumer
from services.booking.__main__ import links
from services.booking.handlers import offering
from services.booking.handlers.visits import Desk
from shared.auth import Role
from shared.events import Received
from shared.events.outreach import Answer
from shared.events.replies import Intent, Question, ReplyReceived
from shared.ids import new_id
from tests.support.booking import Booking

UNDO = timedelta(minutes=3)
NAMES = ("Bo Chen", "Cy Diaz", "Di Evans", "Ed Flores")


async def wait_for(booking: Booking, name: str, phone: str, **wishes: Any) -> None:
    body = {
        "treatment": "acupuncture",
        "practitioner": "chianni-lin",
        "text_consent": True,
        "patient": {"name": name, "phone": phone},
        **wishes,
    }
    response = await booking.http.post("/api/v1/waitlist", json=body)
    assert response.status_code == 201, response.text
    booking.clock.advance(timedelta(seconds=1))  # who comes first is told by the second


async def three_wait(booking: Booking, **wishes: Any) -> None:
    for n, name in enumerate(NAMES[:3]):
        await wait_for(booking, name, f"310-555-02{n:02}", **wishes)


async def staff_get(booking: Booking, path: str) -> Any:
    response = await booking.http.get(f"/staff/v1{path}", headers=booking.staff_headers())
    assert response.status_code == 200, response.text
    return response.json()


async def staff_post(
    booking: Booking, path: str, role: Role = Role.FRONT_DESK, /, **fields: Any
) -> tuple[int, Any]:
    response = await booking.http.post(
        f"/staff/v1{path}", json=fields, headers=booking.staff_headers(role)
    )
    return response.status_code, response.json() if response.content else None


async def tick(booking: Booking) -> None:
    """What the timer does until nothing is due."""
    more = True
    while more:
        async with booking.db.transaction() as conn:
            desk = Desk(await booking.catalogues.current(conn), links(booking.settings))
            more = await offering.offer_next(conn, desk, booking.clock.now())


async def list_offers(booking: Booking) -> list[tuple[str, str]]:
    """Who was offered a time, and what came of it, in order."""
    rows = await booking.list_rows(
        """select p.name, o.state from waitlist_offer o
           join waitlist_entry e on e.key = o.entry_key join patient p on p.key = e.patient_key
           order by o.offered_at, o.id"""
    )
    return [(row["name"], row["state"]) for row in rows]


JOINED = "waitlist_joined"


async def list_requests(booking: Booking) -> list[dict[str, Any]]:
    """The texts booking asked for, but for those that say who is on the list."""
    return [request for request in await _requests(booking) if request["kind"] != JOINED]


async def list_joined(booking: Booking) -> list[dict[str, Any]]:
    """The texts that tell of a place on the list."""
    return [request for request in await _requests(booking) if request["kind"] == JOINED]


async def _requests(booking: Booking) -> list[dict[str, Any]]:
    return [event for name, event in await booking.list_events() if name == "text_requested"]


async def reply(
    booking: Booking, request: dict[str, Any], yes: bool | None, at: datetime | None = None
) -> None:
    """A text that answers the offer asked by `request`."""
    now = at or booking.clock.now()
    event = ReplyReceived(
        patient_id=request["patient_id"],
        reply_id=str(new_id()),
        received_at=now,
        body="Y" if yes else "N",
        language="en",
        intent=Intent.ANSWER,
        appointment_id=None,
        question=Question(
            request_id=request["request_id"],
            kind=request["kind"],
            expects=Answer.YES_NO,
            asked_at=now,
        ),
        yes=yes,
    )
    handler = consumer.handlers(booking.catalogues, links(booking.settings))[ReplyReceived]
    async with booking.db.transaction() as conn:
        await handler(conn, Received(new_id(), event, now))


async def freed(booking: Booking, **visit: Any) -> dict[str, Any]:
    """A visit that was booked and cancelled by the clinic, the undo window over."""
    booked = await booking.booked(**visit)
    await booking.act(booked["id"], "cancel")
    booking.clock.advance(UNDO)
    return booked


async def taken_then_freed(booking: Booking, **visit: Any) -> dict[str, Any]:
    """Three wait for a time that one patient has, and gives back."""
    booked = await booking.booked(**visit)
    await three_wait(booking)
    await booking.act(booked["id"], "cancel")
    booking.clock.advance(UNDO)
    await tick(booking)
    return booked
