"""Visits as iCalendar (RFC 5545): for the patient's own calendar, and a practitioner's feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue, Location

PRODUCT = "-//Meridian//Booking//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"
UID_DOMAIN = "@meridian"


@dataclass(frozen=True)
class Dated:
    """A visit and when it last changed."""

    appointment: Appointment
    changed_at: datetime


def visit_file(dated: Dated, catalogue: Catalogue, manage_url: str) -> bytes:
    """A calendar knows the visit by its UID and believes the highest SEQUENCE (S-28). It names the
    practice neutrally, as a text does: others look at calendars too.
    """
    appointment = dated.appointment
    location = catalogue.locations[appointment.location_key]
    calendar = _calendar("CANCEL" if appointment.status.cancelled else "PUBLISH")
    event = _event(dated, location, f"Visit at {location.text_name}")
    event.add("location", location.address)
    event.add("description", f"Change or cancel: {manage_url}\nOr call {location.phone_as_dialled}")
    event.add("url", manage_url)
    event.add("organizer", _organizer(location))
    calendar.add_component(event)
    return _finished(calendar)


def practitioner_feed(visits: Sequence[Dated], catalogue: Catalogue, name: str) -> bytes:
    """Whole at every reading, so what is cancelled is simply gone. It names no patient: a feed is
    read by companies that keep calendars.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    for dated in visits:
        appointment = dated.appointment
        treatment = catalogue.treatments[appointment.treatment_key]
        location = catalogue.locations[appointment.location_key]
        event = _event(dated, location, treatment.name)
        event.add("location", catalogue.rooms[appointment.room_key].name)
        calendar.add_component(event)
    return _finished(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(dated: Dated, location: Location, summary: str) -> Event:
    appointment = dated.appointment
    event = Event()
    event.add("uid", f"{appointment.id}{UID_DOMAIN}")
    event.add("sequence", appointment.version - 1)
    event.add("dtstamp", dated.changed_at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(location.zone))
    event.add("dtend", appointment.ends_at.astimezone(location.zone))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if appointment.status.cancelled else "CONFIRMED")
    return event


def _organizer(location: Location) -> vCalAddress:
    organizer = vCalAddress(f"tel:{location.phone}")
    organizer.params["cn"] = location.text_name
    return organizer


def _finished(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text
