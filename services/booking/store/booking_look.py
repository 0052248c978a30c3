"""What a booking has to know before it writes: one statement that only looks.

Practitioners, rooms and equipment are tried in the order of preference until one is free, and what
a booking does not need (a seat, equipment, a limit) is not in its statement.
"""

from functools import lru_cache

from services.booking.store.numbered import Numbered

FOUND = """
    select key, id::text, practice_key, version, name, phone, email, birth_date, language, time_zone,
           guardian
    from patient
    where practice_key = %(practice_key)s and phone = %(phone)s and folded_name = %(folded_name)s
      and (%(birth_date)s::date is null or birth_date is null or birth_date = %(birth_date)s)
    order by birth_date is null, patient.key limit 1
"""

# `(select ... limit 1) is null` and not `not exists`, which PostgreSQL may answer by a hash of all
# that anybody's visits take at that time: a scan of the index without its first column. Three of
# those read 33 pages at 1,100 visits, and more with each; the whole look reads 12.
PRACTITIONER_FREE = """
    (select 1 from appointment a where a.live and not a.overbooked
     and a.practitioner_key = one.key
     and a.practitioner_blocked && %(practitioner_blocked)s::tstzmultirange
     and a.party <> %(party)s::bigint limit 1) is null
    and (select 1 from appointment a where a.live and a.overbooked
         and a.blocked && %(blocked)s::tstzrange and a.practitioner_key = one.key
         and a.practitioner_blocked && %(practitioner_blocked)s::tstzmultirange
         and a.party <> %(party)s::bigint limit 1) is null
"""

THING_FREE = """
    (select 1 from appointment a where a.live and not a.overbooked
     and a.{thing}_key = one.key and a.blocked && %(blocked)s::tstzrange
     and a.party <> %(party)s::bigint limit 1) is null
    and (select 1 from appointment a where a.live and a.overbooked
         and a.blocked && %(blocked)s::tstzrange and a.{thing}_key = one.key
         and a.party <> %(party)s::bigint limit 1) is null
"""

# `offset 0` keeps the order inside and the question outside, so that the first free one ends it.
FIRST_FREE = """
    left join lateral (
        select key from (
            select one.key from unnest(%({thing}_keys)s::int[]) with ordinality as one (key, place)
            order by {preference} offset 0
        ) one where {free} limit 1
    ) {thing} on true
"""

SEEN_LAST = """
    one.key = (select a.practitioner_key from appointment a
               where a.live and not a.overbooked and a.patient_key = found.key
               order by a.starts_at desc limit 1) desc nulls last
"""
LEAST_TO_DO = """
    (select count(*) from appointment a where a.live and not a.overbooked
     and a.practitioner_key = one.key and a.starts_at >= %(day_start)s and a.starts_at < %(day_end)s)
"""
# Practitioners begin at different rooms, so that two who are booked at once seldom want the same.
OWN_ROOM_FIRST = "(one.place + practitioner.key) %% cardinality(%(room_keys)s::int[])"

FREE_SEAT = """
    left join lateral (
        select n as key from generate_series(1, %(seats)s::int) n
        where not exists (select from appointment s where s.live and s.seat = n
                          and s.class_time_key = %(class_time_key)s::int
                          and s.starts_at = %(starts_at)s)
        order by random() limit 1
    ) seat on true
"""

CAPPED = """
    %(open_visits_cap)s::int <= (
        select count(*) from patient p join appointment a on a.patient_key = p.key
        where p.practice_key = %(practice_key)s and p.phone = %(phone)s and a.live
          and a.starts_at > %(now)s)
"""

LOOK = """
select revision = %(revision)s as current, {kept}, found.*, {practitioner} as practitioner_key,
       {room} as room_key, {equipment} as equipment_key, {seat} as seat,
       array(select flag from patient_flag where patient_key = found.key) as known_flags,
       (select true from appointment a where a.live and not a.overbooked
        and a.patient_key = found.key and a.blocked && %(blocked)s::tstzrange limit 1)
           as patient_busy,
       {capped} as capped
from catalogue_revision {joins}
"""


@lru_cache
def look(
    *,
    keyed: bool,
    several: bool,
    same_as_last: bool,
    overbooked: bool,
    equipped: bool,
    in_class: bool,
    capped: bool,
) -> Numbered:
    """`several` practitioners may give it. What is `overbooked` nobody needs to be free for."""
    wishes = [SEEN_LAST] * same_as_last + [LEAST_TO_DO] * several + ["one.place"]
    joins = [
        "left join idempotency_key kept on kept.key = %(key)s" if keyed else "",
        f"left join lateral ({FOUND}) found on true",
        _first_free("practitioner", ", ".join(wishes), PRACTITIONER_FREE, overbooked),
        _first_free("room", OWN_ROOM_FIRST, THING_FREE.format(thing="room"), overbooked),
        _first_free("equipment", "one.place", THING_FREE.format(thing="equipment"), overbooked)
        if equipped
        else "",
        FREE_SEAT if in_class else "",
    ]
    return Numbered.of(
        LOOK.format(
            kept="kept.digest, kept.outcome, kept.answer::text" if keyed else "null as digest",
            practitioner="practitioner.key",
            room="room.key",
            equipment="equipment.key" if equipped else "null",
            seat="seat.key" if in_class else "null",
            capped=CAPPED if capped else "false",
            joins="\n".join(joins),
        ).replace("%%", "%")
    )


def _first_free(thing: str, preference: str, free: str, overbooked: bool) -> str:
    return FIRST_FREE.format(
        thing=thing, preference=preference, free="true" if overbooked else free
    )
