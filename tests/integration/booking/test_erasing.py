"""A patient is forgotten: here at once, elsewhere by event, and nowhere while a hold is in force."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg.errors import RestrictViolation

from services.booking.store import exports
from shared.auth import Role
from tests.integration.booking.test_merging import merge, two_records
from tests.support.booking import Booking

NAME, PHONE = "Ana López", "310-555-0142"
REASON = {"reason": "a claim is pending"}


async def came(booking: Booking) -> str:
    """Ana's visit is over; her id."""
    await booking.booked(
        name=NAME, phone=PHONE, text_consent=True, complaint="low_back", baseline=6
    )
    booking.clock.advance(timedelta(days=60))
    return (await ids(booking))[0]


async def ids(booking: Booking) -> list[str]:
    rows = await booking.list_rows("select id::text from patient order by key")
    return [row["id"] for row in rows]


async def names(booking: Booking) -> list[str]:
    return [row["name"] for row in await booking.list_rows("select name from patient")]


async def ask(
    booking: Booking, method: str, path: str, role: Role = Role.OWNER, **fields: Any
) -> Any:
    headers = booking.staff_headers(role)
    return await booking.http.request(
        method, f"/staff/v1/patients/{path}", headers=headers, **fields
    )


async def published(booking: Booking, patient_id: str) -> list[str]:
    rows = await booking.list_rows(
        "select type from outbox where key = %s and published_at is null order by position",
        patient_id,
    )
    return [row["type"] for row in rows]


async def test_erasing_leaves_a_time_that_was_taken_and_no_name(booking: Booking) -> None:
    patient_id = await came(booking)
    answer = await ask(booking, "POST", f"{patient_id}/erase")
    assert answer.json() == {"state": "erased"}
    [patient] = await booking.list_rows("select name, phone, email, birth_date from patient")
    assert patient == {"name": "Erased", "phone": None, "email": None, "birth_date": None}
    for table in ("complaint", "patient_flag", "text_consent", "health_note"):
        assert await booking.count(table) == 0
    assert await booking.count("appointment") == 1


async def test_every_service_is_told_and_the_topic_is_left_empty(booking: Booking) -> None:
    patient_id = await came(booking)
    await ask(booking, "POST", f"{patient_id}/erase")
    assert (await published(booking, patient_id))[-2:] == [
        "meridian.booking.patient_erased.v1",
        "tombstone",
    ]


async def test_while_a_hold_is_in_force_erasure_waits_everywhere(booking: Booking) -> None:
    patient_id = await came(booking)
    assert (await ask(booking, "PUT", f"{patient_id}/hold", json=REASON)).status_code == 204
    answer = await ask(booking, "POST", f"{patient_id}/erase")
    assert answer.json() == {"state": "held"}
    assert "tombstone" not in await published(booking, patient_id)
    assert await names(booking) == [NAME]
    assert (await ask(booking, "DELETE", f"{patient_id}/hold")).status_code == 204
    assert "tombstone" in await published(booking, patient_id)
    assert await names(booking) == ["Erased"]


async def test_a_hold_that_nobody_waited_for_erases_nothing_when_it_is_lifted(
    booking: Booking,
) -> None:
    patient_id = await came(booking)
    await ask(booking, "PUT", f"{patient_id}/hold", json=REASON)
    await ask(booking, "DELETE", f"{patient_id}/hold")
    assert await names(booking) == [NAME]
    assert (await ask(booking, "DELETE", f"{patient_id}/hold")).status_code == 404


async def test_who_is_expected_is_not_forgotten(booking: Booking) -> None:
    await booking.booked(name=NAME, phone=PHONE)
    [patient_id] = await ids(booking)
    answer = await ask(booking, "POST", f"{patient_id}/erase")
    assert (answer.status_code, answer.json()["code"]) == (409, "visits_ahead")


async def test_who_is_forgotten_comes_back_as_somebody_new(booking: Booking) -> None:
    patient_id = await came(booking)
    await ask(booking, "POST", f"{patient_id}/erase")
    again = (booking.clock.now() + timedelta(days=3)).date()
    slots = await booking.http.get(
        "/api/v1/slots", params={"treatment": "acupuncture", "date": again.isoformat()}
    )
    assert slots.status_code == 200
    await booking.booked(name=NAME, phone=PHONE, starts_at=slots.json()["slots"][0]["starts_at"])
    assert len(await ids(booking)) == 2
    assert (await ask(booking, "POST", f"{patient_id}/erase")).status_code == 404


async def test_all_records_of_one_person_are_forgotten_or_none(booking: Booking) -> None:
    stays, goes = await two_records(booking)
    assert (await merge(booking, stays, goes)).status_code == 201
    booking.clock.advance(timedelta(days=60))
    await ask(booking, "PUT", f"{goes}/hold", json=REASON)
    assert (await ask(booking, "POST", f"{stays}/erase")).json() == {"state": "held"}
    assert "Erased" not in await names(booking)
    await ask(booking, "DELETE", f"{goes}/hold")
    assert await names(booking) == ["Erased", "Erased"]


async def test_the_owner_sees_the_hold_why_and_what_waits_for_it(booking: Booking) -> None:
    patient_id = await came(booking)
    free = {"hold_reason": None, "held_since": None, "held_by": None, "asked_at": None}
    assert (await ask(booking, "GET", f"{patient_id}/hold")).json() == free
    await ask(booking, "PUT", f"{patient_id}/hold", json=REASON)
    await ask(booking, "POST", f"{patient_id}/erase")
    shown = (await ask(booking, "GET", f"{patient_id}/hold")).json()
    assert shown["hold_reason"] == REASON["reason"]
    assert shown["asked_at"] is not None


async def test_the_export_has_every_row_of_the_patient_and_of_nobody_else(
    booking: Booking,
) -> None:
    patient_id = await came(booking)
    later = (booking.clock.now() + timedelta(days=3)).date()
    slots = await booking.http.get(
        "/api/v1/slots", params={"treatment": "acupuncture", "date": later.isoformat()}
    )
    free = slots.json()["slots"][0]["starts_at"]
    await booking.booked(name="Bo Chen", phone="310-555-0177", starts_at=free)
    shown = await ask(booking, "GET", f"{patient_id}/export")
    tables = shown.json()["tables"]
    assert [row["name"] for row in tables["patient"]] == [NAME]
    assert [row["baseline"] for row in tables["complaint"]] == [6]
    assert len(tables["appointment"]) == len(tables["text_consent"]) == 1
    assert "link_fingerprint" not in shown.text
    assert "Bo Chen" not in shown.text


async def test_every_table_that_knows_a_patient_is_in_the_export(booking: Booking) -> None:
    """A new table is either exported, or known not to be the patient's."""
    rows = await booking.list_rows(
        """select distinct table_name from information_schema.columns
           where column_name in ('patient_key', 'patient_id') and table_schema = 'public'"""
    )
    assert {row["table_name"] for row in rows} - set(exports.QUERIES) == {"freed_slot"}


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.FRONT_DESK, Role.READ_ONLY])
async def test_only_the_owner_erases(booking: Booking, role: Role) -> None:
    patient_id = await came(booking)
    assert (await ask(booking, "POST", f"{patient_id}/erase", role)).status_code == 403
    assert (await ask(booking, "PUT", f"{patient_id}/hold", role, json=REASON)).status_code == 403


async def test_what_is_append_only_stays_so_for_everybody_else(booking: Booking) -> None:
    await came(booking)
    with pytest.raises(RestrictViolation, match="append-only"):
        await booking.list_rows("delete from text_consent returning 1")
