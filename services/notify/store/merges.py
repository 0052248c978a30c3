"""Reminders of one day to one phone, which are one text."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Connection
from shared.events.appointments import Visit


@dataclass(frozen=True)
class Beside:
    """A visit that a reminder speaks of too. `text_id`: of its own reminder, which then need not
    go; none when that has been spared before.
    """

    visit: Visit
    patient_id: str
    first_name: str
    text_id: UUID | None


async def list_beside(
    conn: Connection, text_ids: Sequence[UUID], now: datetime
) -> dict[UUID, list[Beside]]:
    """By reminder: visits of the same day and practice, of patients on the same phone who agreed to
    texts and read the same language, whose reminder of the same lead has not gone.
    """
    cursor = await conn.execute(
        """with mine as materialized (
               select text.text_id, text.lead, text.appointment_id, me.phone, me.language,
                      visit.starts_at, visit.content -> 'location' as place
               from text join visit using (appointment_id)
               join patient me on me.patient_id = text.patient_id
               where text_id = any(%(ids)s) and kind = 'reminder')
           select distinct on (mine.text_id, visit.starts_at, visit.appointment_id)
                  mine.text_id, visit.content, holder.patient_id,
                  split_part(holder.name, ' ', 1), other.text_id
           from mine
           join patient holder on holder.phone = mine.phone and holder.language = mine.language
               and holder.unlinked_phone is distinct from holder.phone
           join visit on visit.patient_id = holder.patient_id
               and visit.appointment_id <> mine.appointment_id
               and visit.status in ('booked', 'confirmed') and visit.starts_at > %(now)s
           left join text other on other.appointment_id = visit.appointment_id
               and other.appointment_version = visit.version and other.kind = 'reminder'
               and split_part(other.lead, '+', 1) = split_part(mine.lead, '+', 1)
               and other.state in ('planned', 'claimed')
           left join text_merge spared on spared.text_id = mine.text_id
               and spared.appointment_id = visit.appointment_id
           where (other.text_id is not null or spared.text_id is not null)
             and visit.content -> 'location' ->> 'practice_id' = place ->> 'practice_id'
             and (visit.starts_at at time zone (place ->> 'time_zone'))::date
               = (mine.starts_at at time zone (place ->> 'time_zone'))::date
             -- Of the ledger, not of the view over it: that would be read whole for each batch.
             and 'granted' = (select state from consent_entry
                              where consent_entry.phone = holder.phone
                                and consent_entry.patient_id = holder.patient_id
                                and category = 'visit'
                              order by position desc limit 1)
           order by mine.text_id, visit.starts_at, visit.appointment_id""",
        {"ids": list(text_ids), "now": now},
    )
    found: defaultdict[UUID, list[Beside]] = defaultdict(list)
    for mine, content, patient_id, first_name, other in await cursor.fetchall():
        found[mine].append(Beside(Visit.model_validate(content), patient_id, first_name, other))
    return dict(found)


async def add(conn: Connection, text_id: UUID, appointment_id: str) -> None:
    await conn.execute(
        "insert into text_merge (text_id, appointment_id) values (%s, %s) on conflict do nothing",
        (text_id, appointment_id),
    )
