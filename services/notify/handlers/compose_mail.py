"""An e-mail that may go, as it is handed over: words, the visit as a file, the way to have no more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from services.notify.carrier import OutgoingMail
from services.notify.domain.mailing import REMINDER
from services.notify.domain.text import Text
from services.notify.texts import Texts, WrittenMail
from shared.events.appointments import Location, Visit, VisitStatus
from shared.visit_calendar import CalendarVisit, Place, method_of, visit_file

# With these goes the visit as a file for the reader's calendar.
WITH_CALENDAR = frozenset({"confirmation", "moved", "cancelled"})


def write_mail(
    words: Texts, text: Text, visit: Visit | None, language: str, values: Mapping[str, str]
) -> WrittenMail:
    """A visit that is confirmed is not asked to be (S-70). Raises MissingValueError."""
    confirmed = visit is not None and visit.status is VisitStatus.CONFIRMED
    kind = "reminder_confirmed" if text.kind == REMINDER and confirmed else text.kind
    return words.write_mail(kind, language, values)


def outgoing_mail(
    text: Text,
    written: WrittenMail,
    *,
    visit: Visit | None,
    location: Location | None,
    language: str,
    stop_link: str,
    now: datetime,
) -> OutgoingMail:
    assert text.attempt_id and text.address  # noqa: S101, PT018 - set with `sending`
    mail = OutgoingMail(
        text_id=text.text_id,
        attempt_id=text.attempt_id,
        address=text.address,
        from_name=location.text_name if location else "",
        subject=written.subject,
        body=written.body,
        at=now,
        language=language,
    )
    if text.kind == REMINDER:
        return replace(mail, unsubscribe_url=stop_link)
    if visit and text.kind in WITH_CALENDAR:
        return _with_calendar(mail, visit)
    return mail


def _with_calendar(mail: OutgoingMail, visit: Visit) -> OutgoingMail:
    """The same UID as in the file behind the visit's link, the SEQUENCE of this version."""
    location = visit.location
    dated = CalendarVisit(
        visit.appointment_id,
        visit.version,
        visit.status.cancelled,
        visit.starts_at,
        visit.ends_at,
        mail.at,
        ZoneInfo(location.time_zone),
    )
    phone = location.phone_e164 or location.phone
    place = Place(location.text_name, location.address or "", phone, location.phone)
    file = visit_file(dated, place, visit.manage_url)
    return replace(mail, calendar=file, method=method_of(dated))
