"""python -m services.notify COMMAND: what an operator does to notify by hand."""

from pathlib import Path

from pydantic import BaseModel, Field

from services.notify.store import alarms
from shared.service import Ground


class OnCall(BaseModel):
    name: str
    phone: str = Field(pattern=r"^\+[1-9]\d{7,14}$")


class StaffFile(BaseModel):
    on_call: list[OnCall]


async def load_staff(on: Ground, arguments: list[str]) -> str:
    """Who is texted when an alarm cannot wait; the file replaces what was loaded before."""
    staff = StaffFile.model_validate_json(Path(arguments[0]).read_text("utf-8"))  # noqa: ASYNC240
    async with on.db.transaction() as conn:
        await alarms.replace_on_call(conn, {person.phone: person.name for person in staff.on_call})
    return f"{len(staff.on_call)} on call"
