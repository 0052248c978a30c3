"""Which part of the read model each event changes, and what open pages hear of it."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from services.dashboard.live.hints import Hints, Kind
from services.dashboard.projection import (
    alerts,
    answers,
    erasing,
    merges,
    patients,
    planning,
    rows,
    scores,
    tasks,
    texts,
    visits,
)
from services.dashboard.projection.rows import Project
from shared.consumer import Handlers, Together
from shared.db import Connection
from shared.events import Event, Received
from shared.events.alerts import (
    AlertAcknowledged,
    AlertClosed,
    AlertNeedsCall,
    AlertOpened,
    AlertPassedOn,
)
from shared.events.appointments import AppointmentRestated
from shared.events.checkins import (
    AnswerUnclear,
    CheckinMissed,
    CheckinPlanned,
    CheckinRetired,
    PainDaysReported,
    PainRangeKept,
    PainReported,
    PegScored,
    ReactionReported,
)
from shared.events.intakes import IntakeRecorded
from shared.events.merges import PatientsMerged, PatientsUnmerged
from shared.events.messages import (
    TextAccepted,
    TextDelivered,
    TextExpired,
    TextFailed,
    TextingResumed,
    TextingStopped,
    TextPlanned,
    TextRetired,
)
from shared.events.patients import PatientErased, PatientSaved
from shared.events.replies import ReplyReceived, TaskDone, TaskOpened, ThreadChanged

FOLLOWED: Mapping[type[Event], tuple[Project, Kind]] = {
    PatientSaved: (patients.save_patient, Kind.PATIENTS),
    PatientErased: (erasing.erase_patient, Kind.PATIENTS),
    **dict.fromkeys(visits.WHAT, (visits.record_visit, Kind.VISITS)),
    AppointmentRestated: (visits.restate_visit, Kind.VISITS),
    PatientsMerged: (merges.merge_patients, Kind.PATIENTS),
    PatientsUnmerged: (merges.unmerge_patients, Kind.PATIENTS),
    IntakeRecorded: (scores.record_intake, Kind.SCORES),
    TextPlanned: (texts.follow_text, Kind.TEXTS),
    TextAccepted: (texts.follow_text, Kind.TEXTS),
    TextDelivered: (texts.follow_text, Kind.TEXTS),
    TextFailed: (texts.follow_text, Kind.TEXTS),
    TextRetired: (texts.follow_text, Kind.TEXTS),
    TextExpired: (texts.follow_text, Kind.TEXTS),
    TextingStopped: (patients.stop_texting, Kind.PATIENTS),
    TextingResumed: (patients.resume_texting, Kind.PATIENTS),
    ReplyReceived: (texts.record_reply, Kind.REPLIES),
    ThreadChanged: (texts.change_thread, Kind.REPLIES),
    AnswerUnclear: (texts.record_unclear_answer, Kind.REPLIES),
    CheckinPlanned: (scores.plan_checkin, Kind.SCORES),
    CheckinRetired: (scores.retire_checkin, Kind.SCORES),
    CheckinMissed: (scores.miss_checkin, Kind.SCORES),
    PainReported: (scores.report_pain, Kind.SCORES),
    PainRangeKept: (answers.keep_range, Kind.SCORES),
    PegScored: (answers.score_peg, Kind.SCORES),
    PainDaysReported: (answers.report_pain_days, Kind.SCORES),
    ReactionReported: (answers.report_reaction, Kind.REPLIES),
    TaskOpened: (tasks.open_task, Kind.TASKS),
    TaskDone: (tasks.finish_task, Kind.TASKS),
    **{event: (project, Kind.PLANS) for event, project in planning.CHANGES.items()},
    AlertOpened: (alerts.open_alert, Kind.ALERTS),
    AlertNeedsCall: (alerts.call_now, Kind.ALERTS),
    AlertPassedOn: (alerts.pass_on, Kind.ALERTS),
    AlertAcknowledged: (alerts.acknowledge_alert, Kind.ALERTS),
    AlertClosed: (alerts.close_alert, Kind.ALERTS),
}


def following(hints: Hints) -> Together:
    """All of them, written together; once that has committed, open pages hear of it."""

    async def apply(conn: Connection, received: Sequence[Received[Any]]) -> None:
        await rows.write(conn, chain.from_iterable(map(_project, received)))
        for one in received:
            _, kind = FOLLOWED[type(one.event)]
            conn.after_commit(partial(hints.add, one.event.patient_id, kind))

    return apply


def handlers(hints: Hints) -> Handlers:
    """The same, one by one."""
    apply = following(hints)

    async def alone(conn: Connection, received: Received[Any]) -> None:
        await apply(conn, [received])

    return dict.fromkeys(FOLLOWED, alone)


def _project(received: Received[Any]) -> rows.Rows:
    project, _ = FOLLOWED[type(received.event)]
    return project(received)
