"""Phones of the clinic's own people."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class StaffPhone:
    """`notices`: of which changes made online they asked to be told."""

    staff_id: str
    name: str
    phone: str
    on_call: bool
    notices: list[str]


_COLUMNS = "staff_id, name, phone, on_call, notices"


async def find(conn: Connection, staff_id: str) -> StaffPhone | None:
    async with conn.cursor(row_factory=class_row(StaffPhone)) as cursor:
        await cursor.execute(
            f"select {_COLUMNS} from staff_phone where staff_id = %s",  # noqa: S608
            (staff_id,),
        )
        return await cursor.fetchone()


async def list_all(conn: Connection) -> list[StaffPhone]:
    async with conn.cursor(row_factory=class_row(StaffPhone)) as cursor:
        await cursor.execute(f"select {_COLUMNS} from staff_phone order by name, staff_id")  # noqa: S608
        return await cursor.fetchall()


async def list_who_want(conn: Connection, notice: str) -> list[StaffPhone]:
    async with conn.cursor(row_factory=class_row(StaffPhone)) as cursor:
        await cursor.execute(
            f"select {_COLUMNS} from staff_phone where %s = any(notices) order by staff_id",  # noqa: S608
            (notice,),
        )
        return await cursor.fetchall()


async def list_on_call(conn: Connection) -> list[str]:
    """A phone that several share rings once."""
    cursor = await conn.execute("select distinct phone from staff_phone where on_call order by 1")
    return [row[0] for row in await cursor.fetchall()]


async def save(conn: Connection, staff: StaffPhone, *, by: str, at: datetime) -> None:
    await conn.execute(
        """insert into staff_phone (staff_id, name, phone, on_call, notices, saved_by, saved_at)
           values (%(staff_id)s, %(name)s, %(phone)s, %(on_call)s, %(notices)s, %(by)s, %(at)s)
           on conflict (staff_id) do update set
               name = excluded.name, phone = excluded.phone, on_call = excluded.on_call,
               notices = excluded.notices, saved_by = excluded.saved_by,
               saved_at = excluded.saved_at""",
        {**vars(staff), "by": by, "at": at},
    )


async def remove(conn: Connection, staff_id: str) -> bool:
    cursor = await conn.execute("delete from staff_phone where staff_id = %s", (staff_id,))
    return cursor.rowcount == 1


async def replace_on_call(conn: Connection, on_call: list[StaffPhone], *, at: datetime) -> None:
    """Who was on call and is not listed is off call, and keeps their phone."""
    await conn.execute("update staff_phone set on_call = false")
    for staff in on_call:
        known = await find(conn, staff.staff_id)
        kept = known.notices if known else staff.notices
        await save(
            conn,
            StaffPhone(staff.staff_id, staff.name, staff.phone, True, kept),
            by="operator",
            at=at,
        )
