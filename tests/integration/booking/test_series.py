"""Weekly series: checked whole, saved whole or not at all, changed in part."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.booking import Booking
from tests.support.waiting import list_requests, staff_get, staff_post

ZONE = ZoneInfo("America/Los_Angeles")
FIRST = "2027-01-19T09:30:00-08:00"  # a Tuesday
COMMON = {"treatment": "acupuncture", "practitioner": "chianni-lin"}


async def patient(booking: Booking) -> str:
    """Of somebody with a visit in the past weeks."""
    await booking.booked(name="Bo Chen", phone="310-555-0200", text_consent=True)
    rows = await booking.list_rows("select id::text from patient where name = 'Bo Chen'")
    return str(rows[0]["id"])


async def checked(booking: Booking, patient_id: str, **changes: Any) -> list[dict[str, Any]]:
    asked = {"patient_id": patient_id, "first_at": FIRST, "count": 8, **COMMON, **changes}
    status, answer = await staff_post(booking, "/series/check", **asked)
    assert status == 200, answer
    visits: list[dict[str, Any]] = answer["visits"]
    return visits


async def saved(booking: Booking, patient_id: str, **changes: Any) -> dict[str, Any]:
    times = [visit["starts_at"] for visit in await checked(booking, patient_id, **changes)]
    status, answer = await staff_post(
        booking, "/series", patient_id=patient_id, times=times, **COMMON
    )
    assert status == 201, answer
    series: dict[str, Any] = answer
    return series


def walls(series: dict[str, Any]) -> list[str]:
    starts = [datetime.fromisoformat(v["visit"]["starts_at"]) for v in series["visits"]]
    return [f"{at.astimezone(ZONE):%a %H:%M}" for at in starts]


def statuses(series: dict[str, Any]) -> list[str]:
    return [v["visit"]["status"] for v in series["visits"]]


async def change(
    booking: Booking, series: dict[str, Any], action: str, turn: int, scope: str, **fields: Any
) -> tuple[int, dict[str, Any]]:
    chosen = series["visits"][turn - 1]["visit"]["appointment_id"]
    return await staff_post(
        booking, f"/series/{series['id']}/{action}", appointment_id=chosen, scope=scope, **fields
    )


@pytest.mark.parametrize("first_at", ["2027-02-23T09:30:00-08:00", "2027-10-19T09:30:00-07:00"])
async def test_s13_a_series_over_a_change_of_the_clocks_keeps_its_wall_time(
    booking: Booking, first_at: str
) -> None:
    patient_id = await patient(booking)
    if first_at > "2027-06":
        booking.clock.set(datetime(2027, 10, 1, 16, 0, tzinfo=UTC))
    series = await saved(booking, patient_id, first_at=first_at, count=6)
    assert walls(series) == ["Tue 09:30"] * 6
    offsets = {datetime.fromisoformat(v["visit"]["starts_at"]).hour for v in series["visits"]}
    assert len(offsets) == 2


async def test_s110_a_series_with_two_clashes_saves_nothing_and_shows_the_nearest_times(
    booking: Booking,
) -> None:
    patient_id = await patient(booking)
    for n, day in enumerate(("2027-02-02", "2027-02-23")):
        await booking.booked(
            name=f"Other {'AB'[n]}", phone=f"310-555-030{n}", starts_at=f"{day}T09:30:00-08:00"
        )
    looked = await checked(booking, patient_id)
    assert [n for n, visit in enumerate(looked, 1) if not visit["free"]] == [3, 6]
    times = [visit["starts_at"] for visit in looked]
    before = await booking.count("appointment")
    status, refused = await staff_post(
        booking, "/series", patient_id=patient_id, times=times, **COMMON
    )
    assert (status, refused["code"]) == (409, "series_clash")
    assert [clash["starts_at"] for clash in refused["clashes"]] == [times[2], times[5]]
    assert all(len(clash["nearest"]) == 3 for clash in refused["clashes"])
    assert await booking.count("appointment") == before
    for turn, clash in zip((2, 5), refused["clashes"], strict=True):
        times[turn] = clash["nearest"][0]["starts_at"]
    status, series = await staff_post(
        booking, "/series", patient_id=patient_id, times=times, **COMMON
    )
    assert (status, len(series["visits"])) == (201, 8)


async def test_one_text_tells_of_the_whole_series(booking: Booking) -> None:
    series = await saved(booking, await patient(booking))
    [request] = await list_requests(booking)
    assert (request["kind"], request["values"]["count"]) == ("series_booked", "8")
    booked = [
        e for name, e in await booking.list_events()
        if name == "appointment_booked" and e["visit"]["series_id"] == series["id"]
    ]  # fmt: skip
    assert [e["tell_patient"] for e in booked] == [False] * 8
    told = [e for name, e in await booking.list_events() if name == "series_changed"]
    assert [len(e["visits"]) for e in told] == [8]


async def test_a_series_reaches_beyond_the_horizon_of_online_booking(booking: Booking) -> None:
    series = await saved(booking, await patient(booking), count=20)
    assert len(series["visits"]) == 20


async def test_a_series_asked_for_two_times_with_one_key_is_one(booking: Booking) -> None:
    patient_id = await patient(booking)
    times = [visit["starts_at"] for visit in await checked(booking, patient_id)]
    body = {"patient_id": patient_id, "times": times, **COMMON}
    headers = {**booking.staff_headers(), "Idempotency-Key": "k1"}
    answers = [
        await booking.http.post("/staff/v1/series", json=body, headers=headers) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


async def test_s111_cancelling_this_one_leaves_seven(booking: Booking) -> None:
    series = await saved(booking, await patient(booking))
    status, changed = await change(booking, series, "cancel", 3, "this")
    assert status == 200
    assert statuses(changed).count("booked") == 7
    assert statuses(changed)[2] == "cancelled_by_clinic"


async def test_s111_cancelling_this_and_later_leaves_past_ones_untouched(booking: Booking) -> None:
    series = await saved(booking, await patient(booking))
    booking.clock.set(datetime(2027, 2, 4, 16, 0, tzinfo=UTC))  # three are past
    status, changed = await change(booking, series, "cancel", 5, "later")
    assert (status, statuses(changed)) == (200, ["booked"] * 4 + ["cancelled_by_clinic"] * 4)
    status, changed = await change(booking, changed, "cancel", 4, "all")
    assert statuses(changed) == ["booked"] * 3 + ["cancelled_by_clinic"] * 5
    assert [r["kind"] for r in await list_requests(booking)] == [
        "series_booked",
        "series_cancelled",
    ]
    assert (await change(booking, changed, "cancel", 1, "all"))[0] == 409


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("this", ["Tue 09:30", "Tue 09:30", "Thu 14:00", "Tue 09:30"]),
        ("later", ["Tue 09:30", "Tue 09:30", "Thu 14:00", "Thu 14:00"]),
        ("all", ["Thu 14:00"] * 4),
    ],
)
async def test_s112_a_move_of_visit_three_leaves_as_many_visits_as_before(
    booking: Booking, scope: str, expected: list[str]
) -> None:
    series = await saved(booking, await patient(booking), count=4)
    status, changed = await change(
        booking, series, "move", 3, scope, starts_at="2027-02-04T14:00:00-08:00"
    )
    assert (status, sorted(walls(changed))) == (200, sorted(expected))
    live = await booking.list_rows("select from appointment where live and series_key is not null")
    assert len(live) == 4
    identities = {v["visit"]["appointment_id"] for v in changed["visits"]}
    assert identities == {v["visit"]["appointment_id"] for v in series["visits"]}


async def test_a_series_moves_a_week_on_over_its_own_times(booking: Booking) -> None:
    series = await saved(booking, await patient(booking), count=4)
    status, changed = await change(
        booking, series, "move", 1, "all", starts_at="2027-01-26T09:30:00-08:00"
    )
    assert status == 200, changed
    assert walls(changed) == ["Tue 09:30"] * 4


async def test_a_move_that_clashes_moves_nothing(booking: Booking) -> None:
    series = await saved(booking, await patient(booking), count=4)
    await booking.booked(
        name="Ida Poe", phone="310-555-0777", starts_at="2027-02-04T14:00:00-08:00"
    )
    status, refused = await change(
        booking, series, "move", 2, "all", starts_at="2027-01-28T14:00:00-08:00"
    )
    assert (status, refused["code"]) == (409, "series_clash")
    assert len(refused["clashes"]) == 1
    assert walls(await staff_get(booking, f"/series/{series['id']}")) == ["Tue 09:30"] * 4


async def test_any_practitioner_means_the_one_with_most_of_the_times(booking: Booking) -> None:
    patient_id = await patient(booking)
    await booking.booked(name="Ida Poe", phone="310-555-0777", starts_at=FIRST)
    status, answer = await staff_post(
        booking, "/series/check", patient_id=patient_id, treatment="acupuncture",
        first_at=FIRST, count=4,
    )  # fmt: skip
    assert status == 200
    assert answer["practitioner"] == "mateo-rivera"
    assert all(visit["free"] for visit in answer["visits"])


async def test_a_series_of_nobody_or_into_the_past_is_refused(booking: Booking) -> None:
    times = [FIRST, "2027-01-26T09:30:00-08:00"]
    nobody = "01930b3e-5c7a-7f10-8a5b-112233445500"
    status, _ = await staff_post(booking, "/series", patient_id=nobody, times=times, **COMMON)
    assert status == 404
    patient_id = await patient(booking)
    booking.clock.advance(timedelta(days=30))
    status, refused = await staff_post(
        booking, "/series", patient_id=patient_id, times=times, **COMMON
    )
    assert (status, {c["code"] for c in refused["clashes"]}) == (409, {"notice"})
