"""The sink's own JSON, for tests and the demo."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel

from sandbox.mails.faults import FaultKind, Faults
from sandbox.mails.mailbox import Mail, Mailbox

router = APIRouter(prefix="/api")


class MailOut(BaseModel):
    number: int
    received_at: datetime
    recipient: str
    sender: str
    subject: str
    message_id: str
    text: str
    html: str
    calendar: str | None
    stop_link: str


class FaultBody(BaseModel):
    """`recipient` none: any; `times` null: until cleared."""

    kind: FaultKind
    recipient: str | None = None
    times: int | None = 1


class FaultOut(BaseModel):
    id: int
    kind: FaultKind
    recipient: str | None
    remaining: int | None


@router.get("/mails")
async def list_mails(request: Request, to: str | None = None) -> list[MailOut]:
    """In the order they came."""
    mailbox: Mailbox = request.app.state.mailbox
    found = mailbox.list_to(to) if to else mailbox.list_latest()[::-1]
    return [_out(mail) for mail in found]


@router.get("/last")
async def get_last_number(request: Request) -> int:
    mailbox: Mailbox = request.app.state.mailbox
    return mailbox.last_number


@router.get("/faults")
async def list_faults(request: Request) -> list[FaultOut]:
    faults: Faults = request.app.state.faults
    return [FaultOut(**vars(fault)) for fault in faults.waiting]


@router.post("/faults", status_code=201)
async def add_fault(request: Request, body: FaultBody) -> FaultOut:
    faults: Faults = request.app.state.faults
    return FaultOut(**vars(faults.add(body.kind, body.recipient, body.times)))


@router.delete("/faults", status_code=204)
async def clear_faults(request: Request) -> None:
    request.app.state.faults.clear()


@router.delete("/mails", status_code=204)
async def clear_mails(request: Request) -> None:
    request.app.state.mailbox.clear()


def _out(mail: Mail) -> MailOut:
    calendar = mail.calendar
    return MailOut(
        number=mail.number,
        received_at=mail.received_at,
        recipient=mail.recipient,
        sender=mail.sender,
        subject=mail.subject,
        message_id=mail.message_id,
        text=mail.text,
        html=mail.html,
        calendar=calendar.decode() if calendar else None,
        stop_link=mail.stop_link,
    )
