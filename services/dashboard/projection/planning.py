"""What stands around the visits. Every event carries the whole of it, and the highest version wins."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from services.dashboard.projection import timeline
from shared.db import Connection
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

Project = Callable[[Connection, Received[Any]], Awaitable[None]]


async def change_waitlist(conn: Connection, received: Received[WaitlistEntryChanged]) -> None:
    entry = received.event
    await _save(conn, "waitlist", entry.entry_id, entry.version, entry.state, entry)
    await _note(conn, received, "waitlist", received.occurred_at, {"state": entry.state})


async def change_series(conn: Connection, received: Received[SeriesChanged]) -> None:
    series = received.event
    await _save(conn, "series", series.series_id, series.version, "", series)


async def change_care_plan(conn: Connection, received: Received[CarePlanChanged]) -> None:
    plan = received.event
    await _save(conn, "care_plan", plan.care_plan_id, plan.version, plan.state, plan)


async def change_package(conn: Connection, received: Received[PackageChanged]) -> None:
    package = received.event
    await _save(conn, "package", package.package_id, package.version, package.cause, package)
    line = {"cause": package.cause, "left": package.left, "reason": package.reason}
    await _note(conn, received, "package", package.at, line)


async def change_recall(conn: Connection, received: Received[RecallChanged]) -> None:
    recall = received.event
    await _save(conn, "recall", recall.recall_id, recall.version, recall.state, recall)
    await _note(conn, received, "recall", recall.at, {"state": recall.state})


async def open_call(conn: Connection, received: Received[WaitlistCallOpened]) -> None:
    call = received.event
    await conn.execute(
        """insert into waitlist_call (call_id, patient_id, detail) values (%s, %s, %s)
           on conflict (call_id) do update set detail = excluded.detail""",
        (call.call_id, call.patient_id, Jsonb(call.model_dump(mode="json"))),
    )


async def close_call(conn: Connection, received: Received[WaitlistCallClosed]) -> None:
    """May come before the event that opened it."""
    call = received.event
    await conn.execute(
        """insert into waitlist_call (call_id, patient_id, outcome) values (%s, %s, %s)
           on conflict (call_id) do update set outcome = excluded.outcome""",
        (call.call_id, call.patient_id, call.outcome),
    )


async def _save(
    conn: Connection, kind: str, planned_id: str, version: int, state: str, event: Event
) -> None:
    await conn.execute(
        """insert into planned (kind, id, patient_id, version, state, detail)
           values (%s, %s, %s, %s, %s, %s)
           on conflict (kind, id) do update
           set patient_id = excluded.patient_id, version = excluded.version,
               state = excluded.state, detail = excluded.detail
           where planned.version < excluded.version""",
        (kind, planned_id, event.patient_id, version, state, Jsonb(event.model_dump(mode="json"))),
    )


async def _note(
    conn: Connection,
    received: Received[Any],
    kind: str,
    at: datetime,
    detail: dict[str, object],
) -> None:
    event = received.event
    await timeline.put(
        conn,
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
