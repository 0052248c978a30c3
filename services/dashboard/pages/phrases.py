"""What states and kinds are called at the desk: label, tone, icon."""

from jinja2 import Environment

from services.dashboard.domain.conditions import Condition, Wrong
from services.dashboard.domain.scores import Direction
from services.dashboard.domain.visits import Action
from services.dashboard.owners import Answer
from services.dashboard.pages import care_words, plan_words, text_words
from services.dashboard.pages.formats import length_of_time
from services.dashboard.pages.marking import mark
from services.dashboard.pages.text_words import Phrase
from services.dashboard.store.timeline import Entry
from shared.events.alerts import Grade
from shared.events.appointments import VisitStatus
from shared.events.checkins import Standing

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
    Action.RELEASE: "Release",
}

GRADE = {
    Grade.RED: Phrase("Red", "danger", "alert"),
    Grade.ORANGE: Phrase("Orange", "warning", "alert"),
    Grade.YELLOW: Phrase("Yellow", "plain", "info"),
}

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
    "first_visit": "New here: first visit?",
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
    "kept": Phrase("Visit kept all the same", "information", "check"),
}


SERVICE = {"booking": "Booking", "notify": "Texting", "followup": "Follow-up"}

CONDITION = {
    Wrong.AWAY: Phrase("A service is away", "danger", "alert"),
    Wrong.TEXT_LATE: Phrase("Texts are late", "danger", "alert"),
    Wrong.REPLY_WAITS: Phrase("Replies wait to be understood", "danger", "alert"),
    Wrong.OUTBOX_OLD: Phrase("Events wait to go out", "warning", "clock"),
    Wrong.BEHIND: Phrase("A service is behind", "warning", "clock"),
    Wrong.DEAD_LETTERS: Phrase("Events could not be applied", "warning", "alert"),
    Wrong.BOOKS_DIFFER: Phrase("Our books and the carrier's differ", "warning", "alert"),
    Wrong.SWITCHED: Phrase("Some texts are held", "warning", "info"),
}


def condition_words(condition: Condition) -> str:
    who, amount = condition.service.capitalize(), condition.amount
    match condition.wrong:
        case Wrong.AWAY:
            return f"{who} does not answer."
        case Wrong.TEXT_LATE:
            return f"The oldest text that is due is {length_of_time(amount)} late."
        case Wrong.REPLY_WAITS:
            return f"The oldest one came {length_of_time(amount)} ago."
        case Wrong.OUTBOX_OLD:
            return f"{who}: the oldest one is {length_of_time(amount)} old."
        case Wrong.BEHIND:
            return f"{who} has {amount:.0f} events before it."
        case Wrong.DEAD_LETTERS:
            return f"{who} has set {amount:.0f} aside."
        case Wrong.BOOKS_DIFFER:
            return f"{amount:.0f} texts are known to one side alone."
        case Wrong.SWITCHED:
            return f"Kinds of text that do not go as usual: {amount:.0f}."


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
        text_state=text_words.TEXT_STATE,
        intent_words=text_words.INTENT,
        text_kind=text_words.TEXT_KIND,
        task_words=text_words.TASK,
        meant_words=text_words.MEANT,
        not_texted=text_words.NOT_TEXTED,
        consent_entry=text_words.CONSENT_ENTRY,
        mail_error=text_words.MAIL_ERROR,
        not_emailed=text_words.NOT_EMAILED,
        mail_security=text_words.MAIL_SECURITY,
        grade_phrase=GRADE,
        rule_words=care_words.RULE,
        checkin_kind=care_words.CHECKIN_KIND,
        complaint_words=care_words.COMPLAINT,
        unclear_words=care_words.UNCLEAR,
        call_reason=care_words.CALL_REASON,
        case_words=care_words.CASE,
        signs_in_words=care_words.signs_in_words,
        waitlist_state=plan_words.WAITLIST,
        offer_state=plan_words.OFFER,
        recall_state=plan_words.RECALL,
        care_plan_state=plan_words.CARE_PLAN,
        package_cause=plan_words.PACKAGE_CAUSE,
        series_clash=plan_words.SERIES_CLASH,
        standing_phrase=STANDING,
        direction_words=DIRECTION,
        outcome_words=OUTCOME,
        flag_words=FLAG,
        visit_entry=VISIT_ENTRY,
        condition_phrase=CONDITION,
        condition_words=condition_words,
        words=words,
        actor_words=actor_words,
    )
    templates.filters["mark"] = mark
    templates.filters["service_words"] = lambda name: SERVICE.get(name, name)
    templates.filters["weekday_name"] = lambda day: plan_words.WEEKDAY[day]
    templates.filters["consent_words"] = lambda category: text_words.CONSENT.get(
        category, words(category)
    )
