"""Visits bought ahead: each one is used once, and given back when the clinic cancels."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.support.booking import Booking, demo_practice
from tests.support.waiting import staff_get, staff_post

REASON = "called an hour before"


async def bought(booking: Booking, visits: int = 8, **fields: Any) -> tuple[str, dict[str, Any]]:
    """The patient's id and a visit of theirs, beside a package."""
    visit = await booking.booked()
    patient_id = (await booking.list_rows("select id::text from patient"))[0]["id"]
    body = {"patient_id": patient_id, "treatments": ["acupuncture"], "visits": visits, **fields}
    status, answer = await staff_post(booking, "/packages", **body)
    assert (status, answer["left"]) == (201, visits)
    return patient_id, visit


async def package(booking: Booking, patient_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await staff_get(booking, f"/patients/{patient_id}/packages"))[0]
    return found


async def ledger(booking: Booking, patient_id: str) -> list[tuple[str, int]]:
    lines = (await package(booking, patient_id))["ledger"]
    return [(line["cause"], line["balance"]) for line in lines]


async def test_s113_a_visit_that_took_place_uses_a_credit_and_taking_it_back_returns_it(
    booking: Booking,
) -> None:
    patient_id, visit = await bought(booking)
    booking.clock.advance(timedelta(hours=26))
    await booking.act(visit["id"], "complete")
    assert await ledger(booking, patient_id) == [("bought", 8), ("used", 7)]
    await booking.act(visit["id"], "undo")
    await booking.act(visit["id"], "cancel", reason="the practitioner fell ill")
    assert await ledger(booking, patient_id) == [("bought", 8), ("used", 7), ("given_back", 8)]


async def test_s113_a_visit_the_clinic_cancels_costs_nothing(booking: Booking) -> None:
    patient_id, visit = await bought(booking)
    booking.clock.advance(timedelta(hours=20))  # late, but not the patient's doing
    await booking.act(visit["id"], "cancel")
    assert (await package(booking, patient_id))["left"] == 8


@pytest.mark.parametrize(("uses", "left"), [(True, 7), (False, 8)])
async def test_s113_a_late_cancel_by_the_patient_follows_the_practices_rule(
    booking: Booking, uses: bool, left: int
) -> None:
    await booking.load(demo_practice().model_copy(update={"late_cancel_uses_credit": uses}))
    patient_id, visit = await bought(booking)
    booking.clock.advance(timedelta(hours=20))
    cancelled = await booking.act(visit["id"], "cancel-for-patient", reason=REASON)
    assert cancelled.json()["visit"]["status"] == "cancelled_by_patient"
    found = await package(booking, patient_id)
    assert (found["left"], found["late_cancel_uses_credit"]) == (left, uses)
    if uses:
        assert (found["ledger"][-1]["cause"], found["ledger"][-1]["reason"]) == (
            "late_cancel", REASON,
        )  # fmt: skip


async def test_s113_a_cancel_in_time_costs_nothing(booking: Booking) -> None:
    patient_id, visit = await bought(booking)
    await booking.act(visit["id"], "cancel-for-patient", reason=REASON)
    assert (await package(booking, patient_id))["left"] == 8


@pytest.mark.parametrize(("uses", "left"), [(True, 7), (False, 8)])
async def test_a_missed_visit_follows_the_practices_rule(
    booking: Booking, uses: bool, left: int
) -> None:
    await booking.load(demo_practice().model_copy(update={"no_show_uses_credit": uses}))
    patient_id, visit = await bought(booking)
    booking.clock.advance(timedelta(hours=26))
    await booking.act(visit["id"], "no-show")
    assert (await package(booking, patient_id))["left"] == left


@pytest.mark.parametrize(
    "other", [{"treatments": ["myofascial-release"]}, {"expires_on": "2027-01-11"}]
)
async def test_a_package_for_something_else_or_past_its_last_day_is_not_used(
    booking: Booking, other: dict[str, Any]
) -> None:
    patient_id, visit = await bought(booking, **other)
    booking.clock.advance(timedelta(hours=26))
    await booking.act(visit["id"], "complete")
    assert (await package(booking, patient_id))["left"] == 8


async def test_the_package_that_ends_first_is_used_first(booking: Booking) -> None:
    patient_id, visit = await bought(booking)
    body = {"patient_id": patient_id, "treatments": ["acupuncture"], "visits": 4}
    await staff_post(booking, "/packages", **body, expires_on="2027-03-31")
    booking.clock.advance(timedelta(hours=26))
    await booking.act(visit["id"], "complete")
    found = await staff_get(booking, f"/patients/{patient_id}/packages")
    assert [(p["bought"], p["left"]) for p in found] == [(4, 3), (8, 8)]


async def test_the_balance_falls_below_zero_only_by_an_override_with_its_reason(
    booking: Booking,
) -> None:
    patient_id, _ = await bought(booking, visits=1)
    path = f"/packages/{(await package(booking, patient_id))['id']}/correct"
    status, refused = await staff_post(booking, path, credits=-2, reason="two of last year")
    assert (status, refused["code"]) == (409, "not_enough")
    status, changed = await staff_post(
        booking, path, credits=-2, reason="two of last year", overrule=True
    )
    assert (status, changed["left"]) == (200, -1)
    assert changed["ledger"][-1]["overruled"]
    assert changed["ledger"][-1]["reason"] == "two of last year"


@pytest.mark.parametrize(
    "statement",
    [
        "update package_ledger set credits = 5 returning line",
        "delete from package_ledger returning line",
        """insert into package_ledger (package_key, line, credits, balance, cause, actor, at)
           select key, 2, -9, -1, 'used', 'nobody', bought_at from package returning line""",
    ],
)
async def test_the_ledger_refuses_what_was_never_so(booking: Booking, statement: str) -> None:
    await bought(booking)
    with pytest.raises(psycopg.Error):
        await booking.list_rows(statement)


async def test_every_line_is_told(booking: Booking) -> None:
    _, visit = await bought(booking)
    booking.clock.advance(timedelta(hours=26))
    await booking.act(visit["id"], "complete")
    told = [e for name, e in await booking.list_events() if name == "package_changed"]
    assert [(e["version"], e["credits"], e["left"], e["cause"]) for e in told] == [
        (1, 8, 8, "bought"), (2, -1, 7, "used"),
    ]  # fmt: skip
    assert told[1]["appointment_id"] == visit["id"]


async def test_a_package_that_is_sent_twice_is_sold_once(booking: Booking) -> None:
    patient_id, _ = await bought(booking)
    body = {
        "package_id": "0195d7a0-0000-7000-8000-000000000077",
        "patient_id": patient_id,
        "treatments": ["acupuncture"],
        "visits": 5,
    }
    first = await staff_post(booking, "/packages", **body)
    assert first == await staff_post(booking, "/packages", **body)
    assert first[0] == 201
    assert await booking.count("package") == 2


async def test_s102_a_correction_of_a_ledger_that_has_grown_is_refused(booking: Booking) -> None:
    patient_id, _ = await bought(booking)
    path = f"/packages/{(await package(booking, patient_id))['id']}/correct"
    seen = {"version": 1, "credits": -1, "reason": REASON}
    assert (await staff_post(booking, path, **seen))[0] == 200
    status, problem = await staff_post(booking, path, **seen)
    assert (status, problem["code"]) == (409, "changed_meanwhile")
    assert await ledger(booking, patient_id) == [("bought", 8), ("corrected", 7)]
