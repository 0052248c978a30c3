"""Which part of the read model each event changes, and what open pages hear of it."""

from services.dashboard.live.hints import Hints, Kind
from services.dashboard.projection import (
    alerts,
    answers,
    erasing,
    merges,
    patients,
    planning,
    scores,
    tasks,
    texts,
    visits,
)
from shared.consumer import Handlers
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


def handlers(hints: Hints) -> Handlers:
    after = hints.after
    return {
        PatientSaved: after(patients.save_patient, Kind.PATIENTS),
        PatientErased: after(erasing.erase_patient, Kind.PATIENTS),
        **{event: after(visits.record_visit, Kind.VISITS) for event in visits.WHAT},
        AppointmentRestated: after(visits.restate_visit, Kind.VISITS),
        PatientsMerged: after(merges.merge_patients, Kind.PATIENTS),
        PatientsUnmerged: after(merges.unmerge_patients, Kind.PATIENTS),
        IntakeRecorded: after(scores.record_intake, Kind.SCORES),
        TextPlanned: after(texts.follow_text, Kind.TEXTS),
        TextAccepted: after(texts.follow_text, Kind.TEXTS),
        TextDelivered: after(texts.follow_text, Kind.TEXTS),
        TextFailed: after(texts.follow_text, Kind.TEXTS),
        TextRetired: after(texts.follow_text, Kind.TEXTS),
        TextExpired: after(texts.follow_text, Kind.TEXTS),
        TextingStopped: after(patients.stop_texting, Kind.PATIENTS),
        TextingResumed: after(patients.resume_texting, Kind.PATIENTS),
        ReplyReceived: after(texts.record_reply, Kind.REPLIES),
        ThreadChanged: after(texts.change_thread, Kind.REPLIES),
        AnswerUnclear: after(texts.record_unclear_answer, Kind.REPLIES),
        CheckinPlanned: after(scores.plan_checkin, Kind.SCORES),
        CheckinRetired: after(scores.retire_checkin, Kind.SCORES),
        CheckinMissed: after(scores.miss_checkin, Kind.SCORES),
        PainReported: after(scores.report_pain, Kind.SCORES),
        PainRangeKept: after(answers.keep_range, Kind.SCORES),
        PegScored: after(answers.score_peg, Kind.SCORES),
        PainDaysReported: after(answers.report_pain_days, Kind.SCORES),
        ReactionReported: after(answers.report_reaction, Kind.REPLIES),
        TaskOpened: after(tasks.open_task, Kind.TASKS),
        TaskDone: after(tasks.finish_task, Kind.TASKS),
        **{event: after(project, Kind.PLANS) for event, project in planning.CHANGES.items()},
        AlertOpened: after(alerts.open_alert, Kind.ALERTS),
        AlertNeedsCall: after(alerts.call_now, Kind.ALERTS),
        AlertPassedOn: after(alerts.pass_on, Kind.ALERTS),
        AlertAcknowledged: after(alerts.acknowledge_alert, Kind.ALERTS),
        AlertClosed: after(alerts.close_alert, Kind.ALERTS),
    }
