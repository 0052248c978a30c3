"""Which events notify follows, and what each makes it do."""

from services.notify.domain.quiet_hours import TextingHours
from services.notify.handlers.follow_patients import FollowPatients
from services.notify.handlers.follow_requests import FollowRequests
from services.notify.handlers.follow_visits import FollowVisits
from services.notify.handlers.tell_staff import TellStaff
from services.notify.texts import Texts
from shared.clock import Clock
from shared.consumer import Handlers
from shared.events import appointments
from shared.events.checkins import PainReported
from shared.events.outreach import StaffTextRequested, TextRequested, TextWithdrawn
from shared.events.patients import PatientSaved


def handlers(clock: Clock, hours: TextingHours, words: Texts) -> Handlers:
    visits = FollowVisits(clock, hours)
    requests = FollowRequests(clock, words)
    return {
        PatientSaved: FollowPatients(clock),
        appointments.AppointmentBooked: visits,
        appointments.AppointmentConfirmed: visits,
        appointments.AppointmentRescheduled: visits,
        appointments.AppointmentCancelled: visits,
        appointments.AppointmentArrived: visits,
        appointments.AppointmentCompleted: visits,
        appointments.AppointmentNoShow: visits,
        appointments.AppointmentRestored: visits,
        TextRequested: requests.plan_text,
        TextWithdrawn: requests.withdraw_text,
        StaffTextRequested: TellStaff(clock),
        PainReported: requests.close_question,
    }
