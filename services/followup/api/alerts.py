"""Cases: what is open, who has seen it, what came of it."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.followup.api.access import CLINICAL, EVERYONE, WORKING, Access
from services.followup.domain.alerts import (
    Alert,
    AlertClosedError,
    AlertTakenError,
    Outcome,
    Signature,
)
from services.followup.handlers.alerts import NoSuchAlertError, acknowledge_alert, close_alert
from services.followup.store import alerts
from shared.auth import Staff
from shared.clock import Clock
from shared.db import Database
from shared.events.alerts import Grade
from shared.http import Problem


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
    acknowledged: SignatureBody | None
    closed: SignatureBody | None
    outcome: Outcome | None


class AlertsBody(BaseModel):
    alerts: list[AlertBody]


class Closing(BaseModel):
    outcome: Outcome


def alerts_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(prefix="/alerts", tags=["alerts"])

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def list_open_alerts() -> AlertsBody:
        async with db.transaction() as conn:
            return AlertsBody(alerts=[_body(alert) for alert in await alerts.list_open(conn)])

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
        acknowledged=_signature(alert.acknowledged),
        closed=_signature(alert.closed),
        outcome=alert.outcome,
    )


def _signature(signature: Signature | None) -> SignatureBody | None:
    if signature is None:
        return None
    return SignatureBody(staff_id=signature.staff_id, name=signature.name, at=signature.at)
