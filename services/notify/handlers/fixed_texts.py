"""Texts whose phone is given, not looked up: no rule of consent, hours or caps holds them back."""

from datetime import datetime, timedelta

from services.notify.domain.text import Text
from shared.events.outreach import Category
from shared.ids import new_id


def fixed_text(
    kind: str,
    phone: str,
    patient_id: str,
    *,
    reply_id: str,
    values: dict[str, str],
    at: datetime,
    life: timedelta,
) -> Text:
    """`values` name the "language" too."""
    return Text(
        text_id=new_id(),
        patient_id=patient_id,
        kind=kind,
        category=Category.VISIT,
        planned_at=at,
        due_at=at,
        expires_at=at + life,
        lead=reply_id,
        in_reply_to=reply_id,
        answers_at=at,
        template_values=values,
        phone=phone,
        urgent=True,
    )
