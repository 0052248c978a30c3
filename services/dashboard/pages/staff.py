"""Who works here and what they may do; for the owner."""

from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.domain.staff_changes import LastOwnerError, OwnAccountError
from services.dashboard.handlers import staff_changes
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.sections import INDEX, OWNER
from services.dashboard.store import audit, staff
from services.dashboard.store.audit import Audited
from services.dashboard.store.staff import EmailTakenError
from shared.auth import Role

REFUSED = {
    LastOwnerError: "There must be another owner first.",
    OwnAccountError: "Another owner has to do this: it is your own account.",
}


def staff_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/staff")
    async def show(request: Request) -> Response:
        return await staff_page(desk, await acting(desk, request, OWNER))

    @router.post("/staff")
    async def add(request: Request) -> Response:
        visitor, sent = await acting(desk, request, OWNER), await request.form()
        name, email = text_of(sent, "name").strip(), text_of(sent, "email").strip()
        errors = _errors(name, email, text_of(sent, "role"))
        if errors:
            return await staff_page(desk, visitor, errors=errors, name=name, email=email)
        try:
            async with desk.db.transaction() as conn:
                password = await staff_changes.add_member(
                    conn,
                    desk.passwords,
                    name=name,
                    email=email,
                    role=Role(text_of(sent, "role")),
                    by=visitor.staff,
                    now=desk.clock.now(),
                )
        except EmailTakenError:
            taken = {"email": "There is an account with this address already."}
            return await staff_page(desk, visitor, errors=taken, name=name, email=email)
        return await staff_page(desk, visitor, given=(name, password))

    _add_changes(router, desk)
    return router


def _add_changes(router: APIRouter, desk: Desk) -> None:
    @router.post("/staff/{staff_id}/role")
    async def change_role(request: Request, staff_id: UUID) -> Response:
        visitor, sent = await acting(desk, request, OWNER), await request.form()
        role = text_of(sent, "role")
        if role not in set(Role):
            return await staff_page(desk, visitor, problem="Choose a role.")
        try:
            async with desk.db.transaction() as conn:
                await staff_changes.change_role(
                    conn, staff_id, Role(role), by=visitor.staff, now=desk.clock.now()
                )
        except LastOwnerError as error:
            return await staff_page(desk, visitor, problem=REFUSED[type(error)])
        return RedirectResponse("/staff", 303)

    @router.post("/staff/{staff_id}/deactivate")
    async def deactivate(request: Request, staff_id: UUID) -> Response:
        visitor = await acting(desk, request, OWNER)
        try:
            async with desk.db.transaction() as conn:
                await staff_changes.deactivate(
                    conn, staff_id, by=visitor.staff, now=desk.clock.now()
                )
        except (LastOwnerError, OwnAccountError) as error:
            return await staff_page(desk, visitor, problem=REFUSED[type(error)])
        await desk.sessions.end_all(str(staff_id))
        return RedirectResponse("/staff", 303)

    @router.post("/staff/{staff_id}/reactivate")
    async def reactivate(request: Request, staff_id: UUID) -> Response:
        visitor = await acting(desk, request, OWNER)
        async with desk.db.transaction() as conn:
            await staff_changes.reactivate(conn, staff_id, by=visitor.staff, now=desk.clock.now())
        return RedirectResponse("/staff", 303)

    @router.post("/staff/{staff_id}/reset-password")
    async def reset_password(request: Request, staff_id: UUID) -> Response:
        visitor = await acting(desk, request, OWNER)
        async with desk.db.transaction() as conn:
            account = await staff.find_for_update(conn, str(staff_id))
            if account is None:
                return RedirectResponse("/staff", 303)
            password = await staff_changes.reset_password(
                conn, desk.passwords, staff_id, by=visitor.staff, now=desk.clock.now()
            )
        await desk.sessions.end_all(str(staff_id))
        return await staff_page(desk, visitor, given=(account.name, password))

    @router.post("/staff/{staff_id}/reset-second-factor")
    async def reset_second_factor(request: Request, staff_id: UUID) -> Response:
        visitor = await acting(desk, request, OWNER)
        async with desk.db.transaction() as conn:
            await staff_changes.reset_second_factor(
                conn, staff_id, by=visitor.staff, now=desk.clock.now()
            )
        await desk.sessions.end_all(str(staff_id))
        return RedirectResponse("/staff", 303)


async def staff_page(
    desk: Desk,
    visitor: Visitor,
    *,
    errors: dict[str, str] | None = None,
    problem: str = "",
    given: tuple[str, str] | None = None,
    name: str = "",
    email: str = "",
) -> Response:
    """`given`: whose new password is shown, this once."""
    async with desk.db.transaction() as conn:
        at = desk.clock.now()
        await audit.add(conn, Audited.STAFF_VIEWED, staff_id=visitor.staff.id, at=at)
        context = {
            **await frame(desk, conn, visitor, current=INDEX),
            "members": await staff.list_all(conn),
            "roles": list(Role),
            "errors": errors or {},
            "problem": problem,
            "given": given,
            "name": name,
            "email": email,
        }
    return page(desk, "staff.html", context, 422 if errors or problem else 200)


def _errors(name: str, email: str, role: str) -> dict[str, str]:
    found = {}
    if not name:
        found["name"] = "Say who it is."
    if "@" not in email:
        found["email"] = "An e-mail address has an @."
    if role not in set(Role):
        found["role"] = "Choose a role."
    return found
