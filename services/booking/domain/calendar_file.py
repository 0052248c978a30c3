"""Visits as iCalendar (RFC 5545): for the patient's own calendar, and a practitioner's feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue, Location
from shared import visit_calendar
from shared.visit_calendar import CalendarVisit, Place

MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Dated:
    """A visit and when it last changed."""

    appointment: Appointment
    changed_at: datetime


def visit_file(dated: Dated, catalogue: Catalogue, manage_url: str) -> bytes:
    location = catalogue.locations[dated.appointment.location_key]
    place = Place(location.text_name, location.address, location.phone, location.phone_as_dialled)
    return visit_calendar.visit_file(_visit(dated, location), place, manage_url)


def practitioner_feed(visits: Sequence[Dated], catalogue: Catalogue, name: str) -> bytes:
    """Whole at every reading, so what is cancelled is simply gone. It names no patient: a feed is
    read by companies that keep calendars.
    """
    calendar = visit_calendar.new_calendar(visit_calendar.PUBLISH)
    calendar.add("x-wr-calname", name)
    for dated in visits:
        appointment = dated.appointment
        treatment = catalogue.treatments[appointment.treatment_key]
        location = catalogue.locations[appointment.location_key]
        event = visit_calendar.new_event(_visit(dated, location), treatment.name)
        event.add("location", catalogue.rooms[appointment.room_key].name)
        calendar.add_component(event)
    return visit_calendar.finished(calendar)


def _visit(dated: Dated, location: Location) -> CalendarVisit:
    appointment = dated.appointment
    return CalendarVisit(
        appointment.id,
        appointment.version,
        appointment.status.cancelled,
        appointment.starts_at,
        appointment.ends_at,
        dated.changed_at,
        location.zone,
    )
