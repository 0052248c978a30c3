"""What texts both ways, and the work that comes of them, are called at the desk."""

from typing import NamedTuple

from services.dashboard.domain.texting import Refusal
from shared.events.messages import TextState
from shared.events.replies import Intent


class Phrase(NamedTuple):
    label: str
    tone: str
    icon: str


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

TEXT_KIND = {
    "confirmation": "Booking confirmation",
    "reminder": "Reminder",
    "reminder_confirmed": "Reminder",
    "moved": "New time",
    "cancelled": "Cancellation",
    "confirm_noted": "Answer: confirmed",
    "cancel_ask": "Question: really cancel?",
    "cancel_noted": "Answer: cancelled",
    "cancel_late": "Answer: please call",
    "checkin_score": "Check-in question",
    "checkin_nudge": "Check-in question, again",
    "checkin_reaction": "Question: anything noticed?",
    "checkin_days": "Question: days with pain",
    "score_noted": "Answer: score noted",
    "score_clarify": "Question asked again",
    "days_clarify": "Question asked again",
    "peg_clarify": "Question asked again",
    "peg_pain": "PEG question 1 of 3",
    "peg_enjoyment": "PEG question 2 of 3",
    "peg_activity": "PEG question 3 of 3",
    "peg_nudge": "PEG question, again",
    "answer_noted": "Answer: noted",
    "staff_message": "Message from staff",
    "new_times": "Offer of new times",
    "waitlist_joined": "On the waitlist",
    "waitlist_offer": "Waitlist offer",
    "waitlist_taken": "Answer: that time is taken",
    "waitlist_noted": "Answer: place kept",
    "recall": "Invitation to book again",
    "code": "Code for the page",
    "move_link": "Link to move the visit",
    "call_911": "Answer: call 911",
    "safety": "Answer: first aid",
    "safety_crisis": "Answer: crisis line",
    "reaction_seen": "Answer: we will call",
    "stop_noted": "Answer: no more texts",
    "series_booked": "Booking of a series",
    "series_moved": "New times of a series",
    "series_cancelled": "Cancellation of a series",
    "email": "Everything that goes by e-mail",
}

# What the mail server's last error asks for, as notify classes it.
MAIL_ERROR = {
    "retry": "It asked to come back later",
    "permanent": "One address takes no e-mail",
    "configuration": "The server refuses us: look at its settings",
    "ambiguous": "It did not say whether it took an e-mail",
}

# Why no e-mail goes to a patient, as notify says it.
NOT_EMAILED = {
    "email_off": "No mail server is set up, so nobody is e-mailed.",
    "no_email_consent": "No address was given for e-mails about the latest visit.",
    "emails_stopped": "They asked us to stop e-mails.",
    "email_unusable": "The address takes no e-mail.",
}

MAIL_SECURITY = {
    "starttls": "Encrypted (STARTTLS)",
    "tls": "Encrypted (TLS)",
    "none": "Not at all: for a trial on one machine only",
}

TASK = {
    "may_want_to_cancel": "May want to cancel",
    "call_to_cancel": "Too late to cancel by text: call",
    "call_instead": "A text could not go: call instead",
    "wrong_number": "Says this is the wrong number",
    "number_unusable": "The number takes no texts",
    "opted_out_at_the_carrier": "Stopped our texts at the carrier",
    "answering_stopped": "Too many texts to answer by machine",
}

# Why a text that staff typed does not go.
NOT_TEXTED = {
    Refusal.NO_PHONE: "No mobile number is known, so no text can go.",
    Refusal.STOPPED: "The patient asked us to stop texting, so no text may go. Please call.",
    Refusal.NO_CONSENT: "The patient has not agreed to texts, so none may go. Please call.",
    "empty": "Write something first.",
    "too_long": "That is more than three texts long. Please shorten it, or call.",
}

# Of what goes without anybody writing it.
NO_TEXT_BECAUSE = {
    Refusal.NO_PHONE: "No mobile number is known",
    Refusal.STOPPED: "The patient has stopped texts",
    Refusal.NO_CONSENT: "The patient has not agreed to texts",
}

# The same as notify says it, of a draft.
WHY_NOT = {
    "opted_out": NOT_TEXTED[Refusal.STOPPED],
    "no_phone": NOT_TEXTED[Refusal.NO_PHONE],
    "no_consent": NOT_TEXTED[Refusal.NO_CONSENT],
    "number_unusable": "The number takes no texts, so none may go. Please call.",
    "too_long": NOT_TEXTED["too_long"],
    "empty": NOT_TEXTED["empty"],
}

# What a person can say a text meant, with one click.
MEANT = {
    "confirm": "Confirms the visit",
    "cancel": "Cancels the visit",
    "answer": "Answers our question",
    "opt_out": "Wants no more texts",
    "wrong_number": "Wrong number",
    "other": "None of these",
}

CONSENT_ENTRY = {
    "given": Phrase("Agreed to texts", "success", "check"),
    "given_email": Phrase("Gave an e-mail address", "success", "check"),
    "stopped": Phrase("Texting stopped", "danger", "close"),
    "resumed": Phrase("Texting resumed", "success", "check"),
}

CONSENT = {"visit": "visits", "checkin": "check-ins"}
