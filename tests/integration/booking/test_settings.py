"""The owner changes the practice: by version, seen beforehand, written down and told."""

from typing import Any

import httpx
import pytest

from shared.auth import Role
from tests.support.booking import Booking

TITLE = "Doctor of Acupuncture & Oriental Medicine"


async def look(booking: Booking) -> dict[str, Any]:
    shown = await booking.http.get(
        "/staff/v1/settings", headers=booking.staff_headers(Role.READ_ONLY)
    )
    assert shown.status_code == 200, shown.text
    answer: dict[str, Any] = shown.json()
    return answer


async def ask(
    booking: Booking,
    path: str,
    body: dict[str, Any],
    *,
    method: str = "PUT",
    role: Role = Role.OWNER,
) -> httpx.Response:
    return await booking.http.request(
        method, f"/staff/v1/settings/{path}", json=body, headers=booking.staff_headers(role)
    )


async def put(
    booking: Booking, path: str, value: dict[str, Any], version: int = 0, **more: Any
) -> httpx.Response:
    return await ask(booking, path, {"version": version, "value": value, **more})


def entry(shown: dict[str, Any], among: str, of: str, *fields: str) -> dict[str, Any]:
    found = next(each for each in shown["practice"][among] if each["id"] == of)
    return {name: found[name] for name in fields}


async def rules(booking: Booking, **changes: Any) -> dict[str, Any]:
    practice = (await look(booking))["practice"]
    own = (
        "name",
        "cancel_notice_hours",
        "open_visits_cap",
        "prove_phones",
        "late_cancel_uses_credit",
        "no_show_uses_credit",
        "recall_after_weeks",
    )
    return {name: practice[name] for name in own} | changes


async def hours_of(booking: Booking, who: str) -> dict[str, Any]:
    return entry(await look(booking), "practitioners", who, "hours", "extra_hours")


async def treatment(booking: Booking, of: str, **changes: Any) -> dict[str, Any]:
    shown = await look(booking)
    found = next(each for each in shown["practice"]["treatments"] if each["id"] == of)
    return {name: value for name, value in found.items() if name != "id"} | changes


async def uncovered(booking: Booking) -> list[str]:
    listed = await booking.http.get("/staff/v1/uncovered", headers=booking.staff_headers())
    return [each["visit"]["appointment_id"] for each in listed.json()]


async def accepting(booking: Booking, path: str, body: dict[str, Any], method: str) -> None:
    refused = await ask(booking, path, body, method=method)
    assert refused.json()["code"] == "would_uncover", refused.text
    body = body | {"accepted": refused.json()["accepted"]}
    saved = await ask(booking, path, body, method=method)
    assert saved.status_code == 200, saved.text


async def test_a_saved_rule_holds_at_once_and_has_a_version(booking: Booking) -> None:
    saved = await put(booking, "practice", await rules(booking, cancel_notice_hours=48))
    assert saved.json() == {"id": None, "version": 1}
    shown = await look(booking)
    assert shown["practice"]["cancel_notice_hours"] == 48
    assert shown["versions"] == {"practice": 1}


async def test_the_second_of_two_owners_is_told_that_it_has_changed(booking: Booking) -> None:
    body = await rules(booking)
    assert (await put(booking, "practice", body | {"name": "One"})).status_code == 200
    late = await put(booking, "practice", body | {"name": "Two"})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert (await look(booking))["practice"]["name"] == "One"
    assert (await put(booking, "practice", body | {"name": "Two"}, version=1)).status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER}))
async def test_nobody_but_an_owner_changes_the_practice(booking: Booking, role: Role) -> None:
    body = {"version": 0, "value": await rules(booking)}
    assert (await ask(booking, "practice", body, role=role)).status_code == 403


async def test_every_change_is_kept_with_who_made_it_and_what_it_was(booking: Booking) -> None:
    await put(booking, "practice", await rules(booking, cancel_notice_hours=48))
    history = await booking.http.get(
        "/staff/v1/settings/history", headers=booking.staff_headers(Role.OWNER)
    )
    [line] = history.json()
    assert (line["part"], line["version"], line["actor"]) == ("practice", 1, "staff:s1")
    assert (line["before"]["cancel_notice_hours"], line["after"]["cancel_notice_hours"]) == (24, 48)


@pytest.mark.parametrize(
    ("path", "changes", "field", "code"),
    [
        (
            "practice",
            {"cancel_notice_hours": -1},
            "value.cancel_notice_hours",
            "greater_than_equal",
        ),
        ("practice", {"name": " "}, "value.name", "string_too_short"),
        ("locations/santa-monica", {"phone": "12"}, "value.phone", "value_error"),
        ("locations/santa-monica", {"time_zone": "Mars/Base"}, "value.time_zone", "value_error"),
        ("locations/santa-monica", {"text_name": "Клиника"}, "value.text_name", None),
        ("treatments/acupuncture", {"minutes": 0}, "value.minutes", "greater_than"),
        ("treatments/acupuncture", {"room_kind": "attic"}, "room_kind", "unknown_room_kind"),
        ("treatments/acupuncture", {"equipment_kind": "laser"}, "equipment_kind", None),
        ("practitioners/chianni-lin", {"treatments": ["x"]}, "treatments", "unknown_treatment"),
        ("holidays/santa-monica", {"closed_holidays": ["Moon Day"]}, "value", "unknown_holiday"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field_and_changes_nothing(
    booking: Booking, path: str, changes: dict[str, Any], field: str, code: str | None
) -> None:
    before = await look(booking)
    value = {
        "practice": await rules(booking),
        "locations": entry(
            before,
            "locations",
            "santa-monica",
            "name",
            "text_name",
            "phone",
            "address",
            "time_zone",
        ),
        "holidays": entry(
            before, "locations", "santa-monica", "holiday_calendar", "closed_holidays"
        ),
        "treatments": await treatment(booking, "acupuncture"),
        "practitioners": entry(
            before, "practitioners", "chianni-lin", "name", "title", "treatments"
        ),
    }[path.split("/")[0]]
    refused = await put(booking, path, value | changes)
    assert refused.status_code == 422, refused.text
    [error] = refused.json()["errors"]
    assert error["field"] == field
    assert code in {None, error["code"]}
    assert await look(booking) == before
