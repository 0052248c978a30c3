"""Visits of one day, of one person or of a family on one phone, are reminded of by one text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notify.domain.text import OPEN, Text
from services.notify.handlers.record_text import record
from services.notify.store import merges, texts
from services.notify.store.merges import Beside
from services.notify.texts.values import Reader
from services.notify.texts.wall_clock import wall_clock, wall_time
from shared.db import Connection
from shared.events.appointments import Visit, VisitStatus

Merged = Mapping[UUID, Sequence[Beside]]


async def find_beside(conn: Connection, due: Sequence[Text], now: datetime) -> Merged:
    reminders = [text.text_id for text in due if text.kind == "reminder"]
    return await merges.list_beside(conn, reminders, now) if reminders else {}


async def spare_others(
    conn: Connection, text: Text, beside: Sequence[Beside], now: datetime
) -> list[UUID]:
    """The reminders that need not go, now that this one speaks of their visits."""
    spared = []
    for other in beside:
        await merges.add(conn, text.text_id, other.visit.appointment_id)
        theirs = await texts.lock(conn, other.text_id) if other.text_id else None
        if theirs and theirs.state in OPEN:
            await record(conn, theirs.retire("merged"), now)
            spared.append(theirs.text_id)
    return spared


def merged_template(visit: Visit, beside: Sequence[Beside]) -> str:
    """Nobody is asked to confirm what they have confirmed (S-70)."""
    all_of_them = [visit, *(other.visit for other in beside)]
    confirmed = all(one.status is VisitStatus.CONFIRMED for one in all_of_them)
    return "reminder_all_confirmed" if confirmed else "reminder_all"


def merged_values(
    visit: Visit, patient_id: str, first_name: str, beside: Sequence[Beside], reader: Reader
) -> dict[str, str]:
    """ "Tue Mar 16, 9:30 AM (Ana), 2:00 PM (Ben)": the day once, names where there are several."""
    own = Beside(visit, patient_id, first_name, None)
    ordered = sorted([own, *beside], key=lambda one: one.visit.starts_at)
    several = len({one.patient_id for one in ordered}) > 1
    said = [
        _when(one.visit, reader, day=n == 0) + (f" ({one.first_name})" if several else "")
        for n, one in enumerate(ordered)
    ]
    return {"whens": ", ".join(said)}


def _when(visit: Visit, reader: Reader, *, day: bool) -> str:
    word = wall_clock if day else wall_time
    zone = ZoneInfo(visit.location.time_zone)
    return word(visit.starts_at, zone, reader_zone=reader.zone, language=reader.language)
