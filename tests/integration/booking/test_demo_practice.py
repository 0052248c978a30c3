"""The demo practice: loaded where there is nothing, and taken away without a trace."""

import pytest

from shared.auth import Role
from tests.support.booking import Booking

DEMO = "/staff/v1/demo-practice"


@pytest.fixture
async def nothing(booking: Booking) -> Booking:
    """An installation that nobody has set up yet."""
    async with booking.db.transaction() as conn:
        await conn.execute("truncate practice cascade")
        await conn.execute("update catalogue_revision set revision = revision + 1")
    return booking


async def rows(booking: Booking, table: str) -> int:
    async with booking.db.transaction() as conn:
        cursor = await conn.execute(f"select count(*) from {table}")  # noqa: S608
        [(number,)] = await cursor.fetchall()
    return int(number)


async def test_it_is_loaded_once_and_marked(nothing: Booking) -> None:
    owner = nothing.staff_headers(Role.OWNER)
    before = (await nothing.http.get(DEMO, headers=owner)).json()
    assert (before["in_force"], before["empty"]) == (False, True)
    for _ in range(2):
        assert (await nothing.http.put(DEMO, headers=owner)).status_code == 204
    after = (await nothing.http.get(DEMO, headers=owner)).json()
    assert (after["in_force"], after["empty"]) == (True, False)
    await nothing.booked()


async def test_where_there_is_a_practice_no_demo_is_loaded_and_nothing_removed(
    booking: Booking,
) -> None:
    await booking.booked()
    owner = booking.staff_headers(Role.OWNER)
    assert (await booking.http.put(DEMO, headers=owner)).json()["code"] == "not_empty"
    assert (await booking.http.delete(DEMO, headers=owner)).json()["code"] == "no_demo"
    assert await rows(booking, "appointment") == 1


async def test_its_removal_leaves_no_patient_and_no_visit_and_tells_everybody(
    nothing: Booking,
) -> None:
    owner = nothing.staff_headers(Role.OWNER)
    await nothing.http.put(DEMO, headers=owner)
    await nothing.booked()
    removed = await nothing.http.delete(DEMO, headers=owner)
    assert removed.json() == {"patients": 1}
    for table in ("practice", "location", "treatment", "patient", "appointment", "text_consent"):
        assert await rows(nothing, table) == 0, table
    async with nothing.db.transaction() as conn:
        cursor = await conn.execute("select type from outbox order by position desc limit 2")
        told = [row[0] for row in await cursor.fetchall()]
    assert "meridian.booking.patient_erased.v1" in told
    assert (await nothing.http.get(DEMO, headers=owner)).json()["empty"] is True


async def test_after_its_removal_another_practice_or_the_demo_again_may_be_loaded(
    nothing: Booking,
) -> None:
    owner = nothing.staff_headers(Role.OWNER)
    for _ in range(2):
        assert (await nothing.http.put(DEMO, headers=owner)).status_code == 204
        assert (await nothing.http.delete(DEMO, headers=owner)).status_code == 200


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.FRONT_DESK, Role.READ_ONLY])
async def test_only_the_owner_loads_or_removes_it(nothing: Booking, role: Role) -> None:
    headers = nothing.staff_headers(role)
    assert (await nothing.http.put(DEMO, headers=headers)).status_code == 403
    assert (await nothing.http.delete(DEMO, headers=headers)).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["uncovered", "classes?first=2027-01-11&last=2027-01-12", "visits?date=2027-01-12"],
)
async def test_what_the_desk_looks_at_is_not_there_while_there_is_no_practice(
    nothing: Booking, path: str
) -> None:
    shown = await nothing.http.get(f"/staff/v1/{path}", headers=nothing.staff_headers())
    assert (shown.status_code, shown.json()["code"]) == (404, "no_practice")
