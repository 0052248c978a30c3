"""/staff/v1: e-mail, the second channel: how the mail server does, and who may be written to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.notify.api.staff import Desk
from services.notify.domain.mailing import REMINDER
from services.notify.handlers.mail_wishes import NoAddressError, find_mailbox, stop_emails
from services.notify.store import mail_server
from shared.auth import Staff
from shared.http import Problem
from shared.http.access import EVERYONE, WORKING


@dataclass(frozen=True)
class MailServerNamed:
    """As staff may know it; none of it is a secret. `host` none: there is no mail server."""

    host: str | None
    port: int
    security: str
    sender: str


class MailServerOut(BaseModel):
    """`last_error_class`: retry, permanent, configuration (ours to mend) or ambiguous."""

    configured: bool
    host: str | None
    port: int | None
    security: str | None
    sender: str | None
    last_success_at: datetime | None
    last_error_at: datetime | None
    last_error_class: str | None
    last_error_code: str | None


class EmailingOut(BaseModel):
    """`why_not` is there when no e-mail about the patient's latest visit may go."""

    may_email: bool
    why_not: str | None
    reminders: bool
    address: str | None


def email_router(desk: Desk, server: MailServerNamed) -> APIRouter:
    router = APIRouter(prefix="/staff/v1", tags=["e-mail"])
    looking, working = desk.access.allow(EVERYONE), desk.access.allow(WORKING)

    @router.get("/email", dependencies=[Depends(looking)])
    async def get_mail_server() -> MailServerOut:
        async with desk.db.transaction() as conn:
            stands = await mail_server.get(conn)
        on = server.host is not None
        return MailServerOut(
            configured=on,
            host=server.host,
            port=server.port if on else None,
            security=server.security if on else None,
            sender=server.sender if on else None,
            **vars(stands),
        )

    @router.get("/patients/{patient_id}/emailing", dependencies=[Depends(looking)])
    async def get_emailing(patient_id: str) -> EmailingOut:
        """Whether an e-mail would go where no text can."""
        async with desk.db.transaction() as conn:
            mailbox = await find_mailbox(conn, patient_id)
        if mailbox is None or server.host is None:
            lacking = "no_email_consent" if server.host else "email_off"
            return EmailingOut(may_email=False, why_not=lacking, reminders=False, address=None)
        why_not = mailbox.why_not("confirmation")
        return EmailingOut(
            may_email=why_not is None,
            why_not=why_not,
            reminders=mailbox.why_not(REMINDER) is None,
            address=mailbox.address,
        )

    @router.post("/patients/{patient_id}/emailing/stop", status_code=204)
    async def stop(patient_id: str, by: Annotated[Staff, Depends(working)]) -> None:
        """Said at the desk or on the phone: it counts from now on."""
        try:
            async with desk.db.transaction() as conn:
                await stop_emails(conn, patient_id, by=by.id, now=desk.clock.now())
        except NoAddressError:
            raise Problem(404, "no_address", "There is no e-mail address of this patient") from None

    return router
