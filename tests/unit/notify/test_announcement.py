"""Which text tells of a change."""

from datetime import timedelta
from typing import Any

import pytest

from services.notify.domain.announcement import announce, due_from
from shared.events.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentEvent,
    AppointmentRescheduled,
    VisitStatus,
)
from tests.support import facts
from tests.support.facts import NOW

CANCELLED = {"status": VisitStatus.CANCELLED_BY_CLINIC}
PAST = {"starts_at": NOW - timedelta(minutes=1)}


def event(model: type[AppointmentEvent], visit: dict[str, Any], **said: Any) -> AppointmentEvent:
    if model is AppointmentRescheduled:
        said = {"previous_starts_at": NOW, **said}
    return model(patient_id="ana", visit=facts.visit(**visit), actor="staff:1", **said)


BOOKED = event(AppointmentBooked, {})
MOVED = event(AppointmentRescheduled, {}, tell_patient=True)
MOVED_SILENTLY = event(AppointmentRescheduled, {}, tell_patient=False)
CONFIRMED = event(AppointmentConfirmed, {"status": VisitStatus.CONFIRMED})
CONFIRMED_BY_TEXT = CONFIRMED.model_copy(update={"reply_id": "r"})
CALLED_OFF = event(AppointmentCancelled, CANCELLED, tell_patient=True)
CALLED_OFF_SILENTLY = event(AppointmentCancelled, CANCELLED, tell_patient=False)


@pytest.mark.parametrize(
    ("happened", "first_seen", "unsaid", "kind"),
    [
        (BOOKED, True, [], "confirmation"),
        (event(AppointmentBooked, {}, tell_patient=False), True, [], None),
        (MOVED, False, [], "moved"),
        (MOVED, True, [], "confirmation"),
        (MOVED, False, ["confirmation", "reminder"], "confirmation"),
        (MOVED_SILENTLY, False, [], None),
        (MOVED_SILENTLY, False, ["moved"], "moved"),
        (CONFIRMED, False, [], None),
        (CONFIRMED, False, ["confirmation"], "confirmation"),
        (CONFIRMED, False, ["moved"], "moved"),
        (CONFIRMED_BY_TEXT, False, [], "confirm_noted"),
        (CALLED_OFF, False, ["reminder"], "cancelled"),
        (CALLED_OFF, False, ["confirmation"], None),
        (CALLED_OFF, True, [], None),
        (CALLED_OFF_SILENTLY, False, [], None),
        (CALLED_OFF.model_copy(update={"reply_id": "r"}), False, [], "cancel_noted"),
        (event(AppointmentCancelled, {**CANCELLED, **PAST}, tell_patient=True), False, [], None),
    ],
)
def test_the_patient_is_told_what_they_do_not_know(
    happened: AppointmentEvent, first_seen: bool, unsaid: list[str], kind: str | None
) -> None:
    news = announce(happened, first_seen=first_seen, unsaid=unsaid, now=NOW)
    assert (news.kind if news else None) == kind


def test_s20_a_visit_that_is_what_the_patient_knows_is_not_announced() -> None:
    assert announce(MOVED, first_seen=False, unsaid=["moved"], now=NOW, as_told=True) is None


@pytest.mark.parametrize(
    ("kind", "ahead", "waits"),
    [
        ("moved", timedelta(hours=3), timedelta(minutes=3)),
        ("cancelled", timedelta(days=2), timedelta(minutes=3)),
        ("moved", timedelta(hours=2, minutes=59), timedelta(0)),
        ("confirmation", timedelta(days=2), timedelta(0)),
        ("cancel_noted", timedelta(days=2), timedelta(0)),
    ],
)
def test_s20_a_change_is_told_when_it_can_no_longer_be_undone(
    kind: str, ahead: timedelta, waits: timedelta
) -> None:
    assert due_from(kind, NOW + ahead, NOW) == NOW + waits


def test_s47_a_visit_entered_for_the_past_is_not_announced() -> None:
    entered = event(AppointmentBooked, PAST)
    assert announce(entered, first_seen=True, unsaid=[], now=NOW) is None
