"""First visits for who is new, follow-ups for who has been here."""

from typing import Any

from tests.support.booking import Booking


async def offered(booking: Booking, **query: str) -> list[str]:
    answer = await booking.http.get("/api/v1/treatments", params=query)
    return [treatment["id"] for treatment in answer.json()]


async def flags_of(booking: Booking) -> list[tuple[str, bool]]:
    """Of each booking in turn: which treatment, and whether staff are told to look."""
    visits: list[dict[str, Any]] = [
        event["visit"]
        for name, event in await booking.list_events()
        if name == "appointment_booked"
    ]
    return [(v["treatment"]["id"], "first_visit" in v["flags"]) for v in visits]


async def test_new_patients_are_shown_first_visits_and_follow_ups_only_behind_a_question(
    booking: Booking,
) -> None:
    page = (await booking.http.get("/")).text
    hidden, shown = page.split("<details")[1].split("</details>")
    assert "Acupuncture, follow-up" in hidden
    assert "Acupuncture, first visit" in shown
    assert "Myofascial release" in shown
    assert '<details class="returning">' in page


async def test_who_comes_from_the_page_of_a_visit_is_shown_follow_ups_and_no_first_visit(
    booking: Booking,
) -> None:
    page = (await booking.http.get("/?last=chianni-lin")).text
    assert '<details class="returning" open>' in page
    assert "Acupuncture, first visit" not in page


async def test_the_api_says_for_whom_a_treatment_is_and_leaves_out_the_others(
    booking: Booking,
) -> None:
    everything = await offered(booking)
    assert {"acupuncture-first-visit", "acupuncture"} <= set(everything)
    new, returning = (
        await offered(booking, patients="new"),
        await offered(booking, patients="returning"),
    )
    assert "acupuncture" not in new
    assert "acupuncture-first-visit" not in returning
    assert "myofascial-release" in {*new} & {*returning}
    wrong = await booking.http.get("/api/v1/treatments", params={"patients": "cats"})
    assert wrong.status_code == 422


async def test_staff_see_a_follow_up_that_somebody_new_has_booked(booking: Booking) -> None:
    await booking.booked()
    await booking.booked(starts_at="2027-01-14T09:00:00-08:00")
    assert await flags_of(booking) == [("acupuncture", True), ("acupuncture", False)]
    visits = await booking.http.get(
        "/staff/v1/visits", params={"date": "2027-01-12"}, headers=booking.staff_headers()
    )
    assert "first_visit" in visits.text


async def test_a_first_visit_of_somebody_new_is_nothing_to_look_at(booking: Booking) -> None:
    await booking.booked(treatment="acupuncture-first-visit")
    assert await flags_of(booking) == [("acupuncture-first-visit", False)]
