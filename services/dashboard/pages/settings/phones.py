"""Phones of the clinic's own people: who is on call, and who asked to be told of what."""

import re
from collections.abc import Mapping

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, acting, text_of
from services.dashboard.pages.settings.on_call import HERE, on_call_page
from services.dashboard.pages.settings.saving import problem_of, save, saved_at
from services.dashboard.pages.settings.sections import OWNER

NOTICES = ("booked", "moved", "cancelled")
_E164 = re.compile(r"\+[1-9]\d{7,14}")


def phone_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.post(HERE + "/phones")
    async def save_phone(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        staff_id, name, _ = f"{text_of(form, 'who')}||".split("|", 2)
        typed, phone = text_of(form, "phone"), as_e164(text_of(form, "phone"))
        if errors := _errors(staff_id, phone):
            tried = {"who": text_of(form, "who"), "phone": typed}
            return await on_call_page(desk, visitor, None, {"errors": errors, "tried": tried})
        body = {**_wishes(form), "name": name, "phone": phone}
        sending = desk.owners.notify.send(
            f"/staff/v1/team/{staff_id}", body, visitor.staff, method="PUT"
        )
        sent = await save(desk, visitor, sending, f"phone of {staff_id}")
        if problem := problem_of(sent, "Texting"):
            return await on_call_page(desk, visitor, None, {"problem": problem})
        return saved_at(HERE)

    @router.post(HERE + "/phones/{staff_id}/remove")
    async def remove_phone(request: Request, staff_id: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        sending = desk.owners.notify.send(
            f"/staff/v1/team/{staff_id}", {}, visitor.staff, method="DELETE"
        )
        sent = await save(desk, visitor, sending, f"phone of {staff_id} removed")
        if problem := problem_of(sent, "Texting"):
            return await on_call_page(desk, visitor, None, {"problem": problem})
        return saved_at(HERE)

    return router


def as_e164(typed: str) -> str | None:
    """A phone as people write it; without a country, it is a North American one."""
    said = re.sub(r"[^\d+]", "", typed)
    countries = {10: "+1", 11: "+"}
    number = said if said.startswith("+") else countries.get(len(said), "") + said
    return number if _E164.fullmatch(number) else None


def _wishes(form: FormData) -> Mapping[str, object]:
    return {
        "on_call": bool(text_of(form, "alarms")),
        "notices": [notice for notice in NOTICES if text_of(form, f"notice-{notice}")],
    }


def _errors(staff_id: str, phone: str | None) -> dict[str, str]:
    found = {}
    if not staff_id:
        found["who"] = "Choose whose phone it is."
    if phone is None:
        found["phone"] = "Write the number with its area code, such as 310-555-0190."
    return found
