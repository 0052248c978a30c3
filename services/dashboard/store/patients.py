"""Patients: one by id, some by a part of their name or phone, and what is ahead of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from psycopg.rows import class_row

from shared.db import Connection

WORDS_USED = 3


# The pairs of characters find candidates by an index, strpos those that hold the word itself. What
# is found is sorted only then: an index by name would be walked to its end for a rare word.
ONE_WORD: LiteralString = """
    with held as materialized (
        select patient_id, name, phone, birth_date from patient
        where not exists (
                select from merged where merged.patient_id = patient.patient_id and stands)
          and pairs @> pairs_of(folded(%(word_0)s)) and strpos(search, folded(%(word_0)s)) > 0
        limit 1000)
    select * from held order by name, patient_id limit %(limit)s"""
TWO_WORDS: LiteralString = """
    with held as materialized (
        select patient_id, name, phone, birth_date from patient
        where not exists (
                select from merged where merged.patient_id = patient.patient_id and stands)
          and pairs @> pairs_of(folded(%(word_0)s)) and strpos(search, folded(%(word_0)s)) > 0
          and pairs @> pairs_of(folded(%(word_1)s)) and strpos(search, folded(%(word_1)s)) > 0
        limit 1000)
    select * from held order by name, patient_id limit %(limit)s"""
THREE_WORDS: LiteralString = """
    with held as materialized (
        select patient_id, name, phone, birth_date from patient
        where not exists (
                select from merged where merged.patient_id = patient.patient_id and stands)
          and pairs @> pairs_of(folded(%(word_0)s)) and strpos(search, folded(%(word_0)s)) > 0
          and pairs @> pairs_of(folded(%(word_1)s)) and strpos(search, folded(%(word_1)s)) > 0
          and pairs @> pairs_of(folded(%(word_2)s)) and strpos(search, folded(%(word_2)s)) > 0
        limit 1000)
    select * from held order by name, patient_id limit %(limit)s"""
SEARCHES = (ONE_WORD, TWO_WORDS, THREE_WORDS)


@dataclass(frozen=True)
class Patient:
    patient_id: str
    name: str | None  # none until booking's patient event has come
    phone: str | None
    birth_date: date | None
    language: str | None
    consent_given_at: datetime | None
    consent_categories: list[str]
    texting_stopped: bool
    texting_changed_at: datetime | None


@dataclass(frozen=True)
class Ahead:
    """A visit, a text or a question that is still to come."""

    at: datetime
    kind: str  # "visit", "text" or "checkin"
    title: str
    state: str


@dataclass(frozen=True)
class Found:
    patient_id: str
    name: str
    phone: str | None
    birth_date: date | None


async def find(conn: Connection, patient_id: str) -> Patient | None:
    """Also a patient of whom only a visit or a text is known so far."""
    async with conn.cursor(row_factory=class_row(Patient)) as cursor:
        await cursor.execute(
            """select known.patient_id, name, phone, birth_date, language, consent_given_at,
                      coalesce(consent_categories, '{}') as consent_categories,
                      coalesce(texting.stopped, false) as texting_stopped,
                      texting.at as texting_changed_at
               from (select %(id)s as patient_id) known
               left join patient using (patient_id)
               left join (select bool_or(stopped) as stopped, max(at) as at from texting
                          where patient_id = any(same_person(%(id)s))) texting on true
               where patient.patient_id is not null
                  or exists (select from timeline_entry where patient_id = %(id)s)""",
            {"id": patient_id},
        )
        return await cursor.fetchone()


async def search(conn: Connection, words: str, limit: int) -> list[Found]:
    """Patients whose name or phone holds each of the words, whatever the accents."""
    parts = search_parts(words)
    if not parts:
        return []
    async with conn.cursor(row_factory=class_row(Found)) as cursor:
        await cursor.execute(
            SEARCHES[len(parts) - 1],
            {"limit": limit, **{f"word_{n}": part for n, part in enumerate(parts)}},
        )
        return await cursor.fetchall()


async def list_by_ids(conn: Connection, ids: Sequence[str]) -> dict[str, Found]:
    """By their ids; without those of whom only an id is known."""
    async with conn.cursor(row_factory=class_row(Found)) as cursor:
        await cursor.execute(
            "select patient_id, name, phone, birth_date from patient where patient_id = any(%s)",
            (list(ids),),
        )
        return {found.patient_id: found for found in await cursor.fetchall()}


def search_parts(words: str) -> list[str]:
    """Digits are taken together, however a phone is written; other words one by one. A single
    letter finds too much to be of help.
    """
    phone = re.sub(r"[\s().+-]", "", words)
    parts = [phone] if phone.isdigit() else words.split()
    return [part for part in parts if len(part) > 1][:WORDS_USED]


async def list_ahead(conn: Connection, patient_id: str, now: datetime) -> list[Ahead]:
    async with conn.cursor(row_factory=class_row(Ahead)) as cursor:
        await cursor.execute(
            """select starts_at as at, 'visit' as kind, treatment as title, status as state
               from visit where patient_id = any(same_person(%(id)s)) and starts_at >= %(now)s
                 and status in ('booked', 'confirmed')
               union all
               select due_at, 'text', kind, state from text
               where patient_id = any(same_person(%(id)s)) and state = 'planned'
               union all
               (select due_at, 'checkin', kind, 'planned' from checkin
                where patient_id = any(same_person(%(id)s)) and due_at >= %(now)s
                  and not retired and missed_at is null
                order by due_at limit 2)
               order by at limit 20""",
            {"id": patient_id, "now": now},
        )
        return await cursor.fetchall()


@dataclass(frozen=True)
class VisitAhead:
    appointment_id: str
    starts_at: datetime


async def list_visits_ahead(
    conn: Connection, patient_id: str, now: datetime, limit: int = 3
) -> list[VisitAhead]:
    async with conn.cursor(row_factory=class_row(VisitAhead)) as cursor:
        await cursor.execute(
            """select appointment_id, starts_at from visit
               where patient_id = any(same_person(%s)) and starts_at >= %s
                 and status in ('booked', 'confirmed')
               order by starts_at, appointment_id limit %s""",
            (patient_id, now, limit),
        )
        return await cursor.fetchall()
