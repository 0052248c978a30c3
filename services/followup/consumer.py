"""Which event does what here."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from services.followup.handlers.checkins import mark_sent
from services.followup.handlers.erasure import erase_patient
from services.followup.handlers.judging import open_red_flag_case
from services.followup.handlers.merges import merge_patients, unmerge_patients
from services.followup.handlers.patients import record_complaint, save_patient
from services.followup.handlers.replies import read_reply
from services.followup.handlers.visits import follow_visit
from shared.clock import Clock
from shared.consumer import Handler, Handlers
from shared.db import Connection
from shared.events import Received
from shared.events.appointments import (
    AppointmentArrived,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentNoShow,
    AppointmentRescheduled,
    AppointmentRestated,
    AppointmentRestored,
)
from shared.events.intakes import IntakeRecorded
from shared.events.merges import PatientsMerged, PatientsUnmerged
from shared.events.messages import TextAccepted, TextDelivered
from shared.events.patients import PatientErased, PatientSaved
from shared.events.replies import RedFlagSeen, ReplyReceived


def handlers(clock: Clock) -> Handlers:
    visit = _timed(follow_visit, clock)
    return {
        PatientSaved: save_patient,
        PatientErased: _timed(erase_patient, clock),
        PatientsMerged: _timed(merge_patients, clock),
        PatientsUnmerged: _timed(unmerge_patients, clock),
        IntakeRecorded: _timed(record_complaint, clock),
        AppointmentBooked: visit,
        AppointmentConfirmed: visit,
        AppointmentRescheduled: visit,
        AppointmentCancelled: visit,
        AppointmentArrived: visit,
        AppointmentCompleted: visit,
        AppointmentNoShow: visit,
        AppointmentRestated: visit,
        AppointmentRestored: visit,
        ReplyReceived: _timed(read_reply, clock),
        RedFlagSeen: _timed(open_red_flag_case, clock),
        TextAccepted: mark_sent,
        TextDelivered: mark_sent,
    }


def _timed(
    handle: Callable[[Connection, Received[Any], datetime], Awaitable[None]], clock: Clock
) -> Handler:
    async def handler(conn: Connection, received: Received[Any]) -> None:
        await handle(conn, received, clock.now())

    return handler
