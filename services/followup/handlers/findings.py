"""Whatever a rule found becomes a case, or joins the one that is open; and somebody is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.followup.domain.alerts import GRAVITY, Alert, Finding, open_case
from services.followup.domain.duty import may_page
from services.followup.store import alert_entries, alerts, duties
from services.followup.store.alert_entries import Entry
from shared import outbox
from shared.db import Connection
from shared.events.alerts import AlertNeedsCall, AlertOpened, AlertPassedOn
from shared.events.outreach import StaffTextRequested
from shared.ids import new_id

HOUR = timedelta(hours=1)


async def record_findings(
    conn: Connection, patient_id: str, findings: Sequence[Finding], now: datetime
) -> None:
    """The caller holds the patient, so two findings cannot open two cases of one episode."""
    for finding in sorted(findings, key=lambda f: -GRAVITY[f.grade]):
        if not await _told_again(conn, patient_id, finding, now):
            await _record(conn, patient_id, finding, now)


async def pass_on(conn: Connection, alert: Alert, now: datetime) -> None:
    """Tell whose turn it is, and wait for them as long as the hour allows."""
    duty = await duties.get(conn)
    staff_id = duty.whose_turn(alert, now, await alert_entries.list_told(conn, alert.id))
    await alerts.save(
        conn, replace(alert, turn=alert.turn + 1, page_due_at=now + duty.patience(now))
    )
    if staff_id is None:
        return
    pages = await alert_entries.count_pages(conn, staff_id, now - HOUR)
    told = may_page(alert, pages)
    what = "paged" if told else "page_held"
    await alert_entries.add(conn, alert.id, Entry(now, what, staff_id=staff_id))
    if told:
        await outbox.add(conn, *_page(alert, staff_id, now, duty.patience(now)), at=now)


async def _told_again(conn: Connection, patient_id: str, finding: Finding, now: datetime) -> bool:
    """Whether the case of this text and rule is there already. What may be new is that the patient
    cannot be texted after all.
    """
    if finding.reply_id is None:
        return False
    alert_id = await alert_entries.find_case_of(conn, patient_id, finding.reply_id, finding.rule)
    if alert_id is None:
        return False
    case = await alerts.find_locked(conn, alert_id)
    if case and finding.call_now and not case.call_now:
        await _must_call(conn, case, finding, now)
    return True


async def _must_call(conn: Connection, case: Alert, finding: Finding, now: datetime) -> None:
    """Told at once to whose turn it is, unless somebody has the case."""
    case = replace(case, call_now=True)
    await alerts.save(conn, case)
    await alert_entries.add(conn, case.id, _entry("call_now", finding, now))
    event = AlertNeedsCall(patient_id=case.patient_id, alert_id=str(case.id), at=now)
    await outbox.add(conn, event, at=now)
    if case.pages and case.acknowledged is None and case.closed is None:
        await pass_on(conn, case, now)


async def _record(conn: Connection, patient_id: str, finding: Finding, now: datetime) -> None:
    open_cases = await alerts.list_open_of(conn, patient_id)
    case = next((case for case in open_cases if case.takes(finding, now)), None)
    if case is None:
        await _open(conn, patient_id, finding, now)
        return
    await alerts.save(conn, case.join(finding, now))
    await alert_entries.add(conn, case.id, _entry("found", finding, now))
    if finding.call_now and not case.call_now:
        event = AlertNeedsCall(patient_id=patient_id, alert_id=str(case.id), at=now)
        await outbox.add(conn, event, at=now)


async def _open(conn: Connection, patient_id: str, finding: Finding, now: datetime) -> None:
    alert = open_case(new_id(), patient_id, finding, now)
    await alerts.add(conn, alert)
    await alert_entries.add(conn, alert.id, _entry("opened", finding, now))
    await outbox.add(conn, _opened(alert), at=now)
    if alert.pages:
        await pass_on(conn, alert, now)


def _entry(what: str, finding: Finding, now: datetime) -> Entry:
    return Entry(
        now, what, rule=finding.rule, report_id=finding.report_id, reply_id=finding.reply_id
    )


def _opened(alert: Alert) -> AlertOpened:
    return AlertOpened(
        patient_id=alert.patient_id,
        alert_id=str(alert.id),
        grade=alert.grade,
        rule=alert.rule,
        opened_at=alert.opened_at,
        report_id=str(alert.report_id) if alert.report_id else None,
        reply_id=alert.reply_id,
        call_now=alert.call_now,
    )


def _page(
    alert: Alert, staff_id: str, now: datetime, life: timedelta
) -> tuple[AlertPassedOn, StaffTextRequested]:
    return (
        AlertPassedOn(
            patient_id=alert.patient_id,
            alert_id=str(alert.id),
            to_staff_id=staff_id,
            turn=alert.turn,
            at=now,
        ),
        StaffTextRequested(
            patient_id=alert.patient_id,
            request_id=f"alert:{alert.id}:{alert.turn}",
            staff_id=staff_id,
            kind="alert_page",
            alert_id=str(alert.id),
            grade=alert.grade,
            not_before=now,
            not_after=now + life,
        ),
    )
