"""FHIR R4: what is read is what the standard allows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fhir.resources.R4B.appointment import Appointment
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.schedule import Schedule
from fhir.resources.R4B.slot import Slot

from shared.auth import Role
from tests.integration.booking.test_managing import path_of
from tests.support.booking import TUESDAY_9, Booking

DAY = "2027-01-12"
# HL7's required code lists, which the models do not check (R4, 4.0.1).
APPOINTMENT = {
    "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow",
    "entered-in-error", "checked-in", "waitlist",
}  # fmt: skip
PARTICIPANT = {"accepted", "declined", "tentative", "needs-action"}
SLOT = {"busy", "free", "busy-unavailable", "busy-tentative", "entered-in-error"}
MODELS: dict[str, Callable[[Any], Any]] = {
    "Appointment": Appointment.model_validate,
    "Schedule": Schedule.model_validate,
    "Slot": Slot.model_validate,
    "Bundle": Bundle.model_validate,
    "OperationOutcome": OperationOutcome.model_validate,
}


def valid(resource: dict[str, Any]) -> dict[str, Any]:
    """The structure by the models, the codes and invariants (app-1 to app-4) by hand."""
    MODELS[resource["resourceType"]](resource)
    for entry in resource.get("entry", []):
        valid(entry["resource"])
    if resource["resourceType"] == "Appointment":
        assert resource["status"] in APPOINTMENT
        assert all(p["status"] in PARTICIPANT and p["actor"] for p in resource["participant"])
        assert "start" in resource
        assert "end" in resource
        if "cancelationReason" in resource:
            assert resource["status"] in {"cancelled", "noshow"}
    if resource["resourceType"] == "Slot":
        assert resource["status"] in SLOT
    return resource


async def ask(booking: Booking, path: str, role: Role = Role.READ_ONLY) -> httpx.Response:
    return await booking.http.get(f"/fhir/R4/{path}", headers=booking.staff_headers(role))


async def read(booking: Booking, path: str) -> dict[str, Any]:
    answer = await ask(booking, path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    return valid(answer.json())


async def test_an_appointment_says_what_the_visit_is(booking: Booking) -> None:
    visit = await booking.booked()
    resource = await read(booking, f"Appointment/{visit['id']}")
    assert (resource["start"], resource["end"]) == ("2027-01-12T17:00:00Z", "2027-01-12T18:00:00Z")
    assert resource["serviceType"][0]["coding"][0]["code"] == "acupuncture"
    assert resource["minutesDuration"] == 60
    [patient, practitioner, _] = resource["participant"]
    assert patient["status"] == "needs-action"
    assert practitioner["actor"]["reference"] == "Practitioner/chianni-lin"
    assert "3105550142" not in str(resource)
    assert "López" not in str(resource)


@pytest.mark.parametrize(
    ("actions", "status", "patient"),
    [
        (["confirm"], "booked", "accepted"),
        (["arrive"], "arrived", "accepted"),
        (["arrive", "complete"], "fulfilled", "accepted"),
        (["no-show"], "noshow", "accepted"),
        (["cancel"], "cancelled", "accepted"),
    ],
)
async def test_every_state_of_a_visit_has_its_status(
    booking: Booking, actions: list[str], status: str, patient: str
) -> None:
    visit = await booking.booked()
    booking.clock.advance(timedelta(hours=26))
    for action in actions:
        assert (await booking.act(visit["id"], action)).status_code == 200
    resource = await read(booking, f"Appointment/{visit['id']}")
    assert (resource["status"], resource["participant"][0]["status"]) == (status, patient)
    assert resource["meta"]["versionId"] == str(1 + len(actions))
    assert ("cancelationReason" in resource) is (status == "cancelled")


async def test_a_patient_who_cancels_has_declined(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visit = await booking.booked()
    await booking.http.post(path_of(visit) + "/cancel")
    resource = await read(booking, f"Appointment/{visit['id']}")
    assert resource["participant"][0]["status"] == "declined"
    assert resource["cancelationReason"]["coding"][0]["code"] == "pat"


async def test_the_appointments_of_a_day_and_of_a_practitioner(booking: Booking) -> None:
    visit = await booking.booked()
    for practitioner, found in [("", 1), ("chianni-lin", 1), ("mateo-rivera", 0)]:
        asked = f"&practitioner=Practitioner/{practitioner}" if practitioner else ""
        bundle = await read(booking, f"Appointment?date={DAY}{asked}")
        assert bundle["total"] == len(bundle["entry"]) == found
    assert (await read(booking, "Appointment?date=2027-01-13"))["entry"] == []
    bundle = await read(booking, f"Appointment?date={DAY}")
    full_url = f"https://book.example/fhir/R4/Appointment/{visit['id']}"
    assert bundle["entry"][0]["fullUrl"] == full_url


async def test_each_practitioner_has_a_schedule(booking: Booking) -> None:
    bundle = await read(booking, "Schedule")
    assert [e["resource"]["id"] for e in bundle["entry"]] == ["chianni-lin", "mateo-rivera"]
    [entry] = (await read(booking, "Schedule?actor=Practitioner/mateo-rivera"))["entry"]
    assert await read(booking, "Schedule/mateo-rivera") == entry["resource"]


async def test_slots_are_free_or_busy_and_can_be_read_by_their_ids(booking: Booking) -> None:
    query = f"Slot?schedule=Schedule/chianni-lin&service-type=acupuncture&start={DAY}"
    before = await read(booking, query)
    assert {e["resource"]["status"] for e in before["entry"]} == {"free"}
    nine = next(e for e in before["entry"] if e["resource"]["start"] == "2027-01-12T17:00:00Z")
    assert nine["resource"]["status"] == "free"
    await booking.booked(starts_at=TUESDAY_9)
    after = await read(booking, f"Slot/{nine['resource']['id']}")
    assert after == {**nine["resource"], "status": "busy"}


@pytest.mark.parametrize(
    "path",
    [
        "Appointment/018f0000-0000-7000-8000-000000000001",
        "Schedule/nobody",
        "Slot/nothing",
        "Slot/1.1.29999999",
        "Slot/999.1.29999999",
        "Slot/1.1.99999999999999999999",
        "Slot?schedule=Schedule/nobody&service-type=acupuncture&start=2027-01-12",
    ],
)
async def test_what_there_is_not_is_an_operation_outcome(booking: Booking, path: str) -> None:
    answer = await ask(booking, path)
    assert answer.status_code == 404
    assert valid(answer.json())["issue"][0]["code"] == "not-found"


async def test_nothing_is_read_without_a_token(booking: Booking) -> None:
    visit = await booking.booked()
    paths = (f"Appointment/{visit['id']}", f"Appointment?date={DAY}", "Schedule", "Slot/1.1.1")
    for path in paths:
        assert (await booking.http.get(f"/fhir/R4/{path}")).status_code == 401
