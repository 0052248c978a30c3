"""Follows visits, and plans check-ins from those that took place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from services.followup.domain.checkins import Checkin, State
from services.followup.domain.plans import Plans
from services.followup.domain.protocols import PlannedStep, Treated, plan
from services.followup.handlers.facts import facts_of
from services.followup.store import checkins, complaints, merges, patients, plans, visits
from services.followup.store.complaints import Complaint
from services.followup.store.visits import TreatedRow, VisitRow
from shared import outbox
from shared.db import Connection
from shared.events import Received
from shared.events.appointments import AppointmentCompleted, AppointmentEvent, VisitStatus
from shared.ids import new_id

Wanted = Mapping[tuple[str, str, datetime], PlannedStep]


async def follow_visit(
    conn: Connection, received: Received[AppointmentEvent], now: datetime
) -> None:
    """Whatever happened to the visit, bring the patient's check-ins in line with how it stands."""
    patient_id = received.event.patient_id
    known = await patients.add_locked(conn, patient_id)
    if not known or not await visits.save_if_newer(conn, _row(received)):
        return
    await replan(conn, patient_id, received.event.visit.appointment_id, now)


async def replan(conn: Connection, patient_id: str, changed_id: str, now: datetime) -> None:
    """Retire what is no longer called for, then plan what is and was not. The visits of all records
    of one person make one plan; each question stays with the record of its visit, so that a merge
    can be taken back.
    """
    treated = await visits.list_of_person(conn, patient_id)
    known = await complaints.list_of_person(conn, patient_id)
    wanted = plan(_list_treatments(await plans.get(conn), treated, known))
    records = await merges.list_records(conn, patient_id)
    unwanted = await _list_unwanted(conn, records, {v.appointment_id for v in treated}, wanted)
    retired = [checkin.retire(now, reason) for checkin, reason in unwanted]
    await checkins.save(conn, retired)
    by_id = {row.appointment_id: row for row in treated}
    added = [
        checkin
        for (appointment_id, _, _), step in wanted.items()
        # One of an earlier visit that was passed over is not asked after all.
        if (step.expires_at if appointment_id == changed_id else step.due_at) > now
        and (checkin := await _add(conn, by_id[appointment_id], step, known))
    ]
    facts = [fact for c in (*retired, *added) for fact in facts_of(c, now)]
    await outbox.add(conn, *facts, at=now)


def _list_treatments(
    known_plans: Plans, treated: Sequence[TreatedRow], known: Sequence[Complaint]
) -> list[Treated]:
    return [
        Treated(
            row.appointment_id,
            known_plans.in_force(row.checkin_plan, row.treated_at),
            row.treated_at,
            ZoneInfo(row.time_zone),
            complaint.code if (complaint := _complaint_of(row, known)) else None,
        )
        for row in treated
        if row.checkin_plan
    ]


def _complaint_of(visit: TreatedRow, known: Sequence[Complaint]) -> Complaint | None:
    """Of the visit's record: the one recorded with it, else the latest known at the treatment, else
    the first.
    """
    own = [c for c in known if c.patient_id == visit.patient_id]
    of_visit = [c for c in own if visit.appointment_id in c.appointment_ids]
    before = [c for c in own if c.recorded_at <= visit.treated_at]
    found = of_visit or before or own[:1]
    return found[-1] if found else None


async def _list_unwanted(
    conn: Connection, patient_ids: Sequence[str], treated_ids: set[str], wanted: Wanted
) -> list[tuple[Checkin, str]]:
    """A question that was asked already is taken back only if its treatment did not happen."""
    unwanted = []
    for checkin in await checkins.list_open(conn, patient_ids):
        step = wanted.get((checkin.appointment_id, checkin.kind, checkin.due_at))
        if checkin.appointment_id not in treated_ids:
            unwanted.append((checkin, "not_treated"))
        elif checkin.state is State.PLANNED and step is None:
            unwanted.append((checkin, "newer_treatment"))
        elif checkin.state is State.PLANNED and step and not checkin.begins_with(step.asks):
            unwanted.append((checkin, "plan_changed"))
    return unwanted


async def _add(
    conn: Connection, visit: TreatedRow, step: PlannedStep, known: Sequence[Complaint]
) -> Checkin | None:
    """None when it is there already."""
    complaint = _complaint_of(visit, known)
    checkin = Checkin(
        id=new_id(),
        patient_id=visit.patient_id,
        appointment_id=visit.appointment_id,
        complaint_id=complaint.complaint_id if complaint else None,
        protocol_id=visit.checkin_plan or "",
        kind=step.kind,
        due_at=step.due_at,
        expires_at=step.expires_at,
        asks=step.asks,
        waits=step.waits,
    )
    return checkin if await checkins.add(conn, checkin) else None


def _row(received: Received[AppointmentEvent]) -> VisitRow:
    visit = received.event.visit
    return VisitRow(
        appointment_id=visit.appointment_id,
        patient_id=received.event.patient_id,
        version=visit.version,
        status=visit.status,
        starts_at=visit.starts_at,
        treatment_id=visit.treatment.id,
        practitioner_id=visit.practitioner.id,
        needling=visit.treatment.needling,
        checkin_plan=visit.treatment.checkin_plan,
        time_zone=visit.location.time_zone,
        treated_at=_treated_at(received) if visit.status is VisitStatus.COMPLETED else None,
        flags=list(visit.flags),
    )


def _treated_at(received: Received[AppointmentEvent]) -> datetime:
    """A visit may be marked completed long after it, or before its time when it came forward."""
    event = received.event
    known = event.completed_at if isinstance(event, AppointmentCompleted) else received.occurred_at
    return min(event.visit.starts_at, known)
