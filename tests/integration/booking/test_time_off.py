"""Time off over booked visits: listed, told to nobody, decided by people."""

from datetime import date, time, timedelta
from typing import Any

from services.booking.domain.practice_parts import ExtraHoursEntry
from shared.auth import Role
from tests.integration.booking.test_booking_api import offered
from tests.integration.booking.test_managing import path_of
from tests.support.booking import Booking, demo_practice

FRIDAY = {"starts_at": "2027-01-15T00:00:00-08:00", "ends_at": "2027-01-16T00:00:00-08:00"}
TIMES = ("09:00", "10:15", "13:30", "14:45")


async def take_friday_off(booking: Booking, **fields: Any) -> dict[str, Any]:
    body = {"practitioner": "chianni-lin", **FRIDAY, **fields}
    saved = await booking.http.post(
        "/staff/v1/time-off", json=body, headers=booking.staff_headers()
    )
    assert saved.status_code == 201, saved.text
    answer: dict[str, Any] = saved.json()
    return answer


async def booked_on_friday(booking: Booking) -> dict[str, Any]:
    return await booking.booked(starts_at="2027-01-15T09:00:00-08:00")


async def test_s25_time_off_over_four_visits_is_saved_lists_them_and_tells_nobody(
    booking: Booking,
) -> None:
    visits = [
        await booking.booked(
            name=f"Patient {chr(65 + n)}",
            phone=f"310-555-01{n:02}",
            starts_at=f"2027-01-15T{at}:00-08:00",
        )
        for n, at in enumerate(TIMES)
    ]
    before = await booking.list_events()
    saved = await take_friday_off(booking)
    listed = [entry["visit"]["appointment_id"] for entry in saved["uncovered"]]
    assert listed == [visit["id"] for visit in visits]
    assert await booking.list_events() == before
    assert await offered(booking, "2027-01-15") == []
    assert await offered(booking, "2027-01-14") != []
    late = await booking.book(
        name="Zoe Zed", phone="310-555-0199", starts_at="2027-01-15T16:00:00-08:00"
    )
    assert late.json()["code"] == "outside_hours"
    rows = await booking.list_rows("select from appointment where status = 'booked'")
    assert len(rows) == 4


async def test_s26_an_offer_is_one_text_and_the_visit_stays_until_it_is_moved(
    booking: Booking,
) -> None:
    visit = await booked_on_friday(booking)
    await take_friday_off(booking)
    booking.clock.advance(timedelta(days=3, hours=20))  # past the late-cancel rule
    for _ in range(2):
        offer = await booking.act(visit["id"], "offer-new-times", version=1)
        assert offer.status_code == 202
    texts = [event for name, event in await booking.list_events() if name == "text_requested"]
    assert len({text["request_id"] for text in texts}) == 1
    assert texts[0]["kind"] == "new_times"
    assert texts[0]["values"] == {"link": visit["manage_url"]}
    assert (await booking.http.get(path_of(visit))).json()["status"] == "booked"
    page = await booking.http.get(visit["manage_url"])
    assert "We cannot keep this time" in page.text
    moved = await booking.http.post(
        path_of(visit) + "/move",
        json={"starts_at": "2027-01-18T09:00:00-08:00", "practitioner": "any"},
    )
    assert moved.status_code == 200, moved.text
    uncovered = await booking.http.get("/staff/v1/uncovered", headers=booking.staff_headers())
    assert uncovered.json() == []


async def test_s26_an_uncovered_visit_may_end_as_cancelled_by_the_clinic(booking: Booking) -> None:
    visit = await booked_on_friday(booking)
    await take_friday_off(booking)
    cancelled = await booking.act(visit["id"], "cancel", version=1)
    assert cancelled.json()["visit"]["status"] == "cancelled_by_clinic"
    uncovered = await booking.http.get("/staff/v1/uncovered", headers=booking.staff_headers())
    assert uncovered.json() == []


async def test_new_times_are_offered_for_no_visit_that_can_be_kept(booking: Booking) -> None:
    visit = await booking.booked()
    refused = await booking.act(visit["id"], "offer-new-times", version=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "covered")


async def uncovered(booking: Booking) -> list[str]:
    listed = await booking.http.get("/staff/v1/uncovered", headers=booking.staff_headers())
    return [entry["visit"]["appointment_id"] for entry in listed.json()]


async def test_an_uncovered_visit_that_staff_keep_is_no_longer_listed_and_the_reason_stays(
    booking: Booking,
) -> None:
    visit = await booked_on_friday(booking)
    await take_friday_off(booking)
    before = await booking.list_events()
    kept = await booking.act(visit["id"], "keep", version=1, reason="Comes in for it")
    assert kept.json()["visit"]["version"] == 2
    assert await uncovered(booking) == []
    page = (await booking.http.get(visit["manage_url"])).text
    assert "We cannot keep this time" not in page
    [(name, event)] = (await booking.list_events())[len(before) :]
    assert (name, event["reason"]) == ("appointment_restated", "Comes in for it")
    path = f"/staff/v1/appointments/{visit['id']}/history"
    history = (await booking.http.get(path, headers=booking.staff_headers())).json()
    assert (history[-1]["action"], history[-1]["reason"]) == ("keep", "Comes in for it")


async def test_a_kept_visit_is_listed_again_once_other_time_off_is_in_its_way(
    booking: Booking,
) -> None:
    visit = await booked_on_friday(booking)
    await take_friday_off(booking)
    await booking.act(visit["id"], "keep", version=1, reason="Comes in for it")
    booking.clock.advance(timedelta(hours=1))
    await take_friday_off(booking, practitioner=None)
    assert await uncovered(booking) == [visit["id"]]


async def test_a_kept_visit_that_is_moved_into_time_off_is_listed_there(booking: Booking) -> None:
    visit = await booked_on_friday(booking)
    await take_friday_off(booking)
    await booking.act(visit["id"], "keep", version=1, reason="Comes in for it")
    moved = await booking.act(
        visit["id"],
        "move",
        version=2,
        starts_at="2027-01-15T11:00:00-08:00",
        tell_patient=False,
        overrule=True,
        reason="Later",
    )
    assert moved.status_code == 200, moved.text
    assert await uncovered(booking) == [visit["id"]]


async def test_a_visit_is_not_kept_without_a_reason_or_where_nothing_is_in_its_way(
    booking: Booking,
) -> None:
    visit = await booked_on_friday(booking)
    covered = await booking.act(visit["id"], "keep", version=1, reason="Why not")
    assert (covered.status_code, covered.json()["code"]) == (409, "covered")
    await take_friday_off(booking)
    unsaid = await booking.act(visit["id"], "keep", version=1)
    assert unsaid.status_code == 422


async def test_a_closed_location_is_closed_with_everyone(booking: Booking) -> None:
    await take_friday_off(booking, practitioner=None)
    assert await offered(booking, "2027-01-15", practitioner="any") == []
    assert await offered(booking, "2027-01-14", practitioner="any") != []


async def test_time_off_within_a_day_leaves_what_is_before_and_after(booking: Booking) -> None:
    await take_friday_off(
        booking, starts_at="2027-01-15T10:30:00-08:00", ends_at="2027-01-15T15:00:00-08:00"
    )
    starts = [at[11:16] for at in await offered(booking, "2027-01-15")]
    assert starts[:3] == ["09:00", "09:15", "09:30"]
    assert starts[3] == "15:00"


async def test_time_off_taken_back_opens_the_day_again_and_stays_on_record(
    booking: Booking,
) -> None:
    off = (await take_friday_off(booking))["time_off"]
    path = f"/staff/v1/time-off/{off['id']}"
    assert (await booking.http.delete(path, headers=booking.staff_headers())).status_code == 204
    assert (await booking.http.delete(path, headers=booking.staff_headers())).status_code == 404
    assert await offered(booking, "2027-01-15") != []
    [row] = await booking.list_rows("select created_by, removed_by from time_off")
    assert row == {"created_by": "staff:s1", "removed_by": "staff:s1"}
    listed = await booking.http.get(
        "/staff/v1/time-off", params=FRIDAY, headers=booking.staff_headers()
    )
    assert listed.json() == []


async def test_who_may_only_look_takes_nobodys_day_off(booking: Booking) -> None:
    refused = await booking.http.post(
        "/staff/v1/time-off", json=FRIDAY, headers=booking.staff_headers(Role.READ_ONLY)
    )
    assert refused.status_code == 403


async def test_a_location_is_closed_on_the_public_holidays_it_names(booking: Booking) -> None:
    file = demo_practice()
    [here] = file.locations
    closed = here.model_copy(
        update={"holiday_calendar": "US-CA", "closed_holidays": ["Martin Luther King Jr. Day"]}
    )
    await booking.load(file.model_copy(update={"locations": [closed]}))
    assert await offered(booking, "2027-01-18") == []  # Martin Luther King Jr. Day
    assert await offered(booking, "2027-02-15") != []  # Washington's Birthday


async def test_extra_hours_of_a_date_open_it(booking: Booking) -> None:
    sunday = "2027-01-17"
    assert await offered(booking, sunday) == []
    file = demo_practice()
    lin, *others = file.practitioners
    extra = ExtraHoursEntry(
        location="santa-monica", on=date(2027, 1, 17), opens=time(10), closes=time(12)
    )
    working = lin.model_copy(update={"extra_hours": [extra]})
    await booking.load(file.model_copy(update={"practitioners": [working, *others]}))
    assert (await offered(booking, sunday))[0] == "2027-01-17T10:00:00-08:00"
    await booking.booked(starts_at="2027-01-17T10:00:00-08:00")
