"""What every settings page does: show what its owner holds, ask it to change that, on record."""

from collections.abc import Awaitable, Mapping
from typing import Any

from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer, Sent
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Visitor
from services.dashboard.pages.phrases import ANSWER
from services.dashboard.pages.settings.sections import INDEX
from services.dashboard.store import audit, audit_log
from services.dashboard.store.audit import Audited

CHANGED = (
    "Somebody else has saved this meanwhile. What you typed is still here: look at what holds now,"
    " then save again."
)


async def settings_page(
    desk: Desk, visitor: Visitor, name: str, context: Mapping[str, Any], status: int = 200
) -> Response:
    """`names` are those of staff, by id, for "changed by"."""
    async with desk.db.transaction() as conn:
        framed = await frame(desk, conn, visitor, current=INDEX)
        names = {member.id: member.name for member in await audit_log.list_staff(conn)}
    shown = {**framed, "names": names, "problem": "", "errors": {}, "saved": False, **context}
    return page(desk, f"settings/{name}.html", shown, status)


async def save(desk: Desk, visitor: Visitor, sending: Awaitable[Sent], subject: str) -> Sent:
    """`subject` says which setting, for the audit log, with what the owner answered."""
    sent = await sending
    await note(desk, visitor, f"{subject} {sent.answer}")
    return sent


async def note(desk: Desk, visitor: Visitor, subject: str) -> None:
    async with desk.db.transaction() as conn:
        await audit.add(
            conn,
            Audited.SETTING_CHANGED,
            staff_id=visitor.staff.id,
            at=desk.clock.now(),
            subject=subject,
        )


def problem_of(sent: Sent, owner: str) -> str:
    """What went wrong, in words; empty when nothing did."""
    match sent.answer:
        case Answer.DONE:
            return ""
        case Answer.CHANGED:
            return CHANGED
        case Answer.REFUSED if sent.objection:
            return f"{sent.objection}."
    return ANSWER[sent.answer].format(owner=owner)


def saved_at(address: str) -> Response:
    """Back to the page, which then says that it was saved."""
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}saved=yes", 303)
