"""python -m services.notify COMMAND: what an operator does to notify by hand."""

from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, Field

from services.notify.domain.text import Text
from services.notify.store import books, callbacks, restores, staff_phones, switches, texts
from services.notify.store.staff_phones import StaffPhone
from services.notify.texts import Texts
from shared.commands import Command, UsageError, one_of
from shared.service import Ground


class OnCall(BaseModel):
    """`id`: of the account in the dashboard, where there is one."""

    id: str
    name: str
    phone: str = Field(pattern=r"^\+[1-9]\d{7,14}$")


class StaffFile(BaseModel):
    on_call: list[OnCall]


by_time = itemgetter(0)


async def switch(on: Ground, arguments: list[str]) -> str:
    """Off holds texts until they are of no more use; a dry run retires them."""
    match arguments:
        case [kind, _] if not Texts.load().knows(kind):
            raise UsageError(f"{kind} is no kind of text")
        case [kind, "on"]:
            async with on.db.transaction() as conn:
                await switches.clear_kind(conn, kind)
                conn.wake(texts.BELL)
        case [kind, "off" | "dry-run" as state]:
            async with on.db.transaction() as conn:
                await switches.set_kind(
                    conn, kind, state.replace("-", "_"), "operator", on.clock.now()
                )
        case _:
            raise UsageError("a kind of text is needed, and on, off or dry-run")
    return f"{arguments[0]} is {arguments[1]}"


async def show_text(on: Ground, arguments: list[str]) -> str:
    """What one text is, every move of it and every report on it, without its words."""
    asked = one_of(arguments, "TEXT_ID")
    try:
        text_id = UUID(asked)
    except ValueError:
        raise UsageError(f"{asked} is no text's id") from None
    async with on.db.transaction() as conn:
        text = await texts.find(conn, text_id)
        if text is None:
            return "there is no such text"
        moves = await texts.list_history(conn, text_id)
        reports = await callbacks.list_for_text(conn, text_id)
    lines = [(at, f"{state:<10} {why or ''}") for at, state, why in moves]
    lines += [(r.received_at, f"carrier: {r.status} {r.error_code or ''}") for r in reports]
    said = [f"{at:%Y-%m-%d %H:%M:%S}Z  {line}".rstrip() for at, line in sorted(lines, key=by_time)]
    return "\n".join([*_describe(text), *said])


def _describe(text: Text) -> list[str]:
    facts = {
        "text": text.text_id,
        "kind": text.kind,
        "state": text.state,
        "patient": text.patient_id,
        "visit": text.appointment_id and f"{text.appointment_id} v{text.appointment_version}",
        "asked for as": text.request_id,
        "answers": text.in_reply_to,
        "due": f"{text.due_at:%Y-%m-%d %H:%M:%S}Z, of use until {text.expires_at:%Y-%m-%d %H:%M:%S}Z",
        "attempts": text.attempts,
        "at the carrier": text.sid and f"{text.sid} {text.carrier_status}",
        "error": text.error_code,
        "segments": text.segments,
        "written with": text.template,
    }
    return [f"{name}: {value}" for name, value in facts.items() if value]


async def show_expired(on: Ground, arguments: list[str]) -> str:
    """Texts that came too late to be of use in the last 24 hours, or so many."""
    hours = _hours(one_of(arguments or ["24"], "a number of hours"))
    async with on.db.transaction() as conn:
        late = await books.list_expired(conn, on.clock.now() - timedelta(hours=hours))
    lines = [
        f"{t.expired_at:%Y-%m-%d %H:%M:%S}Z  {t.kind:<20} {t.text_id}  due"
        f" {t.due_at:%Y-%m-%d %H:%M}Z  {t.why or ''}".rstrip()
        for t in late
    ]
    return "\n".join([*lines, f"{len(late)} expired"])


def _hours(text: str) -> int:
    """Raises UsageError."""
    if not text.isdecimal():
        raise UsageError(f"{text} is no number of hours")
    return int(text)


async def hold(on: Ground, _: list[str]) -> str:
    """After a restore that was not noticed by itself."""
    async with on.db.transaction() as conn:
        await restores.hold(conn, on.clock.now())
        return _count(await restores.list_held(conn), "held")


async def release(on: Ground, _: list[str]) -> str:
    """What is held goes, as far as it is still true and of use."""
    async with on.db.transaction() as conn:
        held = await restores.list_held(conn)
        await restores.hold(conn, None)
        conn.wake(texts.BELL)
    return _count(held, "released")


def _count(kinds: list[tuple[str, int]], what: str) -> str:
    return "\n".join(f"{what}: {count} {kind}" for kind, count in kinds) or f"nothing {what}"


async def load_staff(on: Ground, arguments: list[str]) -> str:
    """`{"on_call": [{"id", "name", "phone"}]}`: who is texted when an alarm cannot wait. Nobody else
    is on call then.
    """
    file = Path(one_of(arguments, "FILE"))
    staff = StaffFile.model_validate_json(file.read_text("utf-8"))  # noqa: ASYNC240
    async with on.db.transaction() as conn:
        await staff_phones.replace_on_call(
            conn,
            [StaffPhone(p.id, p.name, p.phone, True, []) for p in staff.on_call],
            at=on.clock.now(),
        )
    return f"{len(staff.on_call)} on call"


COMMANDS = {
    "load-staff": Command(load_staff, "FILE", "who is on call, from a file; nobody else is then"),
    "switch": Command(
        switch, "KIND on|off|dry-run", "hold a kind of text, only write it down, or let it go"
    ),
    "show-text": Command(show_text, "TEXT_ID", "one text's whole history, without its words"),
    "expired": Command(show_expired, "[HOURS]", "what came too late to be of use; call them"),
    "hold": Command(hold, "", "after a restore: hold all that was due by now"),
    "release": Command(release, "", "what is held goes, as far as it is still true and of use"),
}
