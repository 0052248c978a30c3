"""An idle desk locks: its page stays as it is behind the question for the password."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.handlers.own_account import is_own_password
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, text_of
from services.dashboard.pages.sign_in import address_of
from services.dashboard.store import audit, staff
from services.dashboard.store.audit import Audited


def locking_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter()

    @router.get("/presence", dependencies=[Depends(gate)], status_code=204)
    async def still_open() -> None:
        """Asked by a page that nobody has touched: perhaps another one of this session was."""

    @router.post("/presence", dependencies=[Depends(gate)], status_code=204)
    async def touched() -> None:
        """Somebody types. Nothing else may have been asked for in the idle time."""

    @router.post("/unlock")
    async def unlock(request: Request) -> Response:
        session, account = await gate.locked_out(request)
        password = text_of(await request.form(), "password")
        now = desk.clock.now()
        right = False
        if not await desk.attempts.exhausted(address_of(request)):
            async with desk.db.transaction() as conn:
                held = await staff.find_for_update(conn, str(account.id)) or account
                right = await is_own_password(conn, desk.passwords, held, password, now)
                if right:
                    await audit.add(conn, Audited.UNLOCKED, staff_id=session.staff_id, at=now)
        if not right:
            await desk.attempts.note_failure(address_of(request))
            return Response(status_code=422, headers={"hx-trigger": "desk-refused"})
        await desk.sessions.unlock(session)
        return Response(status_code=204, headers={"hx-trigger": "desk-unlocked"})

    return router
