"""Moving a visit: by the patient's link, and by staff."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Role
from tests.integration.booking.test_managing import path_of
from tests.support.booking import TUESDAY_9, Booking, body

THURSDAY_9, THURSDAY_10 = "2027-01-14T09:00:00-08:00", "2027-01-14T10:00:00-08:00"
FRIDAY = "2027-01-15T10:30:00-08:00"
BO = {"name": "Bo Chen", "phone": "310-555-0143"}


def page_of(visit: dict[str, Any]) -> str:
    return str(visit["manage_url"]).removeprefix("https://book.example")


async def last_event(booking: Booking) -> tuple[str, dict[str, Any]]:
    return (await booking.list_events())[-1]


async def test_s22_a_visit_moved_twice_by_an_old_link_is_one_visit(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visit = await booking.booked()
    for starts_at in (THURSDAY_9, THURSDAY_10):
        times = await booking.http.get(f"{page_of(visit)}/move")
        assert "Tue Jan 12, 9:00 AM" in times.text or "Thu Jan 14, 9:00 AM" in times.text
        choice = {"start": starts_at, "practitioner": ""}
        check = await booking.http.get(f"{page_of(visit)}/move/check", params=choice)
        assert "Move to this time?" in check.text
        done = await booking.http.post(f"{page_of(visit)}/move", data=choice)
        assert done.headers["location"] == page_of(visit)
    assert "Thu Jan 14, 10:00 AM" in (await booking.http.get(page_of(visit))).text
    [row] = await booking.list_rows("select id::text, version from appointment where live")
    assert row == {"id": visit["id"], "version": 3}
    name, event = await last_event(booking)
    assert (name, event["visit"]["manage_url"]) == ("appointment_rescheduled", visit["manage_url"])
    assert event["previous_starts_at"] == "2027-01-14T17:00:00Z"
    assert event["tell_patient"] is True


async def test_the_time_a_visit_leaves_is_free_and_the_one_it_takes_is_not(
    booking: Booking,
) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visit = await booking.booked()
    await booking.http.post(path_of(visit) + "/move", json={"starts_at": THURSDAY_9})
    await booking.booked(**BO)
    refused = await booking.book(**BO, starts_at=THURSDAY_9)
    assert refused.json()["code"] == "slot_taken"


async def test_a_patient_may_move_by_less_than_the_visit_takes(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visit = await booking.booked()
    moved = await booking.http.post(
        path_of(visit) + "/move", json={"starts_at": "2027-01-12T09:30:00-08:00"}
    )
    assert (moved.status_code, moved.json()["version"]) == (200, 2)


async def test_a_taken_time_leaves_the_visit_and_offers_the_nearest(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visit = await booking.booked()
    await booking.booked(**BO, starts_at=THURSDAY_9)
    refused = await booking.http.post(path_of(visit) + "/move", json={"starts_at": THURSDAY_9})
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert len(refused.json()["nearest"]) == 3
    page = await booking.http.post(f"{page_of(visit)}/move", data={"start": THURSDAY_9})
    assert page.status_code == 409
    assert "Your visit is where it was" in page.text
    assert (await booking.http.get(path_of(visit))).json()["starts_at"] == TUESDAY_9


async def test_a_patient_who_is_too_late_to_move_is_told_to_call(booking: Booking) -> None:
    visit = await booking.booked()
    booking.clock.advance(timedelta(hours=2))
    refused = await booking.http.post(path_of(visit) + "/move", json={"starts_at": THURSDAY_9})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_late_to_move")
    page = await booking.http.get(f"{page_of(visit)}/move")
    assert page.status_code == 409
    assert "please call 310-555-0100" in page.text


async def test_moving_to_where_it_is_changes_nothing(booking: Booking) -> None:
    visit = await booking.booked()
    same = await booking.act(visit["id"], "move", version=1, starts_at=TUESDAY_9)
    assert same.json()["visit"]["version"] == 1
    assert (await last_event(booking))[0] == "appointment_booked"


@pytest.mark.parametrize("told", [True, False])
async def test_s21_whether_the_patient_is_told_is_said_and_logged(
    booking: Booking, told: bool
) -> None:
    visit = await booking.booked()
    moved = await booking.act(
        visit["id"], "move", version=1, starts_at=THURSDAY_9, tell_patient=told, reason="asked us"
    )
    assert moved.status_code == 200
    assert (await last_event(booking))[1]["tell_patient"] is told
    [line] = await booking.list_rows(
        """select actor, reason, told, from_starts_at from appointment_history
           where action = 'move'"""
    )
    assert (line["actor"], line["reason"], line["told"]) == ("staff:s1", "asked us", told)
    assert line["from_starts_at"].isoformat() == "2027-01-12T17:00:00+00:00"


async def test_s20_a_move_and_the_move_back_are_both_told_with_the_time_before(
    booking: Booking,
) -> None:
    visit = await booking.booked()
    await booking.act(visit["id"], "move", version=1, starts_at=THURSDAY_9)
    await booking.act(visit["id"], "move", version=2, starts_at=TUESDAY_9)
    (_, there), (_, back) = (await booking.list_events())[-2:]
    assert there["previous_starts_at"] == back["visit"]["starts_at"] == "2027-01-12T17:00:00Z"
    assert back["previous_starts_at"] == there["visit"]["starts_at"]


async def test_s102_the_second_of_two_staff_members_is_refused(booking: Booking) -> None:
    visit = await booking.booked()
    first = await booking.act(visit["id"], "move", version=1, starts_at=THURSDAY_9)
    second = await booking.act(visit["id"], "move", version=1, starts_at=THURSDAY_10)
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (409, "changed_meanwhile")
    assert (await booking.http.get(path_of(visit))).json()["starts_at"] == THURSDAY_9


async def test_s27_a_reassigned_visit_keeps_its_time_its_state_and_its_plan(
    booking: Booking,
) -> None:
    visit = await booking.booked()
    await booking.act(visit["id"], "confirm")
    booking.clock.advance(timedelta(hours=23))  # within the notice, which is no matter now
    given = await booking.act(visit["id"], "move", version=2, practitioner="mateo-rivera")
    assert given.status_code == 200, given.text
    _, event = await last_event(booking)
    assert event["visit"]["practitioner"]["id"] == "mateo-rivera"
    assert event["visit"]["status"] == "confirmed"
    assert event["visit"]["starts_at"] == event["previous_starts_at"]
    assert event["visit"]["treatment"]["checkin_plan"] == "after_needling"


async def test_a_visit_goes_to_nobody_who_may_not_give_it(booking: Booking) -> None:
    visit = await booking.booked(treatment="electro-acupuncture")
    refused = await booking.act(visit["id"], "move", version=1, practitioner="mateo-rivera")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "practitioner"


async def test_staff_overrule_with_a_reason_and_only_with_one(booking: Booking) -> None:
    visit = await booking.booked()
    await booking.booked(**BO, starts_at=THURSDAY_9)
    asked: dict[str, Any] = {"version": 1, "starts_at": THURSDAY_9}
    assert (await booking.act(visit["id"], "move", **asked)).status_code == 409
    without = await booking.act(visit["id"], "move", **asked, overrule=True)
    assert without.json()["errors"][0]["field"] == "reason"
    squeezed = await booking.act(
        visit["id"], "move", **asked, overrule=True, reason="in great pain"
    )
    assert squeezed.status_code == 200
    rows = await booking.list_rows("select overbooked from appointment order by key")
    assert [row["overbooked"] for row in rows] == [True, False]
    back = await booking.act(visit["id"], "move", version=2, starts_at=TUESDAY_9)
    assert back.status_code == 200
    assert not await booking.list_rows("select from appointment where overbooked")


async def test_s08_staff_book_within_the_notice_with_a_reason_that_is_kept(
    booking: Booking,
) -> None:
    soon = body(starts_at="2027-01-11T10:00:00-08:00")
    headers = booking.staff_headers()
    refused = await booking.http.post("/staff/v1/appointments", json=soon, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "notice")
    done = await booking.http.post(
        "/staff/v1/appointments", json={**soon, "overrule_reason": "walk-in"}, headers=headers
    )
    assert done.status_code == 201
    [line] = await booking.list_rows("select actor, reason from appointment_history")
    assert line == {"actor": "staff:s1", "reason": "walk-in"}
    assert not await booking.list_rows("select from appointment where overbooked")


async def test_a_visit_squeezed_in_over_another_is_marked_and_in_the_way_of_the_next(
    booking: Booking,
) -> None:
    await booking.booked()
    squeezed = await booking.http.post(
        "/staff/v1/appointments",
        json=body(**BO, overrule_reason="in great pain"),
        headers=booking.staff_headers(),
    )
    assert squeezed.status_code == 201
    [row] = await booking.list_rows("select overbooked from appointment where overbooked")
    assert row["overbooked"]
    await booking.act(
        (await booking.list_rows("select id::text from appointment order by key"))[0]["id"],
        "cancel",
    )
    third = await booking.book(name="Cy Diaz", phone="310-555-0144")
    assert third.json()["code"] == "slot_taken"


async def test_a_patient_cannot_overrule(booking: Booking) -> None:
    assert (await booking.book(overrule_reason="me first")).status_code == 422


async def test_who_may_only_look_moves_nothing(booking: Booking) -> None:
    visit = await booking.booked()
    refused = await booking.act(
        visit["id"], "move", role=Role.READ_ONLY, version=1, starts_at=THURSDAY_9
    )
    assert refused.status_code == 403


async def test_the_history_tells_who_did_what_and_where_the_visit_stood(booking: Booking) -> None:
    visit = await booking.booked()
    await booking.act(visit["id"], "move", version=1, starts_at=FRIDAY, tell_patient=False)
    await booking.act(visit["id"], "move", version=2, practitioner="mateo-rivera")
    await booking.act(visit["id"], "cancel", version=3, reason="closed")
    path = f"/staff/v1/appointments/{visit['id']}/history"
    lines = (await booking.http.get(path, headers=booking.staff_headers(Role.READ_ONLY))).json()
    assert [(x["version"], x["action"], x["actor"], x["told"]) for x in lines] == [
        (1, "book", "patient", None),
        (2, "move", "staff:s1", False),
        (3, "move", "staff:s1", True),
        (4, "cancel", "staff:s1", True),
    ]
    assert [x["from_practitioner"] for x in lines][1:3] == ["Dr. Chianni Lin"] * 2
    assert lines[1]["from_starts_at"] == "2027-01-12T17:00:00Z"
    assert lines[3]["reason"] == "closed"


async def test_a_no_show_is_taken_back_and_both_stay_in_the_history(booking: Booking) -> None:
    visit = await booking.booked()
    booking.clock.advance(timedelta(days=1, hours=2))
    await booking.act(visit["id"], "no-show", version=1)
    restored = await booking.act(visit["id"], "undo", version=2, reason="she was in the other room")
    assert restored.json()["visit"]["status"] == "booked"
    path = f"/staff/v1/appointments/{visit['id']}/history"
    lines = (await booking.http.get(path, headers=booking.staff_headers())).json()
    assert [x["status"] for x in lines] == ["booked", "no_show", "booked"]
    assert lines[2]["reason"] == "she was in the other room"


async def test_a_visit_there_is_not_has_no_history(booking: Booking) -> None:
    path = "/staff/v1/appointments/0190f3a1-0000-7000-8000-000000000000/history"
    answer = await booking.http.get(path, headers=booking.staff_headers())
    assert answer.status_code == 404
