"""/staff/v1/team: the phones of the clinic's own people, and of what each is told."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from services.notify.api.staff import Body, Desk
from services.notify.store import staff_phones
from services.notify.store.staff_phones import StaffPhone
from shared.auth import Role, Staff
from shared.http import Problem
from shared.http.access import EVERYONE, WORKING

OWNER = frozenset({Role.OWNER})
Notice = Literal["booked", "moved", "cancelled"]


class MemberBody(Body):
    """`notices`: which changes that patients make online they want to be told of."""

    name: str = Field(min_length=1, max_length=100)
    phone: str = Field(pattern=r"^\+[1-9]\d{7,14}$")
    on_call: bool
    notices: list[Notice] = Field(default_factory=list)


class MemberOut(MemberBody):
    staff_id: str


def team_router(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/team", tags=["the clinic's own people"])
    looking, working = desk.access.allow(EVERYONE), desk.access.allow(WORKING)

    @router.get("", dependencies=[Depends(looking)])
    async def list_team() -> list[MemberOut]:
        async with desk.db.transaction() as conn:
            return [MemberOut.model_validate(vars(m)) for m in await staff_phones.list_all(conn)]

    @router.put("/{staff_id}", status_code=204)
    async def save(staff_id: str, body: MemberBody, by: Annotated[Staff, Depends(working)]) -> None:
        """The owner's for everybody; others may change what is their own, but not who is on call."""
        async with desk.db.transaction() as conn:
            known = await staff_phones.find(conn, staff_id)
            if by.role not in OWNER and not _own(by, staff_id, body, known):
                raise Problem(403, "role_may_not", "Your role may not do this")
            member = StaffPhone(staff_id=staff_id, **body.model_dump())
            await staff_phones.save(conn, member, by=by.id, at=desk.clock.now())

    @router.delete("/{staff_id}", status_code=204, dependencies=[Depends(desk.access.allow(OWNER))])
    async def remove(staff_id: str) -> None:
        async with desk.db.transaction() as conn:
            if not await staff_phones.remove(conn, staff_id):
                raise Problem(404, "no_such_phone", "There is no phone of this member of staff")

    return router


def _own(by: Staff, staff_id: str, body: MemberBody, known: StaffPhone | None) -> bool:
    return by.id == staff_id and body.on_call is (known.on_call if known else False)
