"""What a change of the practice does to booked visits, and who hears of it."""

from tests.integration.booking.test_settings import (
    accepting,
    ask,
    entry,
    hours_of,
    look,
    put,
    rules,
    treatment,
    uncovered,
)
from tests.support.booking import TUESDAY_9, Booking


async def test_shorter_hours_are_not_saved_before_the_visits_they_uncover_were_looked_at(
    booking: Booking,
) -> None:
    visit = await booking.booked(starts_at=TUESDAY_9)
    kept = await booking.booked(
        name="Bo Beta", phone="310-555-0177", starts_at="2027-01-12T10:15:00-08:00"
    )
    hours = await hours_of(booking, "chianni-lin")
    later = [h | {"opens": "10:00:00"} for h in hours["hours"] if "tue" in h["days"]][:1]
    value = {"hours": later, "extra_hours": []}
    before = await look(booking)
    refused = await put(booking, "hours/chianni-lin", value)
    assert (refused.status_code, refused.json()["code"]) == (409, "would_uncover")
    [lost] = refused.json()["visits"]
    assert lost["visit"]["appointment_id"] == visit["id"]
    assert lost["gap"] == "outside_hours"
    assert await look(booking) == before
    assert await uncovered(booking) == []
    events = await booking.list_events()
    accepted = refused.json()["accepted"]
    saved = await put(booking, "hours/chianni-lin", value, accepted=accepted)
    assert saved.status_code == 200, saved.text
    assert await uncovered(booking) == [visit["id"]]
    assert kept["id"] not in await uncovered(booking)
    assert await booking.list_events() == events, "nobody is told anything"
    await booking.act(visit["id"], "keep", version=1, reason="Opens early for it")
    assert await uncovered(booking) == []


async def test_whoever_books_while_the_owner_looks_is_not_lost_unseen(booking: Booking) -> None:
    await booking.booked(starts_at=TUESDAY_9)
    retire = {"version": 0}
    seen = await ask(booking, "practitioners/chianni-lin/retire", retire, method="POST")
    await booking.booked(
        name="Bo Beta", phone="310-555-0177", starts_at="2027-01-12T10:15:00-08:00"
    )
    again = await ask(
        booking,
        "practitioners/chianni-lin/retire",
        retire | {"accepted": seen.json()["accepted"]},
        method="POST",
    )
    assert again.json()["code"] == "would_uncover"
    assert len(again.json()["visits"]) == 2


async def test_visits_of_a_retired_practitioner_are_uncovered_until_somebody_else_has_them(
    booking: Booking,
) -> None:
    visit = await booking.booked(
        starts_at="2027-01-11T13:00:00-08:00",
        treatment="myofascial-release",
        practitioner="mateo-rivera",
    )
    await accepting(booking, "practitioners/mateo-rivera/retire", {"version": 0}, "POST")
    assert await uncovered(booking) == [visit["id"]]
    back = await ask(
        booking, "practitioners/mateo-rivera/bring-back", {"version": 1}, method="POST"
    )
    assert back.status_code == 200, back.text
    assert await uncovered(booking) == []


async def test_s26_new_times_are_offered_for_a_visit_that_the_hours_uncovered(
    booking: Booking,
) -> None:
    visit = await booking.booked(starts_at=TUESDAY_9)
    await accepting(
        booking,
        "hours/chianni-lin",
        {"version": 0, "value": {"hours": [], "extra_hours": []}},
        "PUT",
    )
    offered = await booking.act(visit["id"], "offer-new-times", version=1)
    assert offered.status_code == 202, offered.text


async def test_a_visit_that_staff_put_outside_the_hours_stays_theirs(booking: Booking) -> None:
    """It lacked the hours before: changing them takes nothing from it."""
    headers = booking.staff_headers() | {"Idempotency-Key": "squeeze"}
    squeezed = await booking.http.post(
        "/staff/v1/appointments",
        json={
            "treatment": "acupuncture",
            "practitioner": "chianni-lin",
            "starts_at": "2027-01-12T19:00:00-08:00",
            "patient": {"name": "Ana López", "phone": "310-555-0142"},
            "overrule_reason": "she cannot come earlier",
        },
        headers=headers,
    )
    assert squeezed.status_code == 201, squeezed.text
    hours = await hours_of(booking, "chianni-lin")
    shorter = [h for h in hours["hours"] if h["days"] != ["sat"]]
    saved = await put(booking, "hours/chianni-lin", {"hours": shorter, "extra_hours": []})
    assert saved.status_code == 200, saved.text
    assert await uncovered(booking) == []


async def test_the_others_hear_the_new_phone_and_name_with_every_visit_ahead(
    booking: Booking,
) -> None:
    visit = await booking.booked()
    place = entry(
        await look(booking),
        "locations",
        "santa-monica",
        "name",
        "text_name",
        "phone",
        "address",
        "time_zone",
    )
    changed = place | {"phone": "310-555-0111", "text_name": "Lin Clinic"}
    assert (await put(booking, "locations/santa-monica", changed)).status_code == 200
    name, said = (await booking.list_events())[-1]
    assert name == "appointment_restated"
    assert said["visit"]["appointment_id"] == visit["id"]
    assert said["visit"]["version"] == 2
    assert said["visit"]["location"]["phone"] == "310-555-0111"
    assert said["visit"]["location"]["text_name"] == "Lin Clinic"


async def test_a_change_that_no_visit_speaks_of_is_told_to_nobody(booking: Booking) -> None:
    await booking.booked()
    before = await booking.list_events()
    await put(booking, "practice", await rules(booking, open_visits_cap=3))
    assert await booking.list_events() == before


async def test_a_new_treatment_is_booked_as_soon_as_somebody_gives_it(booking: Booking) -> None:
    value = await treatment(booking, "acupuncture", name="Cupping", minutes=30)
    made = await ask(
        booking,
        "treatments",
        {
            "version": 0,
            "value": value | {"practitioners": ["chianni-lin"]},
            "words": {"es": {"Cupping": "Ventosas"}},
        },
        method="POST",
    )
    assert made.status_code == 201, made.text
    assert made.json()["id"] == "cupping"
    assert (await look(booking))["practice"]["words"]["es"]["Cupping"] == "Ventosas"
    await booking.booked(treatment="cupping", practitioner="chianni-lin")


async def test_what_staff_alone_book_is_not_offered_online(booking: Booking) -> None:
    value = await treatment(booking, "herbal-consultation", online=False)
    assert (await put(booking, "treatments/herbal-consultation", value)).status_code == 200
    offered = await booking.http.get("/api/v1/treatments")
    assert "herbal-consultation" not in [each["id"] for each in offered.json()]
    refused = await booking.book(treatment="herbal-consultation")
    assert refused.status_code == 422, refused.text
    assert "Herbal consultation" not in (await booking.http.get("/")).text


async def test_a_room_that_is_left_out_is_retired_and_its_visits_need_another(
    booking: Booking,
) -> None:
    visit = await booking.booked()
    rows = await booking.list_rows(
        "select r.id from appointment a join room r on r.key = a.room_key"
    )
    rooms = entry(await look(booking), "locations", "santa-monica", "rooms", "equipment")
    rooms["rooms"] = [room for room in rooms["rooms"] if room["id"] != rows[0]["id"]]
    await accepting(booking, "rooms/santa-monica", {"version": 0, "value": rooms}, "PUT")
    assert await uncovered(booking) == [visit["id"]]


async def test_classes_move_and_the_seats_that_were_taken_are_shown(booking: Booking) -> None:
    seat = await booking.booked(
        treatment="qigong-class",
        practitioner="mateo-rivera",
        starts_at="2027-01-12T18:00:00-08:00",
    )
    shown = entry(await look(booking), "practitioners", "mateo-rivera", "classes")
    moved = [c | {"starts": "19:00:00"} if c["days"] == ["tue"] else c for c in shown["classes"]]
    refused = await put(booking, "classes/mateo-rivera", {"classes": moved})
    assert [lost["gap"] for lost in refused.json()["visits"]] == ["class_not_held"]
    assert refused.json()["visits"][0]["visit"]["appointment_id"] == seat["id"]


async def test_a_holiday_that_is_ticked_shows_the_visits_on_it(booking: Booking) -> None:
    visit = await booking.booked(starts_at="2027-01-18T09:00:00-08:00")
    shown = entry(
        await look(booking), "locations", "santa-monica", "holiday_calendar", "closed_holidays"
    )
    shown["closed_holidays"].append("Martin Luther King Jr. Day")
    refused = await put(booking, "holidays/santa-monica", shown)
    assert [lost["gap"] for lost in refused.json()["visits"]] == ["closed_holiday"]
    assert refused.json()["visits"][0]["visit"]["appointment_id"] == visit["id"]
