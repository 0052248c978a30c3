"""Cases: seen, acknowledged by name, closed with an outcome, and passed on while they are not."""

from datetime import datetime
from uuid import UUID

from services.followup.domain.alerts import Alert, Outcome, Signature
from services.followup.handlers.findings import pass_on
from services.followup.store import alert_entries, alerts
from services.followup.store.alert_entries import Entry
from shared import outbox
from shared.auth import Staff
from shared.db import Connection
from shared.events.alerts import AlertAcknowledged, AlertClosed

BATCH = 50


class NoSuchAlertError(LookupError):
    """There is no alert of that id."""


async def pass_on_unanswered(conn: Connection, now: datetime) -> bool:
    """Whether there were any; then there may be more."""
    claimed = await alerts.claim_unanswered(conn, now, BATCH)
    for alert in claimed:
        await pass_on(conn, alert, now)
    return bool(claimed)


async def see_alert(conn: Connection, alert_id: UUID, staff: Staff, now: datetime) -> Alert:
    """Who looked at it, and when, once each (S-116). Raises NoSuchAlertError."""
    alert = await _get(conn, alert_id)
    if not await alert_entries.has_seen(conn, alert_id, staff.id):
        await alert_entries.add(conn, alert_id, _by(staff, "seen", now))
    return alert


async def acknowledge_alert(conn: Connection, alert_id: UUID, staff: Staff, now: datetime) -> Alert:
    """Raises NoSuchAlertError, AlertClosedError, AlertTakenError."""
    alert = await _get(conn, alert_id)
    seen = alert.acknowledge(Signature(staff.id, staff.name, now))
    if seen != alert:
        await alerts.save(conn, seen)
        await _note_acknowledged(conn, seen, staff, now)
    return seen


async def close_alert(
    conn: Connection, alert_id: UUID, staff: Staff, outcome: Outcome, now: datetime
) -> Alert:
    """Raises NoSuchAlertError, AlertClosedError."""
    alert = await _get(conn, alert_id)
    closed = alert.close(Signature(staff.id, staff.name, now), outcome)
    await alerts.save(conn, closed)
    if alert.acknowledged is None:
        await _note_acknowledged(conn, closed, staff, now)
    await alert_entries.add(conn, alert_id, _by(staff, "closed", now, outcome))
    event = AlertClosed(
        patient_id=alert.patient_id,
        alert_id=str(alert.id),
        by_staff_id=staff.id,
        outcome=outcome,
        at=now,
    )
    await outbox.add(conn, event, at=now)
    return closed


async def _note_acknowledged(conn: Connection, alert: Alert, staff: Staff, now: datetime) -> None:
    await alert_entries.add(conn, alert.id, _by(staff, "acknowledged", now))
    event = AlertAcknowledged(
        patient_id=alert.patient_id, alert_id=str(alert.id), by_staff_id=staff.id, at=now
    )
    await outbox.add(conn, event, at=now)


def _by(staff: Staff, what: str, now: datetime, outcome: Outcome | None = None) -> Entry:
    return Entry(now, what, staff_id=staff.id, staff_name=staff.name, outcome=outcome)


async def _get(conn: Connection, alert_id: UUID) -> Alert:
    alert = await alerts.find_locked(conn, alert_id)
    if alert is None:
        raise NoSuchAlertError
    return alert
