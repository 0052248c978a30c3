"""Which events notify follows, and what each makes it do."""

from typing import Any
from zoneinfo import ZoneInfo

from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.stranger import Stranger
from services.notify.handlers.erasure import Erase
from services.notify.handlers.follow_answers import FollowAnswers
from services.notify.handlers.follow_patients import FollowPatients
from services.notify.handlers.follow_requests import FollowRequests
from services.notify.handlers.follow_visits import FollowVisits
from services.notify.handlers.join_consent import join_consent, part_consent
from services.notify.handlers.tell_of_changes import TellOfChanges
from services.notify.handlers.tell_staff import TellStaff
from services.notify.handlers.threads import Threads
from services.notify.texts import Texts
from shared.clock import Clock
from shared.consumer import Handler, Handlers
from shared.db import Connection
from shared.events import Received, appointments
from shared.events.checkins import AnswerUnclear, PainReported
from shared.events.merges import PatientsMerged, PatientsUnmerged
from shared.events.outreach import StaffTextRequested, TextRequested, TextWithdrawn
from shared.events.patients import PatientErased, PatientSaved


def handlers(
    clock: Clock, hours: TextingHours, words: Texts, zone: ZoneInfo, stranger: Stranger
) -> Handlers:
    """`zone`: the clinic's. `stranger` names phones without giving them away."""
    visits = FollowVisits(clock, hours)
    changes = in_turn(visits, TellOfChanges(clock, hours))
    inbox = Threads(zone)
    requests = FollowRequests(clock, words, inbox)
    return {
        PatientSaved: FollowPatients(clock, stranger),
        PatientErased: Erase(clock, stranger, inbox),
        appointments.AppointmentBooked: changes,
        appointments.AppointmentConfirmed: visits,
        appointments.AppointmentRescheduled: changes,
        appointments.AppointmentCancelled: changes,
        appointments.AppointmentReviewed: visits,
        appointments.AppointmentRestated: visits,
        appointments.AppointmentArrived: visits,
        appointments.AppointmentCompleted: visits,
        appointments.AppointmentNoShow: visits,
        appointments.AppointmentRestored: visits,
        TextRequested: requests.plan_text,
        TextWithdrawn: requests.withdraw_text,
        StaffTextRequested: TellStaff(clock),
        PatientsMerged: join_consent,
        PatientsUnmerged: part_consent,
        AnswerUnclear: FollowAnswers(clock, inbox),
        PainReported: requests.close_question,
    }


def in_turn(*each: Handler) -> Handler:
    """In one transaction, as all that an event makes happen."""

    async def handle(conn: Connection, received: Received[Any]) -> None:
        for handler in each:
            await handler(conn, received)

    return handle
