"""Whether a booked visit can take place as it is, now that the practice is another."""

from datetime import datetime
from enum import StrEnum

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue, Location, Practitioner
from services.booking.domain.intervals import Interval
from services.booking.domain.opening import hours_of
from services.booking.domain.public_holidays import is_closed
from services.booking.domain.wall_time import instant, local_date


class Gap(StrEnum):
    """What a visit lacks."""

    RETIRED = "practitioner_retired"
    TREATMENT = "treatment_not_given"
    HOLIDAY = "closed_holiday"
    CLASS = "class_not_held"
    HOURS = "outside_hours"
    ROOM = "room_retired"
    EQUIPMENT = "equipment_retired"


def gap(visit: Appointment, catalogue: Catalogue, equipment_key: int | None = None) -> Gap | None:
    """Time off is not asked: it has a list of its own."""
    who = catalogue.practitioners[visit.practitioner_key]
    treatment = catalogue.treatments[visit.treatment_key]
    if who.retired:
        return Gap.RETIRED
    if treatment.retired or treatment.key not in who.treatment_keys:
        return Gap.TREATMENT
    if (missing := _gap_in_time(visit, catalogue, who)) is not None:
        return missing
    if catalogue.rooms[visit.room_key].retired:
        return Gap.ROOM
    if equipment_key is not None and catalogue.equipment[equipment_key].retired:
        return Gap.EQUIPMENT
    return None


def _gap_in_time(visit: Appointment, catalogue: Catalogue, who: Practitioner) -> Gap | None:
    place = catalogue.locations[visit.location_key]
    day = local_date(visit.starts_at, place.zone)
    if is_closed(place.holiday_calendar, place.closed_holidays, day):
        return Gap.HOLIDAY
    if catalogue.treatments[visit.treatment_key].seats is not None:
        return None if _is_held(visit, who, place) else Gap.CLASS
    during = Interval(visit.starts_at, visit.ends_at)
    return None if any(h.contains(during) for h in hours_of(who, place, day)) else Gap.HOURS


def _is_held(visit: Appointment, teacher: Practitioner, place: Location) -> bool:
    day = local_date(visit.starts_at, place.zone)
    return any(
        held.treatment_key == visit.treatment_key
        and held.falls_on(day)
        and instant(datetime.combine(day, held.starts), place.zone) == visit.starts_at
        for held in teacher.classes
    )
