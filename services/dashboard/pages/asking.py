"""Asking the owner of the data for a change: once, on record, and until its event is back."""

from collections.abc import Awaitable

from services.dashboard.owners import Answer, Sent
from services.dashboard.pages.answers import COMES_BACK
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor
from services.dashboard.store import audit
from services.dashboard.store.audit import Audited


async def ask_owner(
    desk: Desk,
    asking: Awaitable[Answer],
    *,
    by: Visitor,
    patient_id: str,
    audited: Audited,
    subject: str,
) -> tuple[Answer, bool]:
    """What the owner answered, which is added to `subject` in the audit log, and whether the event
    of the change is back.
    """
    with desk.hub.subscribed(patient_id) as subscriber:
        answer = await asking
        await _write_down(desk, by, patient_id, audited, f"{subject} {answer}")
        shown = answer is Answer.DONE and await subscriber.hears_of_patient(COMES_BACK)
    return answer, shown


async def send_owner(
    desk: Desk,
    sending: Awaitable[Sent],
    *,
    by: Visitor,
    patient_id: str,
    audited: Audited,
    subject: str = "",
) -> Sent:
    """The same, for whoever wants the owner's own words."""
    with desk.hub.subscribed(patient_id) as subscriber:
        sent = await send_unheard(
            desk, sending, by=by, patient_id=patient_id, audited=audited, subject=subject
        )
        if sent.answer is Answer.DONE:
            await subscriber.hears_of_patient(COMES_BACK)
    return sent


async def send_unheard(
    desk: Desk,
    sending: Awaitable[Sent],
    *,
    by: Visitor,
    patient_id: str,
    audited: Audited,
    subject: str = "",
) -> Sent:
    """The same, where the owner tells no event of it: there is nothing to wait for."""
    sent = await sending
    await _write_down(desk, by, patient_id, audited, f"{subject} {sent.answer}".strip())
    return sent


async def _write_down(
    desk: Desk, by: Visitor, patient_id: str, audited: Audited, subject: str
) -> None:
    async with desk.db.transaction() as conn:
        await audit.add(
            conn,
            audited,
            staff_id=by.staff.id,
            at=desk.clock.now(),
            patient_id=patient_id or None,
            subject=subject,
        )
