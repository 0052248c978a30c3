"""Alerts and what came of them. The events of an alert may come in any order."""

from services.dashboard.projection import timeline
from shared.db import Connection
from shared.events import Received
from shared.events.alerts import (
    AlertAcknowledged,
    AlertClosed,
    AlertNeedsCall,
    AlertOpened,
    AlertPassedOn,
)


async def open_alert(conn: Connection, received: Received[AlertOpened]) -> None:
    alert = received.event
    await conn.execute(
        """insert into alert (alert_id, patient_id, grade, rule, opened_at, report_id, reply_id,
                              call_now)
           values (%s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (alert_id) do update
           set grade = excluded.grade, rule = excluded.rule, opened_at = excluded.opened_at,
               report_id = excluded.report_id, reply_id = excluded.reply_id,
               call_now = alert.call_now or excluded.call_now""",
        (
            alert.alert_id,
            alert.patient_id,
            alert.grade,
            alert.rule,
            alert.opened_at,
            alert.report_id,
            alert.reply_id,
            alert.call_now,
        ),
    )
    await timeline.put(
        conn,
        kind="alert",
        subject_id=alert.alert_id,
        patient_id=alert.patient_id,
        at=alert.opened_at,
        detail={"what": "opened", "grade": alert.grade, "rule": alert.rule},
    )


async def call_now(conn: Connection, received: Received[AlertNeedsCall]) -> None:
    """The patient cannot be texted: only a call reaches them."""
    event = received.event
    await conn.execute(
        """insert into alert (alert_id, patient_id, call_now) values (%s, %s, true)
           on conflict (alert_id) do update set call_now = true""",
        (event.alert_id, event.patient_id),
    )


async def pass_on(conn: Connection, received: Received[AlertPassedOn]) -> None:
    event = received.event
    await conn.execute(
        """insert into alert_turn (alert_id, turn, patient_id, to_staff_id, at)
           values (%s, %s, %s, %s, %s) on conflict do nothing""",
        (event.alert_id, event.turn, event.patient_id, event.to_staff_id, event.at),
    )
    await timeline.put(
        conn,
        kind="alert_passed_on",
        subject_id=f"{event.alert_id} {event.turn}",
        patient_id=event.patient_id,
        at=event.at,
        detail={"actor": f"staff:{event.to_staff_id}", "turn": event.turn},
    )


async def acknowledge_alert(conn: Connection, received: Received[AlertAcknowledged]) -> None:
    event = received.event
    await conn.execute(
        """insert into alert (alert_id, patient_id, acknowledged_at, acknowledged_by)
           values (%s, %s, %s, %s)
           on conflict (alert_id) do update
           set acknowledged_at = excluded.acknowledged_at,
               acknowledged_by = excluded.acknowledged_by""",
        (event.alert_id, event.patient_id, event.at, event.by_staff_id),
    )
    await timeline.put(
        conn,
        kind="alert_acknowledged",
        subject_id=event.alert_id,
        patient_id=event.patient_id,
        at=event.at,
        detail={"what": "acknowledged", "actor": f"staff:{event.by_staff_id}"},
    )


async def close_alert(conn: Connection, received: Received[AlertClosed]) -> None:
    event = received.event
    await conn.execute(
        """insert into alert (alert_id, patient_id, closed_at, closed_by, outcome)
           values (%s, %s, %s, %s, %s)
           on conflict (alert_id) do update
           set closed_at = excluded.closed_at, closed_by = excluded.closed_by,
               outcome = excluded.outcome""",
        (event.alert_id, event.patient_id, event.at, event.by_staff_id, event.outcome),
    )
    await timeline.put(
        conn,
        kind="alert_closed",
        subject_id=event.alert_id,
        patient_id=event.patient_id,
        at=event.at,
        detail={
            "what": "closed",
            "actor": f"staff:{event.by_staff_id}",
            "outcome": event.outcome,
        },
    )
