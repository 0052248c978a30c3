"""Who waits, and what they were offered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row
from psycopg.sql import SQL

from services.booking.domain.waitlist import Offer, Preferences, WaitlistEntry
from shared.db import Connection
from shared.events.planning import OfferState, WaitlistState

ENTRY = SQL(
    """select e.key, e.id::text, e.version, e.state, p.id::text as patient_id, p.name,
              p.time_zone as patient_zone, e.location_key, e.treatment_key, e.practitioner_key,
              e.weekdays, e.from_time, e.until_time, e.notice_hours, e.last_on, e.joined_at,
              a.id::text as appointment_id, a.starts_at as earlier_than,
              coalesce((select 'visit' = any(c.categories) from text_consent c
                        where c.patient_key = p.key order by c.key desc limit 1), false)
                as can_be_texted
       from waitlist_entry e join patient p on p.key = e.patient_key
       left join appointment a on a.key = e.appointment_key where """
)


@dataclass(frozen=True)
class ListedEntry:
    entry: WaitlistEntry
    patient_name: str
    can_be_texted: bool  # as far as consent goes; an opt-out is notify's to know


@dataclass(frozen=True)
class NewEntry:
    id: UUID
    patient_id: str
    location_key: int
    treatment_key: int
    practitioner_key: int | None
    weekdays: list[int]
    from_time: time
    until_time: time
    notice_hours: int
    last_on: date | None
    appointment_id: str | None
    joined_at: datetime


async def add(conn: Connection, new: NewEntry, link_fingerprint: bytes) -> bool:
    """False when the patient waits for this treatment already."""
    cursor = await conn.execute(
        """insert into waitlist_entry
             (id, patient_key, location_key, treatment_key, practitioner_key, weekdays, from_time,
              until_time, notice_hours, last_on, appointment_key, joined_at, link_fingerprint)
           select %(id)s, key, %(location_key)s, %(treatment_key)s, %(practitioner_key)s,
                  %(weekdays)s, %(from_time)s, %(until_time)s, %(notice_hours)s, %(last_on)s,
                  (select key from appointment where id = %(appointment_id)s::uuid), %(joined_at)s,
                  %(link_fingerprint)s
           from patient where id = %(patient_id)s::uuid
           on conflict (patient_key, treatment_key) where state = 'waiting' do nothing
           returning key""",
        {**vars(new), "link_fingerprint": link_fingerprint},
    )
    return await cursor.fetchone() is not None


async def get(conn: Connection, entry_id: str) -> WaitlistEntry:
    """Locked until the transaction ends. Raises LookupError."""
    return await _get(conn, SQL("e.id = %s for update of e"), entry_id)


async def get_of_offer(conn: Connection, offer_id: str) -> WaitlistEntry:
    """Locked until the transaction ends. Raises LookupError."""
    condition = SQL("e.key = (select entry_key from waitlist_offer where id = %s) for update of e")
    return await _get(conn, condition, offer_id)


async def list_waiting(conn: Connection, location_key: int) -> list[ListedEntry]:
    """Who came first, first."""
    condition = SQL("e.state = 'waiting' and e.location_key = %s order by e.joined_at, e.key")
    return await _list(conn, condition, (location_key,))


async def list_past(conn: Connection, location_key: int, today: date) -> list[ListedEntry]:
    """Those whose last day has gone by, locked."""
    condition = SQL(
        """e.state = 'waiting' and e.location_key = %s and e.last_on < %s
           order by e.key for update of e skip locked"""
    )
    return await _list(conn, condition, (location_key, today))


async def find(conn: Connection, entry_id: str) -> ListedEntry | None:
    found = await _list(conn, SQL("e.id = %s"), (entry_id,))
    return found[0] if found else None


async def find_by_link(conn: Connection, link_fingerprint: bytes) -> WaitlistEntry | None:
    found = await _list(conn, SQL("e.link_fingerprint = %s"), (link_fingerprint,))
    return found[0].entry if found else None


async def list_of_patient(conn: Connection, patient_id: str) -> list[WaitlistEntry]:
    """What they wait for and can leave by a link."""
    condition = SQL(
        """p.id = %s and e.state = 'waiting' and e.link_fingerprint is not null
           order by e.joined_at, e.key"""
    )
    return [listed.entry for listed in await _list(conn, condition, (patient_id,))]


async def find_asked(conn: Connection, freed_slot_id: str) -> str | None:
    """The entry whose patient is being offered the slot."""
    cursor = await conn.execute(
        """select e.id::text from waitlist_offer o join waitlist_entry e on e.key = o.entry_key
           where o.freed_slot_id = %s and o.state = 'open'""",
        (freed_slot_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def find_slot_of_offer(conn: Connection, offer_id: str) -> str | None:
    cursor = await conn.execute(
        "select freed_slot_id::text from waitlist_offer where id = %s", (offer_id,)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def save(conn: Connection, entry: WaitlistEntry, at: datetime) -> None:
    """The entry was read locked in this transaction."""
    await conn.execute(
        "update waitlist_entry set version = %s, state = %s where key = %s",
        (entry.version, entry.state, entry.key),
    )
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """insert into waitlist_offer
                 (id, freed_slot_id, entry_key, appointment_id, practitioner_key, starts_at, state,
                  offered_at, reply_by_at)
               values (%(id)s, %(freed_slot_id)s, %(entry_key)s, %(appointment_id)s,
                       %(practitioner_key)s, %(starts_at)s, %(state)s, %(offered_at)s,
                       %(reply_by_at)s)
               on conflict (id) do update
                 set state = excluded.state, appointment_id = excluded.appointment_id,
                     closed_at = case when excluded.state <> 'open'
                                      then coalesce(waitlist_offer.closed_at, %(at)s) end""",
            [{**vars(offer), "entry_key": entry.key, "at": at} for offer in entry.offers],
        )


async def _get(conn: Connection, condition: SQL, wanted: str) -> WaitlistEntry:
    found = await _list(conn, condition, (wanted,))
    if not found:
        raise LookupError("waitlist entry")
    return found[0].entry


async def _list(conn: Connection, condition: SQL, values: tuple[object, ...]) -> list[ListedEntry]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(ENTRY + condition, values)
        rows = await cursor.fetchall()
    offers = await _offers(conn, [row["key"] for row in rows])
    return [_listed(row, tuple(offers[row["key"]])) for row in rows]


async def _offers(conn: Connection, entry_keys: list[int]) -> dict[int, list[Offer]]:
    """By entry, oldest first."""
    offers = defaultdict(list)
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """select entry_key, id::text, freed_slot_id::text, appointment_id::text,
                      practitioner_key, starts_at, state, offered_at, reply_by_at
               from waitlist_offer where entry_key = any(%s) order by offered_at, id""",
            (entry_keys,),
        )
        async for row in cursor:
            key = row.pop("entry_key")
            offers[key].append(Offer(**{**row, "state": OfferState(row["state"])}))
    return offers


def _listed(row: dict[str, Any], offers: tuple[Offer, ...]) -> ListedEntry:
    name, can_be_texted = row.pop("name"), row.pop("can_be_texted")
    wishes = {f: row.pop(f) for f in ("from_time", "until_time", "notice_hours", "last_on")}
    preferences = Preferences(
        frozenset(row.pop("weekdays")), practitioner_key=row.pop("practitioner_key"), **wishes
    )
    state = WaitlistState(row.pop("state"))
    entry = WaitlistEntry(**row, state=state, preferences=preferences, offers=offers)
    return ListedEntry(entry, name, can_be_texted)
