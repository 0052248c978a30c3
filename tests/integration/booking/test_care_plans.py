"""A course that mixes treatments, counted from the visits themselves."""

from datetime import timedelta
from typing import Any

from services.booking.handlers import care_plans
from tests.support.booking import Booking
from tests.support.waiting import staff_get, staff_post

COURSE = [
    {"treatment": "acupuncture", "visits": 8},
    {"treatment": "myofascial-release", "visits": 4, "every_weeks": 2},
    {"treatment": "qigong-session", "visits": 6},
]


async def planned(booking: Booking, items: list[dict[str, Any]] = COURSE) -> tuple[str, Any]:
    """The patient's id and the plan, which their one visit belongs to."""
    await booking.booked()
    patient_id = (await booking.list_rows("select id::text from patient"))[0]["id"]
    status, plan = await staff_post(
        booking, "/care-plans", patient_id=patient_id, starts_on="2027-01-11", items=items
    )
    assert status == 201, plan
    return patient_id, plan


async def count(booking: Booking) -> None:
    """What the timer does."""
    async with booking.db.transaction() as conn:
        catalogue = await booking.catalogues.current(conn)
        while await care_plans.count_next(conn, catalogue, booking.clock.now()):
            pass


def counts(plan: dict[str, Any]) -> list[tuple[int, int, int, int]]:
    return [(i["visits"], i["done"], i["booked"], i["left"]) for i in plan["items"]]


async def test_a_course_of_several_treatments_shows_what_is_done_booked_and_left(
    booking: Booking,
) -> None:
    patient_id, plan = await planned(booking)
    assert counts(plan) == [(8, 0, 1, 7), (4, 0, 0, 4), (6, 0, 0, 6)]
    await booking.booked(
        treatment="myofascial-release", practitioner="any", starts_at="2027-01-13T10:00:00-08:00"
    )
    booking.clock.advance(timedelta(hours=26))
    visits = await staff_get(booking, "/visits?date=2027-01-12")
    await booking.act(visits[0]["visit"]["appointment_id"], "complete")
    [shown] = await staff_get(booking, f"/patients/{patient_id}/care-plans")
    assert counts(shown) == [(8, 1, 0, 7), (4, 0, 1, 3), (6, 0, 0, 6)]


async def test_a_lost_visit_is_left_to_book_again(booking: Booking) -> None:
    patient_id, _ = await planned(booking)
    visits = await staff_get(booking, "/visits?date=2027-01-12")
    await booking.act(visits[0]["visit"]["appointment_id"], "cancel")
    [shown] = await staff_get(booking, f"/patients/{patient_id}/care-plans")
    assert counts(shown)[0] == (8, 0, 0, 8)


async def test_every_change_of_a_visit_is_counted_and_told_once(booking: Booking) -> None:
    await planned(booking)
    await booking.booked(starts_at="2027-01-14T10:00:00-08:00")
    await count(booking)
    await count(booking)
    told = [e for name, e in await booking.list_events() if name == "care_plan_changed"]
    assert [(e["version"], e["items"][0]["booked"]) for e in told] == [(1, 1), (2, 2)]


async def test_a_course_whose_visits_all_took_place_is_finished(booking: Booking) -> None:
    patient_id, _ = await planned(booking, [{"treatment": "acupuncture", "visits": 1}])
    booking.clock.advance(timedelta(hours=26))
    visits = await staff_get(booking, "/visits?date=2027-01-12")
    await booking.act(visits[0]["visit"]["appointment_id"], "complete")
    await count(booking)
    [shown] = await staff_get(booking, f"/patients/{patient_id}/care-plans")
    assert shown["state"] == "finished"


async def test_a_patient_has_one_course_at_a_time(booking: Booking) -> None:
    patient_id, plan = await planned(booking)
    body = {"patient_id": patient_id, "starts_on": "2027-02-01", "items": COURSE}
    assert (await staff_post(booking, "/care-plans", **body))[1]["code"] == "care_plan_active"
    path = f"/care-plans/{plan['id']}/end"
    status, ended = await staff_post(booking, path, version=plan["version"], stopped=True)
    assert (status, ended["state"]) == (200, "stopped")
    assert (await staff_post(booking, "/care-plans", **body))[0] == 201
    assert (await staff_post(booking, path, version=ended["version"]))[0] == 409


async def test_a_course_is_changed_by_who_saw_it_as_it_is(booking: Booking) -> None:
    _, plan = await planned(booking)
    path = f"/care-plans/{plan['id']}/change"
    fewer = [{"treatment": "acupuncture", "visits": 6}]
    status, changed = await staff_post(booking, path, version=1, items=fewer)
    assert (status, counts(changed)) == (200, [(6, 0, 1, 5)])
    assert (await staff_post(booking, path, version=1, items=COURSE))[1]["code"] == (
        "changed_meanwhile"
    )
