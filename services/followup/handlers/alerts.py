"""Cases: opened by a rule, acknowledged by name, closed with an outcome."""

from datetime import datetime
from uuid import UUID

from services.followup.domain.alerts import Alert, Outcome, Signature, rules_met
from services.followup.domain.reports import Report
from services.followup.store import alerts
from shared import outbox
from shared.auth import Staff
from shared.db import Connection
from shared.events.alerts import AlertAcknowledged, AlertClosed, AlertOpened
from shared.ids import new_id


class NoSuchAlertError(LookupError):
    """There is no alert of that id."""


async def open_alerts(conn: Connection, report: Report, now: datetime) -> list[AlertOpened]:
    """A patient has one open case by each rule: the next bad score belongs to it."""
    if report.reading.high is None:
        return []
    opened = [
        Alert(new_id(), report.patient_id, rule.id, rule.grade, now, report.id, report.reply_id)
        for rule in rules_met(report.reading.high)
    ]
    return [_opened(alert) for alert in opened if await alerts.add(conn, alert)]


async def acknowledge_alert(conn: Connection, alert_id: UUID, staff: Staff, now: datetime) -> Alert:
    """Raises NoSuchAlertError, AlertClosedError, AlertTakenError."""
    alert = await _get(conn, alert_id)
    seen = alert.acknowledge(Signature(staff.id, staff.name, now))
    if seen != alert:
        await alerts.save(conn, seen)
        await outbox.add(conn, _acknowledged(seen, staff, now), at=now)
    return seen


async def close_alert(
    conn: Connection, alert_id: UUID, staff: Staff, outcome: Outcome, now: datetime
) -> Alert:
    """Raises NoSuchAlertError, AlertClosedError."""
    alert = await _get(conn, alert_id)
    closed = alert.close(Signature(staff.id, staff.name, now), outcome)
    await alerts.save(conn, closed)
    if alert.acknowledged is None:
        await outbox.add(conn, _acknowledged(closed, staff, now), at=now)
    event = AlertClosed(
        patient_id=alert.patient_id,
        alert_id=str(alert.id),
        by_staff_id=staff.id,
        outcome=outcome,
        at=now,
    )
    await outbox.add(conn, event, at=now)
    return closed


async def _get(conn: Connection, alert_id: UUID) -> Alert:
    alert = await alerts.find_locked(conn, alert_id)
    if alert is None:
        raise NoSuchAlertError
    return alert


def _opened(alert: Alert) -> AlertOpened:
    return AlertOpened(
        patient_id=alert.patient_id,
        alert_id=str(alert.id),
        grade=alert.grade,
        rule=alert.rule,
        opened_at=alert.opened_at,
        report_id=str(alert.report_id),
        reply_id=alert.reply_id,
    )


def _acknowledged(alert: Alert, staff: Staff, now: datetime) -> AlertAcknowledged:
    return AlertAcknowledged(
        patient_id=alert.patient_id, alert_id=str(alert.id), by_staff_id=staff.id, at=now
    )
