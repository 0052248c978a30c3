"""What states and kinds are called at the desk: label, tone, icon."""

from typing import NamedTuple

from jinja2 import Environment

from services.dashboard.domain.scores import Direction
from services.dashboard.domain.texting import Refusal
from services.dashboard.domain.visits import Action
from services.dashboard.owners import Answer
from services.dashboard.store.timeline import Entry
from shared.events.alerts import Grade
from shared.events.appointments import VisitStatus
from shared.events.checkins import Standing
from shared.events.messages import TextState
from shared.events.replies import Intent


class Phrase(NamedTuple):
    label: str
    tone: str
    icon: str


VISIT_STATUS = {
    VisitStatus.BOOKED: Phrase("Not confirmed", "warning", "clock"),
    VisitStatus.CONFIRMED: Phrase("Confirmed", "success", "check"),
    VisitStatus.ARRIVED: Phrase("Arrived", "information", "person"),
    VisitStatus.COMPLETED: Phrase("Completed", "accent", "check"),
    VisitStatus.NO_SHOW: Phrase("No-show", "danger", "alert"),
    VisitStatus.CANCELLED_BY_PATIENT: Phrase("Cancelled by patient", "plain", "close"),
    VisitStatus.CANCELLED_BY_CLINIC: Phrase("Cancelled by clinic", "plain", "close"),
}

ACTION = {
    Action.ARRIVE: "Arrived",
    Action.COMPLETE: "Completed",
    Action.NO_SHOW: "No-show",
    Action.UNDO: "Undo",
    Action.CONFIRM: "Confirm",
}

TEXT_STATE = {
    TextState.PLANNED: Phrase("Planned", "plain", "clock"),
    TextState.CLAIMED: Phrase("Sending", "plain", "clock"),
    TextState.SENDING: Phrase("Sending", "plain", "clock"),
    TextState.ACCEPTED: Phrase("Sent", "information", "check"),
    TextState.SENT: Phrase("Sent", "information", "check"),
    TextState.DELIVERED: Phrase("Delivered", "success", "check"),
    TextState.RETIRED: Phrase("Not sent", "plain", "close"),
    TextState.EXPIRED: Phrase("Too late to send", "warning", "clock"),
    TextState.FAILED: Phrase("Failed", "danger", "alert"),
    TextState.UNSURE: Phrase("Unsure if sent", "warning", "alert"),
}

INTENT = {
    Intent.OPT_OUT: "asked us to stop texting",
    Intent.OPT_IN: "wants texts again",
    Intent.HELP: "asked for help",
    Intent.REACTION: "a reaction to our text",
    Intent.CONFIRM: "confirms the visit",
    Intent.CANCEL: "cancels the visit",
    Intent.CANCEL_WISH: "may want to cancel: please call",
    Intent.ANSWER: "answers our question",
    Intent.OTHER: "for a person to read",
}

GRADE = {
    Grade.RED: Phrase("Red", "danger", "alert"),
    Grade.ORANGE: Phrase("Orange", "warning", "alert"),
    Grade.YELLOW: Phrase("Yellow", "plain", "info"),
}

RULE = {"score_8_or_more": "Pain of 8 or more"}

STANDING = {
    Standing.NO_BASELINE: Phrase("No baseline", "plain", "info"),
    Standing.BETTER: Phrase("Better", "success", "check"),
    Standing.PARTLY_BETTER: Phrase("Partly better", "success", "check"),
    Standing.SAME: Phrase("About the same", "plain", "info"),
    Standing.WORSE: Phrase("Worse", "danger", "alert"),
}

DIRECTION = {
    Direction.FIRST: ("", "first score"),
    Direction.LOWER: ("↓", "lower than before"),
    Direction.SAME: ("→", "as before"),
    Direction.HIGHER: ("↑", "higher than before"),
}

OUTCOME = {
    "called": "Called the patient",
    "advised": "Gave advice",
    "sent_to_ed": "Sent to emergency care",
    "no_action": "Nothing needed",
}

FLAG = {
    "no_electro": "No e-stim",
    "blood_thinners": "Blood thinners",
    "review": "Needs practitioner review",
}

TEXT_KIND = {
    "confirmation": "Booking confirmation",
    "reminder": "Reminder",
    "moved": "New time",
    "cancelled": "Cancellation",
    "confirm_noted": "Answer: confirmed",
    "cancel_ask": "Question: really cancel?",
    "cancel_noted": "Answer: cancelled",
    "cancel_late": "Answer: please call",
    "checkin_score": "Check-in question",
    "score_noted": "Answer: score noted",
    "score_clarify": "Question asked again",
    "staff_message": "Message from staff",
}

CHECKIN_KIND = {
    "day_1": "Check-in, day 1",
    "day_3": "Check-in, day 3",
    "weekly": "Weekly check-in",
}

COMPLAINT = {
    "low_back": "Low back pain",
    "back": "Back pain",
    "neck": "Neck pain",
    "shoulder": "Shoulder pain",
    "joints": "Joint pain",
    "migraine": "Migraine",
    "headache": "Headaches",
    "fibromyalgia": "Fibromyalgia",
    "other": "Other pain",
}

UNCLEAR = {
    "range": "a range, not one number",
    "several_numbers": "several numbers",
    "out_of_range": "a number outside 0 to 10",
    "no_number": "no number",
    "not_an_answer": "not an answer to the question",
    "doubtful": "it could mean more than one thing",
}

# What a button's press came to, when it is not simply done. {owner}: "Booking", "Follow-up".
ANSWER = {
    Answer.CHANGED: "Somebody else has just changed this. Look at what it says now.",
    Answer.EARLY: "It is too early for that. Nothing was changed.",
    Answer.NOT_FREE: (
        "Booking's rules do not allow that time: another visit, no free room, or outside working"
        " hours. Choose another time, or say below why it should go there all the same."
    ),
    Answer.FORBIDDEN: "Your role may not do this. Nothing was changed.",
    Answer.REFUSED: "{owner} does not allow this any more. Nothing was changed.",
    Answer.AWAY: "{owner} is away right now. Nothing was changed. Please try again in a minute.",
    Answer.UNSURE: "{owner} did not answer in time. If it was done, it shows here by itself.",
}

# Why a text that staff typed does not go.
NOT_TEXTED = {
    Refusal.NO_PHONE: "No mobile number is known, so no text can go.",
    Refusal.STOPPED: "The patient asked us to stop texting, so no text may go. Please call.",
    Refusal.NO_CONSENT: "The patient has not agreed to texts, so none may go. Please call.",
    "empty": "Write something first.",
    "too_long": "That is more than three texts long. Please shorten it, or call.",
}

VISIT_ENTRY = {
    "booked": Phrase("Visit booked", "information", "calendar"),
    "confirmed": Phrase("Visit confirmed", "success", "check"),
    "moved": Phrase("Visit moved", "information", "calendar"),
    "cancelled": Phrase("Visit cancelled", "plain", "close"),
    "arrived": Phrase("Patient arrived", "information", "person"),
    "completed": Phrase("Visit completed", "success", "check"),
    "no_show": Phrase("Patient did not come", "danger", "alert"),
    "restored": Phrase("Mark taken back", "plain", "arrow-left"),
    "reviewed": Phrase("Released after review", "success", "check"),
}

CONSENT_ENTRY = {
    "given": Phrase("Agreed to texts", "success", "check"),
    "stopped": Phrase("Texting stopped", "danger", "close"),
    "resumed": Phrase("Texting resumed", "success", "check"),
}

CONSENT = {"visit": "visits", "checkin": "check-ins"}


def words(code: str) -> str:
    """A code nobody has named yet, readable all the same."""
    return code.replace("_", " ").capitalize()


def actor_words(entry: Entry) -> str:
    """Who did it, and how."""
    if entry.detail.get("by_text"):
        return "By the patient, by text"
    match str(entry.detail["actor"]).partition(":")[0]:
        case "patient":
            return "By the patient, online"
        case "staff":
            return f"By {entry.actor_name or 'staff'}"
    return "By the system"


def install(templates: Environment) -> None:
    templates.globals.update(
        visit_status=VISIT_STATUS,
        action_label=ACTION,
        text_state=TEXT_STATE,
        intent_words=INTENT,
        grade_phrase=GRADE,
        rule_words=RULE,
        standing_phrase=STANDING,
        direction_words=DIRECTION,
        outcome_words=OUTCOME,
        flag_words=FLAG,
        text_kind=TEXT_KIND,
        checkin_kind=CHECKIN_KIND,
        complaint_words=COMPLAINT,
        unclear_words=UNCLEAR,
        not_texted=NOT_TEXTED,
        visit_entry=VISIT_ENTRY,
        consent_entry=CONSENT_ENTRY,
        words=words,
        actor_words=actor_words,
    )
    templates.filters["consent_words"] = lambda category: CONSENT.get(category, words(category))
