"""What staff see of classes: who comes, and how many seats are left."""

from datetime import date
from typing import Any

import httpx

from services.booking.domain.practice_file import PracticeFile
from tests.integration.booking.test_classes import TUESDAY, seat
from tests.support.booking import Booking, demo_practice


async def ask(
    booking: Booking, first: str = "2027-01-12", last: str = "2027-01-12"
) -> httpx.Response:
    return await booking.http.get(
        "/staff/v1/classes", params={"first": first, "last": last}, headers=booking.staff_headers()
    )


def without_classes() -> PracticeFile:
    file = demo_practice()
    idle = [p.model_copy(update={"classes": []}) for p in file.practitioners]
    return file.model_copy(update={"practitioners": idle})


async def test_a_class_is_listed_with_who_comes_by_name_and_its_seats(booking: Booking) -> None:
    [empty] = (await ask(booking)).json()
    assert (empty["starts_at"], empty["seats"], empty["seats_left"]) == (TUESDAY, 8, 8)
    for n in (1, 0):
        await booking.booked(**seat(n))
    gone = await booking.booked(**seat(2))
    await booking.act(gone["id"], "cancel", reason="ill")
    await booking.booked()  # a visit of another kind on that day
    [listed] = (await ask(booking)).json()
    assert [c["patient_name"] for c in listed["coming"]] == ["Patient A", "Patient B"]
    assert (listed["seats_left"], listed["held"]) == (6, True)
    assert listed["treatment"]["id"] == "qigong-class"


async def test_a_class_that_is_no_longer_held_is_listed_while_somebody_comes(
    booking: Booking,
) -> None:
    await booking.booked(**seat())
    await booking.load(without_classes())
    [listed] = (await ask(booking)).json()
    assert (listed["held"], listed["seats_left"], len(listed["coming"])) == (False, 0, 1)


async def test_a_week_is_in_order_and_too_many_days_are_refused(booking: Booking) -> None:
    week: list[dict[str, Any]] = (await ask(booking, last="2027-01-18")).json()
    days = [date.fromisoformat(c["starts_at"][:10]) for c in week]
    assert days == [date(2027, 1, 12), date(2027, 1, 16)]
    for first, last in (("2027-01-12", "2027-03-12"), ("2027-01-12", "2027-01-11")):
        refused = await ask(booking, first, last)
        assert (refused.status_code, refused.json()["code"]) == (422, "range")
