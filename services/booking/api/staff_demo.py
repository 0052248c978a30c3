"""/staff/v1/demo-practice: one call loads it, one takes it away. For the owner alone."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.booking.domain.manage_link import Links
from services.booking.domain.practice_file import PracticeFile
from services.booking.handlers import demo
from services.booking.store import demo_practices
from shared.auth import Role, Staff
from shared.clock import Clock
from shared.db import Database
from shared.http import Problem
from shared.http.access import EVERYONE, Access
from shared.http.problems import refusals

OWNER = frozenset({Role.OWNER})


class DemoOut(BaseModel):
    """`empty`: there is no practice and no patient, so that a demo may be loaded. `practice_name`
    is the neutral one of the first location, whose `time_zone` is IANA's name of it.
    """

    in_force: bool
    empty: bool
    loaded_at: datetime | None
    practice_name: str | None
    time_zone: str | None


class RemovedOut(BaseModel):
    patients: int


def router(
    db: Database, clock: Clock, access: Access, links: Links, file: PracticeFile
) -> APIRouter:
    api = APIRouter(prefix="/staff/v1/demo-practice", tags=["demo practice"])
    owning = access.allow(OWNER)

    @api.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def get_demo() -> DemoOut:
        async with db.transaction() as conn:
            found = await demo_practices.find(conn)
            empty = await demo_practices.is_empty(conn)
            named = await demo_practices.find_named(conn)
        return DemoOut(
            in_force=found is not None,
            empty=empty,
            loaded_at=found.loaded_at if found else None,
            practice_name=named[0] if named else None,
            time_zone=named[1] if named else None,
        )

    @api.put("", status_code=204, responses=refusals(409))
    async def load(staff: Annotated[Staff, Depends(owning)]) -> None:
        """Refused where there is anything already: real data is never mixed with a demo's."""
        try:
            async with db.transaction() as conn:
                await demo.load_demo(conn, links, file, f"staff:{staff.id}", clock.now())
        except demo.NotEmptyError:
            raise Problem(409, "not_empty", "There is a practice here already") from None

    @api.delete("", responses=refusals(404))
    async def remove(staff: Annotated[Staff, Depends(owning)]) -> RemovedOut:
        """All of it: the practice, its visits and every patient, here and in every service."""
        try:
            async with db.transaction() as conn:
                patients = await demo.remove_demo(conn, f"staff:{staff.id}", clock.now())
        except demo.NoDemoError:
            raise Problem(404, "no_demo", "No demo practice is in force") from None
        return RemovedOut(patients=patients)

    return api
