"""What a booked visit lacks when the practice becomes another."""

from datetime import UTC, datetime, time, timedelta

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue, Location, Practice, Practitioner, Room
from services.booking.domain.coverage import Gap, gap
from services.booking.domain.hours import WeeklyHours
from shared.events.appointments import VisitStatus
from tests.unit.booking.practices import treatment

# A Monday, 9:00 in Los Angeles; a public holiday.
STARTS = datetime(2027, 1, 18, 17, 0, tzinfo=UTC)
VISIT = Appointment(
    id="visit",
    version=1,
    status=VisitStatus.BOOKED,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(hours=1),
    booked_at=STARTS,
    cancel_until=STARTS,
    completed_at=None,
    marks=(),
    patient_id="patient",
    treatment_key=1,
    practitioner_key=1,
    room_key=1,
    location_key=1,
)


def practice(
    *,
    opens: time = time(9),
    retired: bool = False,
    gives: frozenset[int] = frozenset({1}),
    closed: frozenset[str] = frozenset(),
    room_retired: bool = False,
) -> Catalogue:
    place = Location(
        1, "west", 1, "West", "West", "+13105550100", "", "America/Los_Angeles", "US-CA", closed
    )
    hours = (WeeklyHours(1, 1, opens, time(17)),)
    who = Practitioner(1, "lin", 1, "Lin", "", retired, gives, hours)
    return Catalogue(
        1,
        {1: Practice(1, "west", "West", 24)},
        {1: place},
        {1: Room(1, "room-1", 1, "Room 1", "treatment", room_retired)},
        {1: treatment()},
        {1: who},
        (),
    )


def test_a_visit_within_the_hours_lacks_nothing() -> None:
    assert gap(VISIT, practice()) is None


def test_a_visit_lacks_what_the_practice_no_longer_has() -> None:
    assert gap(VISIT, practice(opens=time(9, 30))) is Gap.HOURS
    assert gap(VISIT, practice(retired=True)) is Gap.RETIRED
    assert gap(VISIT, practice(gives=frozenset())) is Gap.TREATMENT
    assert gap(VISIT, practice(room_retired=True)) is Gap.ROOM
    closed = frozenset({"Martin Luther King Jr. Day"})
    assert gap(VISIT, practice(closed=closed)) is Gap.HOLIDAY
