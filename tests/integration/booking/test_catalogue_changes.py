"""Free times are reasoned from a catalogue in memory, which must never be an old one."""

from tests.support.booking import Booking, demo_practice

FAR = {"treatment": "acupuncture", "first": "2027-12-01", "last": "2027-12-31"}
NEW = {"treatment": "acupuncture", "practitioner": "nadia-khan", "date": "2027-01-12"}


async def test_free_days_beyond_the_horizon_are_there_as_soon_as_it_is_longer(
    booking: Booking,
) -> None:
    assert (await booking.http.get("/api/v1/free-days", params=FAR)).json()["free_days"] == []
    file = demo_practice()
    treatments = [t.model_copy(update={"horizon_days": 365}) for t in file.treatments]
    await booking.load(file.model_copy(update={"treatments": treatments}))
    assert (await booking.http.get("/api/v1/free-days", params=FAR)).json()["free_days"]


async def test_who_is_new_can_be_asked_for_at_once(booking: Booking) -> None:
    assert (await booking.http.get("/api/v1/slots", params=NEW)).status_code == 422
    file = demo_practice()
    [lin] = [p for p in file.practitioners if p.id == "chianni-lin"]
    new = lin.model_copy(update={"id": "nadia-khan", "name": "Nadia Khan"})
    await booking.load(file.model_copy(update={"practitioners": [*file.practitioners, new]}))
    answer = await booking.http.get("/api/v1/slots", params=NEW)
    assert answer.json()["slots"][0]["practitioners"] == ["nadia-khan"]


async def test_a_day_that_was_free_is_not_when_its_hours_are_taken_away(booking: Booking) -> None:
    asked = {**NEW, "practitioner": "chianni-lin"}
    assert (await booking.http.get("/api/v1/slots", params=asked)).json()["slots"]
    file = demo_practice()
    practitioners = [
        p.model_copy(update={"hours": p.hours[:0]}) if p.id == "chianni-lin" else p
        for p in file.practitioners
    ]
    await booking.load(file.model_copy(update={"practitioners": practitioners}))
    answer = await booking.http.get("/api/v1/slots", params=asked)
    assert answer.status_code == 422 or not answer.json()["slots"]
