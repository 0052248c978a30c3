"""Two records of one person, over booking's staff API."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from services.booking.domain.merging import UNDO_FOR
from shared.auth import Role
from tests.support.booking import Booking

BORN = "1979-05-02"


async def two_records(booking: Booking, second_born: str = BORN) -> tuple[str, str]:
    """Ana, and Ana again under another spelling of her name."""
    ids = []
    for name, born, at in (("Ana Flores", BORN, "09:00"), ("Anna Flores", second_born, "10:15")):
        starts_at = f"2027-01-12T{at}:00-08:00"
        await booking.booked(name=name, birth_date=born, starts_at=starts_at)
        ids.append(await last_patient(booking))
    return ids[0], ids[1]


async def last_patient(booking: Booking) -> str:
    saved = [event for name, event in await booking.list_events() if "patient_saved" in name]
    return str(saved[-1]["patient_id"])


async def merge(booking: Booking, stays: str, goes: str, role: Role = Role.FRONT_DESK) -> Any:
    return await booking.http.post(
        f"/staff/v1/patients/{stays}/merge",
        json={"merged_id": goes},
        headers=booking.staff_headers(role),
    )


async def undo(booking: Booking, merge_id: str) -> httpx.Response:
    answer: httpx.Response = await booking.http.post(
        f"/staff/v1/merges/{merge_id}/undo", headers=booking.staff_headers()
    )
    return answer


async def names(booking: Booking) -> list[str]:
    return [name for name, _ in await booking.list_events() if "merged" in name]


async def test_s103_merged_and_taken_back_each_is_told_once(booking: Booking) -> None:
    stays, goes = await two_records(booking)
    made = await merge(booking, stays, goes)
    assert made.status_code == 201, made.text
    assert (await undo(booking, made.json()["merge_id"])).status_code == 204
    assert (await undo(booking, made.json()["merge_id"])).status_code == 404
    told = await names(booking)
    assert told == ["patients_merged", "patients_unmerged"]
    assert (await merge(booking, stays, goes)).status_code == 201, "a mistake may be no mistake"


async def test_s103_another_birth_date_is_another_person(booking: Booking) -> None:
    stays, goes = await two_records(booking, second_born="2011-05-02")
    refused = await merge(booking, stays, goes)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_same_person")
    assert await names(booking) == []


async def test_s103_after_thirty_days_a_merge_stays(booking: Booking) -> None:
    made = await merge(booking, *await two_records(booking))
    booking.clock.advance(UNDO_FOR + timedelta(seconds=1))
    late = await undo(booking, made.json()["merge_id"])
    assert (late.status_code, late.json()["code"]) == (409, "too_late")


async def test_two_at_the_desk_who_merge_at_once_make_one_merge(booking: Booking) -> None:
    stays, goes = await two_records(booking)
    answers = await asyncio.gather(
        merge(booking, stays, goes), merge(booking, stays, goes), merge(booking, goes, stays)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert len(await names(booking)) == 1


async def test_nobody_is_merged_with_a_stranger(booking: Booking) -> None:
    stays, _ = await two_records(booking)
    unknown = await merge(booking, stays, "01890a5d-ac96-774b-bcce-b302099a8057")
    assert unknown.status_code == 404
