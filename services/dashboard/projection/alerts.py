"""Alerts and what came of them. The events of an alert may come in any order."""

from services.dashboard.projection import timeline
from services.dashboard.projection.rows import Rows, Statement
from shared.events import Received
from shared.events.alerts import (
    AlertAcknowledged,
    AlertClosed,
    AlertNeedsCall,
    AlertOpened,
    AlertPassedOn,
)

OPENED = Statement(
    "alert",
    ("alert_id",),
    """insert into alert (alert_id, patient_id, grade, rule, opened_at, report_id, reply_id,
                          call_now)
       select alert_id, patient_id, grade, rule, opened_at, report_id, reply_id, call_now
       from json_populate_recordset(null::alert, %s)
       on conflict (alert_id) do update
       set grade = excluded.grade, rule = excluded.rule, opened_at = excluded.opened_at,
           report_id = excluded.report_id, reply_id = excluded.reply_id,
           call_now = alert.call_now or excluded.call_now""",
)
CALL_NOW = Statement(
    "alert",
    ("alert_id",),
    """insert into alert (alert_id, patient_id, call_now)
       select alert_id, patient_id, true from json_populate_recordset(null::alert, %s)
       on conflict (alert_id) do update set call_now = true""",
)
TURN = Statement(
    "alert_turn",
    ("alert_id", "turn"),
    """insert into alert_turn (alert_id, turn, patient_id, to_staff_id, at)
       select alert_id, turn, patient_id, to_staff_id, at
       from json_populate_recordset(null::alert_turn, %s)
       on conflict do nothing""",
)
ACKNOWLEDGED = Statement(
    "alert",
    ("alert_id",),
    """insert into alert (alert_id, patient_id, acknowledged_at, acknowledged_by)
       select alert_id, patient_id, acknowledged_at, acknowledged_by
       from json_populate_recordset(null::alert, %s)
       on conflict (alert_id) do update
       set acknowledged_at = excluded.acknowledged_at,
           acknowledged_by = excluded.acknowledged_by""",
)
CLOSED = Statement(
    "alert",
    ("alert_id",),
    """insert into alert (alert_id, patient_id, closed_at, closed_by, outcome)
       select alert_id, patient_id, closed_at, closed_by, outcome
       from json_populate_recordset(null::alert, %s)
       on conflict (alert_id) do update
       set closed_at = excluded.closed_at, closed_by = excluded.closed_by,
           outcome = excluded.outcome""",
)


def open_alert(received: Received[AlertOpened]) -> Rows:
    alert = received.event
    yield OPENED.row(
        alert_id=alert.alert_id,
        patient_id=alert.patient_id,
        grade=alert.grade,
        rule=alert.rule,
        opened_at=alert.opened_at,
        report_id=alert.report_id,
        reply_id=alert.reply_id,
        call_now=alert.call_now,
    )
    yield timeline.entry(
        kind="alert",
        subject_id=alert.alert_id,
        patient_id=alert.patient_id,
        at=alert.opened_at,
        detail={"what": "opened", "grade": alert.grade, "rule": alert.rule},
    )


def call_now(received: Received[AlertNeedsCall]) -> Rows:
    """The patient cannot be texted: only a call reaches them."""
    event = received.event
    yield CALL_NOW.row(alert_id=event.alert_id, patient_id=event.patient_id)


def pass_on(received: Received[AlertPassedOn]) -> Rows:
    event = received.event
    yield TURN.row(
        alert_id=event.alert_id,
        turn=event.turn,
        patient_id=event.patient_id,
        to_staff_id=event.to_staff_id,
        at=event.at,
    )
    yield timeline.entry(
        kind="alert_passed_on",
        subject_id=f"{event.alert_id} {event.turn}",
        patient_id=event.patient_id,
        at=event.at,
        detail={"actor": f"staff:{event.to_staff_id}", "turn": event.turn},
    )


def acknowledge_alert(received: Received[AlertAcknowledged]) -> Rows:
    event = received.event
    yield ACKNOWLEDGED.row(
        alert_id=event.alert_id,
        patient_id=event.patient_id,
        acknowledged_at=event.at,
        acknowledged_by=event.by_staff_id,
    )
    yield timeline.entry(
        kind="alert_acknowledged",
        subject_id=event.alert_id,
        patient_id=event.patient_id,
        at=event.at,
        detail={"what": "acknowledged", "actor": f"staff:{event.by_staff_id}"},
    )


def close_alert(received: Received[AlertClosed]) -> Rows:
    event = received.event
    yield CLOSED.row(
        alert_id=event.alert_id,
        patient_id=event.patient_id,
        closed_at=event.at,
        closed_by=event.by_staff_id,
        outcome=event.outcome,
    )
    yield timeline.entry(
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
