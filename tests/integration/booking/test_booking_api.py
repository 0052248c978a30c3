"""Booking over HTTP: what is offered, what is written, what is told."""

from tests.support.booking import TUESDAY_9, Booking


async def test_a_booking_is_written_with_its_events(booking: Booking) -> None:
    answer = await booking.booked(text_consent=True, complaint="low_back", baseline=7)
    assert answer["starts_at"] == TUESDAY_9
    assert answer["practitioner"] == "Dr. Chianni Lin"
    names = [name for name, _ in await booking.list_events()]
    assert names == ["patient_saved", "appointment_booked", "intake_recorded"]
