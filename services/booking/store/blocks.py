"""What visits take, for the list of free times."""

from typing import Any

from services.booking.domain.intervals import Block, Interval
from services.booking.store.appointments import intervals_of
from shared.db import Connection


async def list_during(
    conn: Connection,
    location_key: int,
    practitioner_keys: list[int],
    during: Interval,
    except_id: str | None = None,
) -> tuple[int, list[Block]]:
    """Whatever is in the way at the location, and of these practitioners elsewhere, but for the
    visit `except_id`; and the catalogue's revision, which costs no statement of its own.

    A visit with its buffers is shorter than a day, which lets the first part use its index.
    """
    cursor = await conn.execute(
        """select revision, taken.* from catalogue_revision left join (
           select practitioner_key, room_key, equipment_key, lower(blocked), upper(blocked),
                  nullif(practitioner_blocked, tstzmultirange(blocked)), class_time_key
           from appointment
           where live and location_key = %(here)s
             and starts_at > %(start)s - interval '1 day' and starts_at < %(end)s + interval '1 day'
             and blocked && tstzrange(%(start)s, %(end)s)
             and id is distinct from %(except)s::uuid
           union all
           select practitioner_key, room_key, equipment_key, lower(blocked), upper(blocked),
                  nullif(practitioner_blocked, tstzmultirange(blocked)), class_time_key
           from unnest(%(who)s::int[]) as who (key)
           join appointment on practitioner_key = who.key and location_key <> %(here)s
             and live and not overbooked
             and practitioner_blocked && tstzrange(%(start)s, %(end)s)
           union all
           select practitioner_key, room_key, equipment_key, lower(blocked), upper(blocked),
                  nullif(practitioner_blocked, tstzmultirange(blocked)), class_time_key
           from appointment
           where live and overbooked and location_key <> %(here)s
             and practitioner_key = any(%(who)s::int[]) and blocked && tstzrange(%(start)s, %(end)s)
           ) taken on true""",
        {
            "here": location_key,
            "who": f"{{{','.join(map(str, practitioner_keys))}}}",  # psycopg would look at each
            "start": during.start,
            "end": during.end,
            "except": except_id,
        },
    )
    rows = await cursor.fetchall()
    return rows[0][0], [_block(row[1:]) for row in rows if row[1] is not None]


def _block(row: tuple[Any, ...]) -> Block:
    who, room, piece, start, end, parts, class_time = row
    during = Interval(start, end)
    hands_on = intervals_of(parts) if parts else (during,)
    return Block(who, room, during, hands_on, piece, class_time)
