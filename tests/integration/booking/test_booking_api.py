"""Booking over HTTP: what is offered, what is written, what is told."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Role
from tests.support.booking import TUESDAY_9, Booking, body, demo_practice


async def offered(booking: Booking, day: str = "2027-01-12", **query: str) -> list[str]:
    parameters = {"treatment": "acupuncture", "practitioner": "chianni-lin", "date": day, **query}
    response = await booking.http.get("/api/v1/slots", params=parameters)
    assert response.status_code == 200
    return [slot["starts_at"] for slot in response.json()["slots"]]


async def test_s05_the_events_are_written_in_the_transaction_of_the_booking(
    booking: Booking,
) -> None:
    answer = await booking.booked(text_consent=True, complaint="low_back", baseline=7)
    (_, saved), (_, booked), (_, intake) = await booking.list_events()
    rows = await booking.list_rows(
        """select distinct xmin::text from appointment union
           select distinct xmin::text from outbox union select xmin::text from appointment_history"""
    )
    assert len(rows) == 1
    assert saved["phone"] == "+13105550142"
    assert saved["text_consent"]["source"] == "booking_api"
    assert booked["visit"]["appointment_id"] == answer["id"]
    assert booked["visit"]["manage_url"] == answer["manage_url"]
    assert (intake["complaint"], intake["baseline"]) == ("low_back", 7)
    assert {saved["patient_id"], booked["patient_id"], intake["patient_id"]} == {
        saved["patient_id"]
    }


async def test_s05_a_booking_that_fails_tells_nothing(booking: Booking) -> None:
    await booking.booked()
    before = await booking.list_events()
    assert (await booking.book(name="Bo Chen", phone="310-555-0143")).status_code == 409
    assert await booking.list_events() == before
    assert await booking.count("patient") == 1


async def test_an_offered_time_can_be_booked_and_is_then_no_longer_offered(
    booking: Booking,
) -> None:
    assert (await offered(booking))[0] == TUESDAY_9
    await booking.booked()
    found = await offered(booking)
    assert found[0] == "2027-01-12T10:15:00-08:00"


async def test_s02_overlapping_times_are_refused_and_touching_ones_are_not(
    booking: Booking,
) -> None:
    file = demo_practice()
    plain = [t.model_copy(update={"buffer_after_minutes": 0}) for t in file.treatments]
    await booking.load(file.model_copy(update={"treatments": plain}))
    await booking.booked()
    other = {"name": "Bo Chen", "phone": "310-555-0143"}
    overlapping = await booking.book(starts_at="2027-01-12T09:30:00-08:00", **other)
    assert (overlapping.status_code, overlapping.json()["code"]) == (409, "slot_taken")
    await booking.booked(starts_at="2027-01-12T10:00:00-08:00", **other)


async def test_a_refused_time_comes_with_the_three_nearest_free_ones(booking: Booking) -> None:
    await booking.booked()
    refused = await booking.book(name="Bo Chen", phone="310-555-0143")
    problem = refused.json()
    assert problem["title"] == "That time just went"
    assert [free["starts_at"][11:16] for free in problem["nearest"]] == ["10:15", "10:30", "10:45"]


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        ("2027-01-12T09:05:00-08:00", "off_grid"),
        ("2027-01-12T12:15:00-08:00", "outside_hours"),
        ("2027-01-11T11:59:00-08:00", "notice"),
        ("2027-03-15T09:00:00-07:00", "horizon"),
    ],
)
async def test_s08_a_replayed_request_outside_the_rules_is_refused_with_its_reason(
    booking: Booking, starts_at: str, code: str
) -> None:
    refused = await booking.book(starts_at=starts_at)
    assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert len(refused.json()["nearest"]) == 3


async def test_s03_two_practitioners_cannot_share_the_one_room(booking: Booking) -> None:
    file = demo_practice()
    place = file.locations[0]
    one_room = place.model_copy(update={"rooms": [place.rooms[0], place.rooms[3]]})
    await booking.load(file.model_copy(update={"locations": [one_room]}))
    await booking.booked()
    second = body(practitioner="mateo-rivera", name="Bo Chen", phone="310-555-0143")
    to_patient = await booking.http.post("/api/v1/appointments", json=second)
    assert (to_patient.status_code, to_patient.json()["code"]) == (409, "slot_taken")
    assert "Room 1" not in to_patient.text
    to_staff = await booking.http.post(
        "/staff/v1/appointments", json=second, headers=booking.staff_headers()
    )
    assert (to_staff.status_code, to_staff.json()["code"]) == (409, "room_taken")
    assert to_staff.json()["detail"] == "Taken: Room 1"


async def test_nobody_is_booked_into_two_places_at_once(booking: Booking) -> None:
    await booking.booked()
    again = await booking.book(practitioner="mateo-rivera")
    assert (again.status_code, again.json()["code"]) == (409, "patient_busy")


async def test_anyone_means_whoever_has_fewest_visits_that_day(booking: Booking) -> None:
    await booking.booked(starts_at="2027-01-12T09:00:00-08:00")
    fair = await booking.booked(
        practitioner="any",
        starts_at="2027-01-12T11:00:00-08:00",
        name="Bo Chen",
        phone="310-555-0143",
    )
    assert fair["practitioner_id"] == "mateo-rivera"


async def test_a_returning_patient_is_recognised_by_phone_and_name(booking: Booking) -> None:
    await booking.booked()
    await booking.booked(
        name="ana  lópez", phone="+1 (310) 555-0142", starts_at="2027-01-14T09:00:00-08:00"
    )
    await booking.booked(name="Leo López", starts_at="2027-01-15T09:00:00-08:00")
    rows = await booking.list_rows("select name, version from patient order by key")
    assert [(r["name"], r["version"]) for r in rows] == [("Ana López", 1), ("Leo López", 1)]
    saved = [name for name, _ in await booking.list_events() if name == "patient_saved"]
    assert len(saved) == 2


async def test_consent_given_later_is_a_new_version_of_the_patient(booking: Booking) -> None:
    await booking.booked()
    await booking.booked(starts_at="2027-01-14T09:00:00-08:00", text_consent=True)
    saved = [event for name, event in await booking.list_events() if name == "patient_saved"]
    assert [(e["version"], e["text_consent"] is not None) for e in saved] == [(1, False), (2, True)]


async def test_s04_one_key_books_once_and_answers_the_same(booking: Booking) -> None:
    first = await booking.book(key="k1")
    booking.clock.advance(timedelta(hours=22))  # the time is inside the notice by now
    second = await booking.book(key="k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert await booking.count("appointment") == 1
    assert len(await booking.list_events()) == 2


async def test_s04_one_key_with_another_body_is_refused(booking: Booking) -> None:
    await booking.book(key="k1")
    reused = await booking.book(key="k1", starts_at="2027-01-14T09:00:00-08:00")
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert await booking.count("appointment") == 1


async def test_s04_a_refusal_is_answered_the_same_too(booking: Booking) -> None:
    visit = await booking.booked()
    other = {"name": "Bo Chen", "phone": "310-555-0143"}
    refused = await booking.book(key="k2", **other)
    await booking.act(visit["id"], "cancel")
    again = await booking.book(key="k2", **other)
    assert (refused.status_code, again.status_code) == (409, 409)
    assert refused.json() == again.json()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"phone": "310-555-0142 x9"}, "phone", "extension"),
        ({"phone": "12"}, "phone", "310-555-0123"),
        ({"name": "  "}, "name", "Enter your name"),
        ({"treatment": "surgery"}, "treatment", "list"),
        ({"practitioner": "nobody"}, "practitioner", "gives this treatment"),
        ({"complaint": "nothing"}, "complaint", "list"),
        ({"baseline": 11}, "baseline", "less than or equal to 10"),
        ({"starts_at": "2027-01-12T09:00:00"}, "starts_at", "timezone"),
        ({"starts_at": "9999-12-31T23:59:59Z"}, "starts_at", "less than"),
        ({"starts_at": "2027-01-12T16:59:60Z"}, "starts_at", "valid datetime"),
        ({"baseline": 7}, "complaint", "which complaint"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "America/Los_Angeles"),
        ({"email": "a\0@b.example"}, "patient.email", "pattern"),
    ],
)
async def test_what_cannot_be_used_is_named(
    booking: Booking, changes: dict[str, Any], field: str, message: str
) -> None:
    refused = await booking.book(**changes)
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert error["field"] == field
    assert message in error["message"]


async def test_a_month_lists_its_free_days(booking: Booking) -> None:
    response = await booking.http.get(
        "/api/v1/free-days",
        params={"treatment": "herbal-consultation", "first": "2027-01-01", "last": "2027-01-19"},
    )
    days = [int(day[-2:]) for day in response.json()["free_days"]]
    assert days == [11, 12, 13, 14, 15, 16, 18, 19]


async def test_a_full_day_names_the_next_free_one(booking: Booking) -> None:
    response = await booking.http.get(
        "/api/v1/slots", params={"treatment": "acupuncture", "date": "2027-01-17"}
    )
    assert response.json()["slots"] == []
    assert response.json()["next_free_on"] == "2027-01-18"


async def test_a_day_at_the_end_of_the_calendar_is_merely_not_free(booking: Booking) -> None:
    assert await offered(booking, "2199-12-31") == []


async def test_a_changed_practice_is_known_at_once(booking: Booking) -> None:
    await booking.booked()
    file = demo_practice()
    only = [t for t in file.treatments if t.id != "acupuncture"]
    people = [
        p.model_copy(update={"treatments": [t for t in p.treatments if t != "acupuncture"]})
        for p in file.practitioners
    ]
    await booking.load(file.model_copy(update={"treatments": only, "practitioners": people}))
    refused = await booking.book(starts_at="2027-01-14T09:00:00-08:00")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "treatment")
    listed = await booking.http.get(
        "/staff/v1/visits",
        params={"date": "2027-01-12"},
        headers=booking.staff_headers(Role.READ_ONLY),
    )
    assert listed.json()[0]["visit"]["treatment"]["name"] == "Acupuncture, follow-up"


async def test_loading_a_practice_twice_changes_nothing(booking: Booking) -> None:
    tables = ("room", "treatment", "practitioner", "weekly_hours", "complaint_choice")
    before = [await booking.count(table) for table in tables]
    await booking.load(demo_practice())
    assert [await booking.count(table) for table in tables] == before


async def test_unknown_addresses_are_problems_for_programs_and_pages_for_people(
    booking: Booking,
) -> None:
    program = await booking.http.get("/api/v1/nothing", headers={"accept": "text/html"})
    assert (program.status_code, program.json()["code"]) == (404, "not_found")
    person = await booking.http.get("/nothing", headers={"accept": "text/html"})
    assert person.status_code == 404
    assert "We cannot find this page" in person.text


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/slots?treatment=acupuncture&date=9999-12-31",
        "/api/v1/free-days?treatment=acupuncture&first=9999-12-31&last=9999-12-31",
        "/api/v1/free-days?treatment=acupuncture&first=2027-01-01&last=2027-03-01",
        "/api/v1/free-days?treatment=acupuncture&first=2027-01-02&last=2027-01-01",
    ],
)
async def test_days_that_cannot_be_asked_for_are_refused(booking: Booking, address: str) -> None:
    assert (await booking.http.get(address)).status_code == 422


async def test_s09_a_phone_books_as_many_visits_ahead_as_the_practice_allows(
    booking: Booking,
) -> None:
    await booking.load(demo_practice().model_copy(update={"open_visits_cap": 2}))
    first = await booking.booked()
    await booking.booked(name="Ben López", starts_at="2027-01-14T09:00:00-08:00")
    third = {"name": "Cy López", "starts_at": "2027-01-15T09:00:00-08:00"}
    refused = await booking.book(**third)
    assert (refused.status_code, refused.json()["code"]) == (409, "cap")
    assert refused.json()["nearest"] == []
    by_staff = await booking.http.post(
        "/staff/v1/appointments", json=body(**third), headers=booking.staff_headers()
    )
    assert by_staff.status_code == 201
    await booking.act(first["id"], "cancel")
    await booking.act(by_staff.json()["id"], "cancel")
    await booking.booked(**third)
