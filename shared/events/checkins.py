"""clinic.checkins (owner followup): when patients are asked how it is, and what they say."""

from datetime import datetime
from enum import StrEnum

from shared.events.base import Event

TOPIC = "clinic.checkins"


class CheckinPlanned(Event, type="meridian.followup.checkin_planned.v1", topic=TOPIC):
    """The patient will be asked at `due_at`."""

    checkin_id: str
    appointment_id: str
    complaint_id: str | None
    kind: str  # "day_1", "day_3", "weekly", "peg_course", "peg_end", "peg_3_months", ...
    due_at: datetime


class CheckinRetired(Event, type="meridian.followup.checkin_retired.v1", topic=TOPIC):
    """The patient will not be asked, or not asked again."""

    checkin_id: str
    reason: str


class CheckinMissed(Event, type="meridian.followup.checkin_missed.v1", topic=TOPIC):
    """No answer came while it could be given. A gap, never a 0."""

    checkin_id: str
    complaint_id: str | None
    at: datetime


class Standing(StrEnum):
    """A score against its baseline, by the rules of 2 points and 30 %."""

    NO_BASELINE = "no_baseline"
    BETTER = "better"  # both rules
    PARTLY_BETTER = "partly_better"  # one of the two
    SAME = "same"
    WORSE = "worse"  # 2 points or more above


class PainReported(Event, type="meridian.followup.pain_reported.v1", topic=TOPIC):
    """A patient's pain was read from a reply. `score` is NRS-11, whole, 0-10."""

    report_id: str
    complaint_id: str | None
    checkin_id: str | None
    reply_id: str
    request_id: str | None  # the question it answers, which is closed by this
    score: int
    reported_at: datetime
    baseline: int | None
    change_points: int | None
    change_percent: float | None  # none when the baseline is 0 or missing
    standing: Standing
    reader_version: str
    late: bool = False  # after the question had run out: kept with its real time
    corrects: str | None = None  # the report that this replaces; that one stays in history


class AnswerUnclear(Event, type="meridian.followup.answer_unclear.v1", topic=TOPIC):
    """A reply to an open question could not be read as one score. Its words are for staff."""

    checkin_id: str | None
    reply_id: str
    reason: str  # "range", "several_numbers", "out_of_range", "no_number", "doubtful", ...
    asked_again: bool


class PainRangeKept(Event, type="meridian.followup.pain_range_kept.v1", topic=TOPIC):
    """A patient answered with a range ("6-7") and no single number followed. Shown as a range,
    left out of averages and comparisons. Whole, 0-10.
    """

    report_id: str
    complaint_id: str | None
    checkin_id: str
    low: int
    high: int
    reported_at: datetime


class ReactionReported(Event, type="meridian.followup.reaction_reported.v1", topic=TOPIC):
    """A patient said what they noticed after a treatment, or that there was nothing."""

    reaction_id: str
    checkin_id: str
    appointment_id: str
    reply_id: str
    grade: str | None  # "red", "orange", "yellow"; none when there was nothing, or it is unclear
    signs: tuple[str, ...]  # codes: "bruise", "fever", ...
    unclear: bool  # its words are for a person
    reported_at: datetime


class PegScored(Event, type="meridian.followup.peg_scored.v1", topic=TOPIC):
    """All three items of the PEG were answered: by text, to a member of staff, or in the intake.
    `score` is their mean, to one decimal place.
    """

    checkin_id: str | None
    complaint_id: str | None
    pain_average: int
    enjoyment: int
    general_activity: int
    score: float
    reported_at: datetime


class PainDaysReported(Event, type="meridian.followup.pain_days_reported.v1", topic=TOPIC):
    """On how many of the last seven days there was pain. Without a check-in, as the intake says."""

    checkin_id: str | None
    complaint_id: str | None
    days: int
    reported_at: datetime
