"""What stands around the visits, as the desk calls it."""

from shared.events.planning import CarePlanState, OfferState, RecallState, WaitlistState

WAITLIST = {
    WaitlistState.WAITING: "Waiting",
    WaitlistState.BOOKED: "Took an offer",
    WaitlistState.LEFT: "Left the list",
    WaitlistState.RUN_OUT: "Run out",
}

OFFER = {
    OfferState.OPEN: "Waiting for an answer",
    OfferState.ACCEPTED: "Accepted",
    OfferState.DECLINED: "Declined",
    OfferState.EXPIRED: "No answer in time",
    OfferState.WITHDRAWN: "Withdrawn",
}

RECALL = {
    RecallState.DUE: "Due",
    RecallState.TEXTED: "Texted",
    RecallState.SNOOZED: "Snoozed",
    RecallState.DONE: "Dealt with",
    RecallState.BOOKED: "Booked again",
}

CARE_PLAN = {
    CarePlanState.ACTIVE: "Active",
    CarePlanState.FINISHED: "Finished",
    CarePlanState.STOPPED: "Stopped",
}

PACKAGE_CAUSE = {
    "bought": "Bought",
    "used": "Visit used",
    "late_cancel": "Used by a late cancel",
    "no_show": "Used by a no-show",
    "given_back": "Given back",
    "corrected": "Corrected",
}

# Why a time of a series cannot be had.
SERIES_CLASH = {
    "slot_taken": "Taken",
    "room_taken": "No room free",
    "patient_busy": "The patient has another visit",
    "outside_hours": "Outside working hours",
    "off_grid": "No visit begins at that time",
}

WEEKDAY = {1: "Mon", 2: "Tue", 3: "Wed", 4: "Thu", 5: "Fri", 6: "Sat", 7: "Sun"}
