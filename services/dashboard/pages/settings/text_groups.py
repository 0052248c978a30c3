"""In which order the kinds of text stand, and what they and their values are called."""

from collections.abc import Sequence

from services.dashboard.pages.phrases import words
from services.dashboard.pages.settings.changing import OTHER_LANGUAGES
from services.dashboard.pages.text_words import TEXT_KIND
from services.dashboard.wording import Template

LANGUAGES = {"en": "English"} | OTHER_LANGUAGES

_GROUPS = {
    "About a visit": (
        "confirmation",
        "reminder",
        "reminder_confirmed",
        "reminder_all",
        "reminder_all_confirmed",
        "moved",
        "cancelled",
        "new_times",
        "move_link",
        "series_booked",
        "series_moved",
        "series_cancelled",
    ),
    "Answers about a visit": (
        "confirm_noted",
        "cancel_ask",
        "cancel_noted",
        "cancel_late",
        "who_is_it",
    ),
    "Check-ins": (
        "checkin_score",
        "checkin_score_next",
        "checkin_nudge",
        "checkin_reaction",
        "checkin_days",
        "checkin_days_first",
        "checkin_days_nudge",
        "peg_pain",
        "peg_pain_next",
        "peg_enjoyment",
        "peg_activity",
        "peg_nudge",
        "score_noted",
        "answer_noted",
        "score_clarify",
        "days_clarify",
        "peg_clarify",
        "is_that_score",
        "reaction_seen",
        "call_911",
    ),
    "Openings and invitations": (
        "waitlist_offer",
        "waitlist_taken",
        "waitlist_noted",
        "yes_no_clarify",
        "recall",
    ),
}
_OTHERS = "Everything else"

# Kinds of which several share a name at the desk, or that staff never see there.
_NAMES = {
    "reminder_confirmed": "Reminder of a confirmed visit",
    "reminder_all": "Reminder of several visits in a day",
    "reminder_all_confirmed": "Reminder of several confirmed visits",
    "score_clarify": "Score asked again",
    "days_clarify": "Days with pain asked again",
    "peg_clarify": "PEG asked again",
    "checkin_score_next": "Check-in question, next in the same talk",
    "checkin_days_first": "Question: days with pain, asked first",
    "checkin_days_nudge": "Question: days with pain, again",
    "peg_pain_next": "PEG question 1 of 3, next in the same talk",
    "is_that_score": "Question: was that a score?",
    "wrong_number_noted": "Answer: wrong number",
    "who_is_it": "Question: who is this about?",
    "other_noted": "Answer: a person will read it",
    "after_hours": "Answer: when we read texts",
    "stranger_noted": "Answer to an unknown phone",
    "picture_noted": "Answer to a picture",
    "yes_no_clarify": "Question: Y or N?",
    "series_booked": "Series of visits booked",
    "series_moved": "Series of visits moved",
    "series_cancelled": "Series of visits cancelled",
}

VALUE_WORDS = {
    "clinic": "the name for texts",
    "phone": "the clinic's phone",
    "when": "day and time of the visit",
    "whens": "days and times of the visits",
    "practitioner": "who gives the visit",
    "link": "the patient's own page",
    "score": "the number they sent",
    "options": "1 for Ana, 2 for Ben",
    "body": "what staff typed",
    "whose": "whose score it is",
    "asked_day_at": "the day it was asked",
    "count": "how many visits",
    "hours": "when staff read texts",
    "starts_at": "day and time of the first visit",
    "reply_by_at": "until when they may answer",
    "code": "the six digits",
}


def name_of(kind: str) -> str:
    return _NAMES.get(kind) or TEXT_KIND.get(kind) or words(kind)


def grouped(templates: Sequence[Template]) -> list[tuple[str, list[tuple[str, Template]]]]:
    """(group, [(name, template)])."""
    known = {template.kind: template for template in templates}
    rows = {
        group: [(name_of(kind), known.pop(kind)) for kind in kinds if kind in known]
        for group, kinds in _GROUPS.items()
    }
    others = [(name_of(kind), template) for kind, template in known.items()]
    return [(group, found) for group, found in {**rows, _OTHERS: others}.items() if found]
