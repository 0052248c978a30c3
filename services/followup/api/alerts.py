"""Cases: what is open, who has seen it, what came of it."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.followup.domain.alerts import (
    Alert,
    AlertClosedError,
    AlertTakenError,
    Outcome,
    Signature,
)
from services.followup.handlers.alerts import (
    NoSuchAlertError,
    acknowledge_alert,
    close_alert,
    see_alert,
)
from services.followup.store import alert_entries, alerts
from services.followup.store.alert_entries import Entry
from shared.auth import Staff
from shared.clock import Clock
from shared.db import Database
from shared.events.alerts import Grade
from shared.http import Problem
from shared.http.access import CLINICAL, EVERYONE, WORKING, Access


class SignatureBody(BaseModel):
    staff_id: str
    name: str
    at: datetime


class AlertBody(BaseModel):
    alert_id: UUID
    patient_id: str
    rule: str
    grade: Grade
    opened_at: datetime
    report_id: UUID | None
    signs: list[str]
    call_now: bool
    acknowledged: SignatureBody | None
    closed: SignatureBody | None
    outcome: Outcome | None


class AlertsBody(BaseModel):
    alerts: list[AlertBody]


class EntryBody(BaseModel):
    at: datetime
    what: str
    rule: str | None
    report_id: UUID | None
    staff_id: str | None
    staff_name: str | None
    outcome: str | None


class CaseBody(BaseModel):
    alert: AlertBody
    history: list[EntryBody]


class Closing(BaseModel):
    outcome: Outcome


def alerts_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(prefix="/alerts", tags=["alerts"])

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def list_open_alerts() -> AlertsBody:
        async with db.transaction() as conn:
            return AlertsBody(alerts=[_body(alert) for alert in await alerts.list_open(conn)])

    @router.get("/{alert_id}", dependencies=[Depends(access.allow(EVERYONE))])
    async def get_case(alert_id: UUID) -> CaseBody:
        async with db.transaction() as conn:
            alert = await alerts.find(conn, alert_id)
            if alert is None:
                raise Problem(404, "no_such_alert", "There is no such alert")
            entries = await alert_entries.list_(conn, alert_id)
        return CaseBody(alert=_body(alert), history=[_entry(entry) for entry in entries])

    @router.post("/{alert_id}/seen")
    async def see(
        alert_id: UUID, staff: Annotated[Staff, Depends(access.allow(EVERYONE))]
    ) -> AlertBody:
        with _refusals():
            async with db.transaction() as conn:
                return _body(await see_alert(conn, alert_id, staff, clock.now()))

    @router.post("/{alert_id}/acknowledge")
    async def acknowledge(
        alert_id: UUID, staff: Annotated[Staff, Depends(access.allow(WORKING))]
    ) -> AlertBody:
        with _refusals():
            async with db.transaction() as conn:
                return _body(await acknowledge_alert(conn, alert_id, staff, clock.now()))

    @router.post("/{alert_id}/close")
    async def close(
        alert_id: UUID,
        closing: Closing,
        staff: Annotated[Staff, Depends(access.allow(CLINICAL))],
    ) -> AlertBody:
        with _refusals():
            async with db.transaction() as conn:
                closed = await close_alert(conn, alert_id, staff, closing.outcome, clock.now())
                return _body(closed)

    return router


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except NoSuchAlertError:
        raise Problem(404, "no_such_alert", "There is no such alert") from None
    except AlertClosedError:
        raise Problem(409, "alert_closed", "This alert is closed already") from None
    except AlertTakenError:
        raise Problem(409, "alert_taken", "Somebody else has acknowledged this alert") from None


def _body(alert: Alert) -> AlertBody:
    return AlertBody(
        alert_id=alert.id,
        patient_id=alert.patient_id,
        rule=alert.rule,
        grade=alert.grade,
        opened_at=alert.opened_at,
        report_id=alert.report_id,
        signs=list(alert.signs),
        call_now=alert.call_now,
        acknowledged=_signature(alert.acknowledged),
        closed=_signature(alert.closed),
        outcome=alert.outcome,
    )


def _entry(entry: Entry) -> EntryBody:
    return EntryBody(
        at=entry.at,
        what=entry.what,
        rule=entry.rule,
        report_id=entry.report_id,
        staff_id=entry.staff_id,
        staff_name=entry.staff_name,
        outcome=entry.outcome,
    )


def _signature(signature: Signature | None) -> SignatureBody | None:
    if signature is None:
        return None
    return SignatureBody(staff_id=signature.staff_id, name=signature.name, at=signature.at)
