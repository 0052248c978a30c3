"""/staff/v1/carrier: how texting is connected, and by which rules it goes. No secret is shown."""

from dataclasses import dataclass
from datetime import datetime, time

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.notify.api.staff import Desk
from services.notify.domain.decision import MOST_A_DAY, MOST_A_WEEK
from services.notify.domain.quiet_hours import Week
from services.notify.settings import NotifySettings
from services.notify.store import carrier_signs
from services.notify.store.carrier_signs import Signs
from shared.auth import Role

OWNER = frozenset({Role.OWNER})
# Without it the carrier does not ask again when a webhook was not answered.
ASK_AGAIN = "#rc=3&rp=ct,rt,5xx"


@dataclass(frozen=True)
class Line:
    """`hours` are those of the clinic's own jurisdiction."""

    settings: NotifySettings
    hours: Week


class HoursOut(BaseModel):
    weekday: int
    opens: time
    closes: time


class RulesOut(BaseModel):
    """`allowed_phones` none: everybody may be texted."""

    jurisdiction: str
    time_zone: str
    hours: list[HoursOut]
    most_a_day: int
    most_a_week: int
    allowed_phones: list[str] | None
    segments_a_second: float


class CarrierOut(BaseModel):
    """`account` is shortened; of the token only whether there is one."""

    simulated: bool
    account: str
    token_present: bool
    next_token_present: bool
    sender: str
    inbound_url: str
    fallback_url: str
    status_url: str
    last_inbound_at: datetime | None
    last_status_at: datetime | None
    last_accepted_at: datetime | None
    last_refused_at: datetime | None
    last_error_code: str | None
    rules: RulesOut


def carrier_router(desk: Desk, line: Line) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/carrier", tags=["carrier"])

    @router.get("", dependencies=[Depends(desk.access.allow(OWNER))])
    async def get_carrier() -> CarrierOut:
        async with desk.db.transaction() as conn:
            return _shown(line, await carrier_signs.get(conn))

    return router


def _shown(line: Line, signs: Signs) -> CarrierOut:
    settings = line.settings
    address = f"{settings.public_url.rstrip('/')}/twilio"
    return CarrierOut(
        simulated=bool(settings.twilio_api_url),
        account=_shortened(settings.twilio_account_sid),
        token_present=bool(settings.twilio_auth_token.get_secret_value()),
        next_token_present=settings.twilio_next_auth_token is not None,
        sender=settings.twilio_sender,
        inbound_url=f"{address}/inbound{ASK_AGAIN}",
        fallback_url=f"{address}/fallback",
        status_url=f"{address}/status",
        **vars(signs),
        rules=_rules(line),
    )


def _rules(line: Line) -> RulesOut:
    settings = line.settings
    return RulesOut(
        jurisdiction=settings.jurisdiction,
        time_zone=settings.time_zone,
        hours=_hours(line.hours),
        most_a_day=MOST_A_DAY,
        most_a_week=MOST_A_WEEK,
        allowed_phones=settings.allowed_patterns,
        segments_a_second=settings.segments_a_second,
    )


def _hours(week: Week) -> list[HoursOut]:
    return [HoursOut(weekday=day, opens=o, closes=c) for day, (o, c) in sorted(week.items())]


def _shortened(sid: str) -> str:
    return f"{sid[:4]}…{sid[-4:]}"
