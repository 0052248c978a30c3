"""Two records of one person: one line of scores, one course, for as long as the merge stands."""

from datetime import timedelta
from typing import Any

from shared.events.alerts import AlertOpened
from shared.events.intakes import IntakeRecorded
from shared.events.merges import PatientsMerged, PatientsUnmerged
from shared.events.patients import PatientErased
from tests.integration.followup.staff import StaffClient
from tests.integration.followup.worlds import PATIENT, World, completed_visit, completion

OTHER = "patient-before"
DAY = timedelta(days=1)


async def two_records(world: World) -> None:
    """Three weeks ago, under another spelling: pain 9, a visit, then 7. Now 8, and a visit."""
    await world.deliver(
        IntakeRecorded(
            patient_id=OTHER,
            complaint_id="complaint-then",
            appointment_id="visit-then",
            complaint="low_back",
            baseline=9,
            recorded_at=world.clock.now(),
        )
    )
    await treated(world, OTHER, "visit-then")
    world.clock.advance(2 * DAY)
    await world.reply("PAIN 7", question=None, patient_id=OTHER)
    world.clock.advance(19 * DAY)
    await world.take_intake(baseline=8)
    await world.complete_visit()
    world.clock.advance(2 * DAY)
    await world.reply("PAIN 4", question=None)


async def treated(world: World, patient_id: str, visit_id: str) -> None:
    visit = completed_visit(world.clock.now(), appointment_id=visit_id)
    done = completion(visit, world.clock.now()).model_copy(update={"patient_id": patient_id})
    await world.deliver(done)


def merged(world: World) -> PatientsMerged:
    return PatientsMerged(
        patient_id=PATIENT,
        merge_id="merge-1",
        merged_id=OTHER,
        at=world.clock.now(),
        undo_until=world.clock.now() + 30 * DAY,
        actor="staff:lin",
    )


def unmerged(world: World) -> PatientsUnmerged:
    return PatientsUnmerged(
        patient_id=PATIENT,
        merge_id="merge-1",
        merged_id=OTHER,
        at=world.clock.now(),
        actor="staff:lin",
    )


async def lines(staff: StaffClient, patient_id: str) -> list[tuple[int, list[int]]]:
    """Of each complaint where it began, and every score."""
    course: dict[str, Any] = (await staff.get(f"/staff/v1/patients/{patient_id}/series")).json()
    return [(s["baseline"], [p["score"] for p in s["points"]]) for s in course["series"]]


async def test_s103_two_records_of_one_person_are_one_line_that_begins_with_the_first(
    world: World, staff: StaffClient
) -> None:
    await two_records(world)
    assert await lines(staff, PATIENT) == [(8, [4])]
    await world.deliver(merged(world))
    for patient_id in (PATIENT, OTHER):
        assert await lines(staff, patient_id) == [(9, [7, 4])]
    sheet = f"/staff/v1/patients/{PATIENT}/complaints/complaint-then/sheet"
    assert len((await staff.get(sheet)).json()["visits"]) == 2


async def test_s103_taken_back_each_record_has_its_own_line_again(
    world: World, staff: StaffClient
) -> None:
    await two_records(world)
    for event in (merged(world), unmerged(world)):
        await world.deliver(event)
    assert await lines(staff, PATIENT) == [(8, [4])]
    assert await lines(staff, OTHER) == [(9, [7])]


async def test_s103_a_merge_that_arrives_after_it_was_taken_back_joins_nothing(
    world: World, staff: StaffClient
) -> None:
    await two_records(world)
    for event in (unmerged(world), merged(world)):
        await world.deliver(event)
    assert await lines(staff, OTHER) == [(9, [7])]


async def test_a_rise_is_judged_against_what_the_other_record_said_before_the_needles(
    world: World,
) -> None:
    """4 was said in this record; 7 comes the day after the needling that the other one had."""
    await two_records(world)
    await world.deliver(merged(world))
    world.clock.advance(DAY)
    await treated(world, OTHER, "visit-now")
    world.clock.advance(DAY)
    before = len(await world.published(AlertOpened))
    await world.reply("PAIN 7", question=None)
    opened = (await world.published(AlertOpened))[before:]
    assert [alert.rule for alert in opened] == ["rise_after_needling"]


async def test_a_forgotten_record_is_joined_with_nobody(world: World) -> None:
    await two_records(world)
    await world.deliver(merged(world))
    await world.deliver(PatientErased(patient_id=OTHER, erased_at=world.clock.now()))
    assert await world.rows("select * from merged") == []
    await world.deliver(merged(world))
    assert await world.rows("select * from merged") == []


async def planned(world: World) -> list[tuple[str, str, Any]]:
    """What is still to be asked: whose record, the kind, when."""
    return await world.rows(
        "select patient_id, kind, due_at from checkin where state = 'planned' order by due_at, 1"
    )


async def treated_twice(world: World) -> None:
    """Two days apart, once in each record."""
    await treated(world, OTHER, "visit-then")
    await world.pass_time(world.clock.now() + 2 * DAY)
    await world.complete_visit()


async def test_s103_one_person_gets_one_plan_of_check_ins_for_as_long_as_the_merge_stands(
    world: World,
) -> None:
    await treated_twice(world)
    apart = await planned(world)
    assert {patient_id for patient_id, _, _ in apart} == {PATIENT, OTHER}
    await world.deliver(merged(world))
    together = [kind for _, kind, _ in await planned(world)]
    assert sorted(together) == sorted(kind for who, kind, _ in apart if who == PATIENT)
    await world.deliver(unmerged(world))
    assert await planned(world) == apart


async def test_s103_a_visit_in_one_record_replaces_what_the_other_was_to_be_asked(
    world: World,
) -> None:
    await world.complete_visit()
    await world.deliver(merged(world))
    await world.pass_time(world.clock.now() + 2 * DAY)
    await treated(world, OTHER, "visit-now")
    weekly = {who for who, kind, _ in await planned(world) if kind == "weekly"}
    assert weekly == {OTHER}


async def test_s103_of_two_records_with_a_question_due_at_once_one_person_is_asked_once(
    world: World,
) -> None:
    await treated(world, OTHER, "visit-then")
    await world.complete_visit()
    await world.deliver(merged(world))
    await world.pass_time(world.clock.now() + timedelta(days=1, hours=8))
    assert await world.kinds() == ["checkin_score"]


async def test_two_records_that_are_two_people_are_each_asked(world: World) -> None:
    """Else the test above could not fail."""
    await treated(world, OTHER, "visit-then")
    await world.complete_visit()
    await world.pass_time(world.clock.now() + timedelta(days=1, hours=8))
    assert await world.kinds() == ["checkin_score", "checkin_score"]
