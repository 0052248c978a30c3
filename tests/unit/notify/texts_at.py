"""Texts and situations for the rules' tests; each test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notify.domain.decision import Consent, Recipient, Situation
from services.notify.domain.text import Text
from shared.events.messages import TextState
from shared.events.outreach import Category
from tests.support import facts

PACIFIC = ZoneInfo("America/Los_Angeles")
MORNING = datetime(2027, 3, 8, 18, 0, tzinfo=UTC)  # Mon 10:00 in Los Angeles
CONSENTED = Consent(stopped=False, categories=frozenset(Category))
ANA = Recipient("ana", "+13105550111", None, "en")


def text(**changes: Any) -> Text:
    values: dict[str, Any] = {
        "text_id": UUID(int=1),
        "patient_id": "ana",
        "kind": "reminder",
        "category": Category.VISIT,
        "planned_at": MORNING,
        "due_at": MORNING,
        "expires_at": MORNING + timedelta(days=2),
        "appointment_id": "appointment-1",
        "appointment_version": 1,
        "state": TextState.CLAIMED,
    }
    return Text(**{**values, **changes})


def check_in(**changes: Any) -> Text:
    return text(
        kind="checkin_score",
        category=Category.CHECKIN,
        appointment_version=None,
        request_id="checkin-1",
        **changes,
    )


def situation(**changes: Any) -> Situation:
    values: dict[str, Any] = {
        "visit": facts.visit(),
        "recipient": ANA,
        "consent": CONSENTED,
        "allowed_phone": True,
        "clinic_zone": PACIFIC,
    }
    return Situation(**{**values, **changes})
