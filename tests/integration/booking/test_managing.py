"""The patient's own link, and the staff's actions."""

from datetime import timedelta

import pytest
from psycopg.errors import RestrictViolation

from shared.auth import Role
from tests.support.booking import Booking


def path_of(visit: dict[str, str]) -> str:
    return "/api/v1/manage/" + visit["manage_url"].rsplit("/", 1)[1]


async def test_s24_only_a_post_cancels_and_a_second_one_is_answered_the_same(
    booking: Booking,
) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visit = await booking.booked()
    page = visit["manage_url"].removeprefix("https://book.example")
    for address in (page, f"{page}/cancel", path_of(visit)):
        assert (await booking.http.get(address)).status_code == 200
    assert (await booking.http.get(path_of(visit))).json()["status"] == "booked"
    first = await booking.http.post(path_of(visit) + "/cancel")
    second = await booking.http.post(path_of(visit) + "/cancel")
    assert first.json()["status"] == "cancelled_by_patient"
    assert (second.status_code, second.json()) == (200, first.json())
    names = [name for name, _ in await booking.list_events()]
    assert names.count("appointment_cancelled") == 1


async def test_s23_a_cancelled_visit_is_not_revived_and_its_time_is_free(booking: Booking) -> None:
    visit = await booking.booked()
    await booking.act(visit["id"], "cancel")
    booking.clock.advance(timedelta(minutes=4))  # past undoing it
    for action in ("confirm", "undo"):
        assert (await booking.act(visit["id"], action)).status_code == 409
    revived = await booking.http.post(path_of(visit) + "/confirm")
    assert (revived.status_code, revived.json()["code"]) == (409, "not_possible")
    page = await booking.http.get(visit["manage_url"])
    assert "We had to cancel this visit" in page.text
    await booking.booked(name="Bo Chen", phone="310-555-0143")


async def test_a_patient_who_is_too_late_is_told_to_call(booking: Booking) -> None:
    visit = await booking.booked()
    booking.clock.advance(timedelta(hours=2))
    refused = await booking.http.post(path_of(visit) + "/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_late_to_cancel")
    page = await booking.http.get(visit["manage_url"])
    assert "please call 310-555-0100" in page.text
    assert "I cannot come" not in page.text


async def test_a_link_ends_thirty_days_after_the_visit(booking: Booking) -> None:
    visit = await booking.booked()
    booking.clock.advance(timedelta(days=30))
    assert (await booking.http.get(path_of(visit))).status_code == 200
    booking.clock.advance(timedelta(days=2))
    assert (await booking.http.get(path_of(visit))).status_code == 404


async def test_the_database_keeps_no_link(booking: Booking) -> None:
    visit = await booking.booked(key="k1")
    token = visit["manage_url"].rsplit("/", 1)[1]
    kept = await booking.list_rows(
        "select a::text from appointment a union all select k::text from idempotency_key k"
    )
    assert len(kept) == 2
    assert token not in str(kept)


async def test_a_visit_runs_its_course_with_one_event_and_one_line_of_history_each(
    booking: Booking,
) -> None:
    visit = await booking.booked()
    booking.clock.advance(timedelta(days=1, hours=1))
    for action in ("confirm", "arrive", "complete", "undo", "complete"):
        assert (await booking.act(visit["id"], action)).status_code == 200, action
    events = [(name, e["visit"]["version"]) for name, e in (await booking.list_events())[1:]]
    assert events == [
        ("appointment_booked", 1),
        ("appointment_confirmed", 2),
        ("appointment_arrived", 3),
        ("appointment_completed", 4),
        ("appointment_restored", 5),
        ("appointment_completed", 6),
    ]
    history = await booking.list_rows(
        "select version, action, actor from appointment_history order by version"
    )
    assert [row["action"] for row in history] == [
        "book", "confirm", "arrive", "complete", "restore", "complete",
    ]  # fmt: skip
    assert {row["actor"] for row in history[1:]} == {"staff:s1"}


async def test_history_and_consent_cannot_be_rewritten(booking: Booking) -> None:
    await booking.booked(text_consent=True)
    for statement in ("update appointment_history set actor = 'x'", "delete from text_consent"):
        with pytest.raises(RestrictViolation):
            async with booking.db.transaction() as conn:
                await conn.execute(statement.encode())


async def test_a_change_of_an_outdated_version_is_refused(booking: Booking) -> None:
    visit = await booking.booked()
    assert (await booking.act(visit["id"], "confirm", version=1)).status_code == 200
    outdated = await booking.act(visit["id"], "cancel", version=1)
    assert (outdated.status_code, outdated.json()["code"]) == (409, "changed_meanwhile")


@pytest.mark.parametrize("action", ["confirm", "arrive", "complete", "no-show", "undo", "cancel"])
async def test_who_may_only_look_changes_nothing(booking: Booking, action: str) -> None:
    visit = await booking.booked()
    refused = await booking.act(visit["id"], action, role=Role.READ_ONLY)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (await booking.http.get(path_of(visit))).json()["version"] == 1


async def test_the_staff_side_needs_a_token(booking: Booking) -> None:
    visit = await booking.booked()
    bare = await booking.http.post(f"/staff/v1/appointments/{visit['id']}/cancel", json={})
    assert bare.status_code == 401
    stale = booking.staff_headers()
    booking.clock.advance(timedelta(minutes=5))
    listed = await booking.http.get(
        "/staff/v1/visits", params={"date": "2027-01-12"}, headers=stale
    )
    assert listed.status_code == 401


async def test_staff_see_the_day_with_names_and_rooms(booking: Booking) -> None:
    await booking.booked()
    listed = await booking.http.get(
        "/staff/v1/visits", params={"date": "2027-01-12"}, headers=booking.staff_headers()
    )
    [entry] = listed.json()
    assert entry["patient_name"] == "Ana López"
    assert entry["visit"]["room"]["name"].startswith("Room")


async def test_the_page_of_a_visit_that_is_over_leads_to_the_patients_own_numbers(
    booking: Booking,
) -> None:
    visit = await booking.booked()
    page = visit["manage_url"].removeprefix("https://book.example")
    address = f'href="https://book.example/mine/{visit["id"]}"'
    assert address not in (await booking.http.get(page)).text
    booking.clock.advance(timedelta(days=8))
    for action in ("arrive", "complete"):
        assert (await booking.act(visit["id"], action)).status_code == 200
    assert address in (await booking.http.get(page)).text
