"""All of one patient, given out, forgotten, or held."""

from shared.events.alerts import AlertOpened
from shared.events.appointments import AppointmentNoShow, VisitStatus
from shared.events.patients import PatientErased
from tests.integration.followup.staff import LIN, OWNER, StaffClient
from tests.integration.followup.worlds import PATIENT, World, change

EXPORT = f"/staff/v1/patients/{PATIENT}/export"
HOLD = f"/staff/v1/patients/{PATIENT}/hold"


async def live(world: World) -> None:
    await world.ask()
    await world.reply("9, numb toes")
    await world.reply("FIX 8", question=None)


async def forget(world: World) -> None:
    await world.deliver(PatientErased(patient_id=PATIENT, erased_at=world.clock.now()))


async def count_rows(world: World) -> int:
    """In every table that has a patient, whatever tables there come to be."""
    tables = await world.rows(
        """select table_name from information_schema.columns
           where column_name = 'patient_id' and table_schema = 'public'
             and table_name not in ('erasure', 'legal_hold')"""
    )
    counts = [
        (await world.rows(f"select count(*) from {t} where patient_id = %s", PATIENT))[0][0]  # noqa: S608
        for (t,) in tables
    ]
    return sum(counts)


async def test_z06_an_export_holds_every_table_with_something_of_the_patient(
    world: World, staff: StaffClient
) -> None:
    await live(world)
    tables = (await staff.get(EXPORT, OWNER)).json()["tables"]
    rows = sum(len(rows) for name, rows in tables.items() if name != "alert_entry")
    assert rows == await count_rows(world)
    assert [r["raw_text"] for r in tables["report"]] == ["9, numb toes", "FIX 8"]
    assert {entry["what"] for entry in tables["alert_entry"]} == {"opened", "found"}
    assert (await staff.get(EXPORT, LIN)).status_code == 403


async def test_z06_a_patient_who_is_erased_leaves_nothing_behind(world: World) -> None:
    await live(world)
    assert await count_rows(world) > 0
    await world.rows("update outbox set published_at = occurred_at returning 1")
    await forget(world)
    assert await count_rows(world) == 0
    assert await world.rows("select 1 from alert_entry") == []
    assert await world.all_published() == []


async def test_z06_another_patient_stays(world: World) -> None:
    await live(world)
    await world.take_intake(patient_id="patient-ben", complaint_id="complaint-neck")
    await forget(world)
    assert await world.rows("select patient_id from complaint") == [("patient-ben",)]


async def test_z06_an_event_that_is_late_brings_nobody_back(world: World) -> None:
    visit = await world.complete_visit()
    await forget(world)
    await world.deliver(change(AppointmentNoShow, visit, VisitStatus.NO_SHOW))
    await world.take_intake()
    await world.reply("9", question=None)
    assert await count_rows(world) == 0
    assert await world.published(AlertOpened) == []


async def test_z06_nothing_is_erased_while_a_hold_is_in_force(
    world: World, staff: StaffClient
) -> None:
    await live(world)
    assert (await staff.put(HOLD, {"reason": "claim"}, LIN)).status_code == 403
    assert (await staff.put(HOLD, {"reason": "claim"}, OWNER)).status_code == 204
    kept = await count_rows(world)
    await forget(world)
    assert await count_rows(world) == kept
    assert (await staff.delete(HOLD, OWNER)).status_code == 204
    assert await count_rows(world) == 0
    missing = await staff.delete(HOLD, OWNER)
    assert (missing.status_code, missing.json()["code"]) == (404, "no_hold")
    history = await world.rows("select placed_by, lifted_by, reason from legal_hold")
    assert history == [("chianni", "chianni", "claim")]
