"""What is planned from what happens to a visit."""

from tests.integration.notify.worlds import World
from tests.support.clinic import booked, patient_saved


async def test_a_booking_is_confirmed_at_once_and_reminders_wait(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    assert world.carrier.bodies == [
        "Harbor Clinic: booked for Tue Mar 16, 9:30 AM with Dr. Lin."
        " Change or cancel: https://hbr.example/m/7Kq2xV Reply STOP to opt out."
    ]
    states = [(t.kind, t.lead, t.state) for t in await world.texts()]
    assert states == [
        ("confirmation", "", "accepted"),
        ("reminder", "2d", "planned"),
        ("reminder", "3h", "planned"),
    ]
