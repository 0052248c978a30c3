"""One visit as iCalendar (RFC 5545), however it reaches a calendar: by a link or by e-mail."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Meridian//Booking//EN"
UID_DOMAIN = "@meridian"
CANCEL, PUBLISH = "CANCEL", "PUBLISH"


@dataclass(frozen=True)
class CalendarVisit:
    """`version` rises with every change of the visit; `changed_at` is when the last one was made."""

    appointment_id: str
    version: int
    cancelled: bool
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    zone: ZoneInfo


@dataclass(frozen=True)
class Place:
    """`name` is neutral, as a text's is: others look at calendars too. `phone` is E.164."""

    name: str
    address: str
    phone: str
    phone_as_dialled: str


def visit_file(visit: CalendarVisit, place: Place, manage_url: str) -> bytes:
    """A calendar knows the visit by its UID and believes the highest SEQUENCE (S-28)."""
    calendar = new_calendar(method_of(visit))
    event = new_event(visit, f"Visit at {place.name}")
    if place.address:
        event.add("location", place.address)
    event.add("description", f"Change or cancel: {manage_url}\nOr call {place.phone_as_dialled}")
    event.add("url", manage_url)
    event.add("organizer", _organizer(place))
    calendar.add_component(event)
    return finished(calendar)


def method_of(visit: CalendarVisit) -> str:
    """Never REQUEST: it asks the reader's calendar for an answer that nobody would read."""
    return CANCEL if visit.cancelled else PUBLISH


def new_calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def new_event(visit: CalendarVisit, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{visit.appointment_id}{UID_DOMAIN}")
    event.add("sequence", visit.version - 1)
    event.add("dtstamp", visit.changed_at.astimezone(UTC))
    event.add("dtstart", visit.starts_at.astimezone(visit.zone))
    event.add("dtend", visit.ends_at.astimezone(visit.zone))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if visit.cancelled else "CONFIRMED")
    return event


def finished(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _organizer(place: Place) -> vCalAddress:
    organizer = vCalAddress(f"tel:{place.phone}")
    organizer.params["cn"] = place.name
    return organizer
