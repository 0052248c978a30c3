"""What stands around the visits. Every event carries the whole of it, and the highest version wins."""

from datetime import datetime
from typing import Any

from services.dashboard.projection import timeline
from services.dashboard.projection.rows import Project, Row, Rows, Statement
from shared.events import Event, Received
from shared.events.planning import (
    CarePlanChanged,
    PackageChanged,
    RecallChanged,
    SeriesChanged,
    WaitlistCallClosed,
    WaitlistCallOpened,
    WaitlistEntryChanged,
)

PLANNED = Statement(
    "planned",
    ("kind", "id"),
    """insert into planned (kind, id, patient_id, version, state, detail)
       select kind, id, patient_id, version, state, detail
       from json_populate_recordset(null::planned, %s)
       on conflict (kind, id) do update
       set patient_id = excluded.patient_id, version = excluded.version,
           state = excluded.state, detail = excluded.detail
       where planned.version < excluded.version""",
)
CALL_OPENED = Statement(
    "waitlist_call",
    ("call_id",),
    """insert into waitlist_call (call_id, patient_id, detail)
       select call_id, patient_id, detail from json_populate_recordset(null::waitlist_call, %s)
       on conflict (call_id) do update set detail = excluded.detail""",
)
CALL_CLOSED = Statement(
    "waitlist_call",
    ("call_id",),
    """insert into waitlist_call (call_id, patient_id, outcome)
       select call_id, patient_id, outcome from json_populate_recordset(null::waitlist_call, %s)
       on conflict (call_id) do update set outcome = excluded.outcome""",
)


def change_waitlist(received: Received[WaitlistEntryChanged]) -> Rows:
    entry = received.event
    yield _planned("waitlist", entry.entry_id, entry.version, entry.state, entry)
    yield _note(received, "waitlist", received.occurred_at, {"state": entry.state})


def change_series(received: Received[SeriesChanged]) -> Rows:
    series = received.event
    yield _planned("series", series.series_id, series.version, "", series)


def change_care_plan(received: Received[CarePlanChanged]) -> Rows:
    plan = received.event
    yield _planned("care_plan", plan.care_plan_id, plan.version, plan.state, plan)


def change_package(received: Received[PackageChanged]) -> Rows:
    package = received.event
    yield _planned("package", package.package_id, package.version, package.cause, package)
    line = {"cause": package.cause, "left": package.left, "reason": package.reason}
    yield _note(received, "package", package.at, line)


def change_recall(received: Received[RecallChanged]) -> Rows:
    recall = received.event
    yield _planned("recall", recall.recall_id, recall.version, recall.state, recall)
    yield _note(received, "recall", recall.at, {"state": recall.state})


def open_call(received: Received[WaitlistCallOpened]) -> Rows:
    call = received.event
    yield CALL_OPENED.row(
        call_id=call.call_id, patient_id=call.patient_id, detail=call.model_dump(mode="json")
    )


def close_call(received: Received[WaitlistCallClosed]) -> Rows:
    """May come before the event that opened it."""
    call = received.event
    yield CALL_CLOSED.row(call_id=call.call_id, patient_id=call.patient_id, outcome=call.outcome)


def _planned(kind: str, planned_id: str, version: int, state: str, event: Event) -> Row:
    return PLANNED.row(
        kind=kind,
        id=planned_id,
        patient_id=event.patient_id,
        version=version,
        state=state,
        detail=event.model_dump(mode="json"),
    )


def _note(received: Received[Any], kind: str, at: datetime, detail: dict[str, object]) -> Row:
    event = received.event
    return timeline.entry(
        kind=kind,
        subject_id=str(received.id),
        patient_id=event.patient_id,
        at=at,
        detail={**detail, "actor": event.actor},
    )


CHANGES: dict[type[Event], Project] = {
    WaitlistEntryChanged: change_waitlist,
    WaitlistCallOpened: open_call,
    WaitlistCallClosed: close_call,
    SeriesChanged: change_series,
    CarePlanChanged: change_care_plan,
    PackageChanged: change_package,
    RecallChanged: change_recall,
}
