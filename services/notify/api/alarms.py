"""/staff/v1/alarms: what is wrong with the service itself, and what was in the last day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.notify.api.staff import Desk
from services.notify.domain.watch import Rule
from services.notify.store import operation_alarms
from shared.http.access import EVERYONE

SHOWN = timedelta(days=1)


class AlarmOut(BaseModel):
    """`value`: the worst so far, beside the `limit`. `cleared_at` none: it is so now."""

    name: str
    says: str
    raised_at: datetime
    cleared_at: datetime | None
    value: float
    limit: float


def alarm_router(desk: Desk, rules: Sequence[Rule]) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/alarms", tags=["operations"])
    by_name = {rule.name: rule for rule in rules}

    @router.get("", dependencies=[Depends(desk.access.allow(EVERYONE))])
    async def list_alarms() -> list[AlarmOut]:
        """The open ones first."""
        async with desk.db.transaction() as conn:
            found = await operation_alarms.list_since(conn, desk.clock.now() - SHOWN)
        return [
            AlarmOut(
                name=alarm.rule,
                says=by_name[alarm.rule].says,
                raised_at=alarm.raised_at,
                cleared_at=alarm.cleared_at,
                value=alarm.value,
                limit=by_name[alarm.rule].limit,
            )
            for alarm in found
            if alarm.rule in by_name  # a rule that is no more has nothing to say
        ]

    return router
