"""Whom a patient saw last comes first when they book again."""

from tests.support.booking import TUESDAY_9, Booking

MONDAY_13 = "2027-01-18T10:00:00-08:00"  # both acupuncturists work then


async def test_the_same_as_last_time_is_whom_the_patient_saw_last(booking: Booking) -> None:
    for n, last in enumerate(("mateo-rivera", "chianni-lin")):
        patient = {"name": f"Patient {chr(65 + n)}", "phone": f"310-555-01{n:02}"}
        await booking.booked(**patient, starts_at=TUESDAY_9, practitioner=last)
        again = await booking.booked(
            **patient, starts_at=f"2027-01-{13 + n * 5}T11:00-08:00", practitioner="same"
        )
        assert again["practitioner_id"] == last


async def test_when_they_are_not_free_it_is_somebody_else(booking: Booking) -> None:
    await booking.booked(starts_at=TUESDAY_9, practitioner="mateo-rivera")
    await booking.booked(
        name="Bo Chen", phone="310-555-0143", starts_at=MONDAY_13, practitioner="mateo-rivera"
    )
    again = await booking.booked(starts_at=MONDAY_13, practitioner="same")
    assert again["practitioner_id"] == "chianni-lin"


async def test_for_a_new_patient_the_same_is_anyone_fairly(booking: Booking) -> None:
    visits = [
        await booking.booked(
            name=f"Patient {chr(65 + n)}",
            phone=f"310-555-01{n:02}",
            starts_at=f"2027-01-18T{at}-08:00",
            practitioner="same",
        )
        for n, at in enumerate(("10:00", "11:15", "15:00", "16:15"))
    ]
    given = [visit["practitioner_id"] for visit in visits]
    assert sorted(given) == ["chianni-lin"] * 2 + ["mateo-rivera"] * 2


async def test_the_pages_name_them_first(booking: Booking) -> None:
    page = await booking.http.get("/book/acupuncture?last=mateo-rivera")
    names = ("Mateo Rivera", "Whoever is free first", "Dr. Chianni Lin")
    places = [page.text.index(name) for name in names]
    assert places == sorted(places)
    assert page.text.count("You saw them last time.") == 1
    landing = await booking.http.get("/?last=mateo-rivera")
    assert "/book/acupuncture?last=mateo-rivera" in landing.text
    plain = await booking.http.get("/book/acupuncture")
    assert "You saw them last time." not in plain.text
