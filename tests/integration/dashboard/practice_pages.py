"""Filling in the settings' forms as a browser without a script does."""

from typing import Any

import httpx

from shared.auth import Role
from tests.integration.dashboard.browser import Visitor
from tests.support.booking import Booking
from tests.support.forms import Fields, fields_of


async def look(practice: Booking) -> dict[str, Any]:
    shown = await practice.http.get(
        "/staff/v1/settings", headers=practice.staff_headers(Role.OWNER)
    )
    answer: dict[str, Any] = shown.json()["practice"]
    return answer


async def uncovered(practice: Booking) -> list[str]:
    listed = await practice.http.get("/staff/v1/uncovered", headers=practice.staff_headers())
    return [each["visit"]["appointment_id"] for each in listed.json()]


async def opened(wei: Visitor, path: str, action: str = "") -> Fields:
    page = await wei.get(path)
    assert page.status_code == 200, page.text
    return fields_of(page.text, action or path)


async def send(wei: Visitor, path: str, fields: Fields, **changes: str) -> httpx.Response:
    data: dict[str, Any] = fields | {
        name.replace("__", "-"): value for name, value in changes.items()
    }
    return await wei.client.post(path, data=data)
