"""The read model's tables. Each has a patient_id and holds nothing but what events say."""

from typing import LiteralString

READ_MODEL: tuple[LiteralString, ...] = (
    "patient",
    "texting",
    "visit",
    "text",
    "reply",
    "unclear_answer",
    "complaint",
    "score",
    "checkin",
    "alert",
    "timeline_entry",
    "task",
    "pain_range",
    "peg",
    "pain_days",
    "alert_turn",
    "planned",
    "waitlist_call",
    "thread",
    "merged",
)
