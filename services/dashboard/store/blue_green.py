"""A second set of the read model's tables, filled beside the one that is shown, then put in its
place: in an instant, with the same names for everything.
"""

from typing import LiteralString

from psycopg import sql

from services.dashboard.domain.tables import READ_MODEL
from shared.db import Connection

ASIDE = "rebuilt"
# The inbox says which events the tables hold, so it goes with them.
TABLES = (*READ_MODEL, "inbox")


async def make_aside(conn: Connection) -> None:
    """Empty tables with keys and triggers. Other indexes come when they are full, and so does what
    makes them outlast a crash: both are quicker at once, and a rebuild cut short begins anew.
    """
    await drop_aside(conn)
    await conn.execute("create schema rebuilt")
    for table in TABLES:
        await conn.execute(
            sql.SQL(
                """create unlogged table rebuilt.{0} (like public.{0}
                   including defaults including generated including constraints)"""
            ).format(sql.Identifier(table))
        )
    for statement in [*await _list_keys(conn), *await _list_triggers(conn)]:
        await conn.execute(statement)


async def finish(conn: Connection) -> None:
    """Make the full tables last, and find their rows."""
    await conn.execute("set local statement_timeout = 0")
    for table in TABLES:
        await conn.execute(
            sql.SQL("alter table rebuilt.{} set logged").format(sql.Identifier(table))
        )
    for statement in await _list_indexes(conn):
        await conn.execute(statement)
    for table in TABLES:
        await conn.execute(sql.SQL("analyze rebuilt.{}").format(sql.Identifier(table)))


async def stop_writers(conn: Connection) -> None:
    """Until the transaction ends no event is taken in; everything can be read."""
    await conn.execute("set local idle_in_transaction_session_timeout = 0")
    await conn.execute("lock table inbox in share mode")


async def lock_out_readers(conn: Connection) -> None:
    """Nobody can look at the tables that go until the transaction ends. Raises LockNotAvailable when
    a page is at work on them: it may be about to look at what is locked here already, so to wait
    would be for ever. Whoever calls this does it in a savepoint, and tries again.
    """
    views = [name for name, _ in await _list_views(conn)]
    names = sql.SQL(", ").join(map(sql.Identifier, (*TABLES, *views)))
    await conn.execute(
        "set local lock_timeout = '200ms'"
    )  # sooner than PostgreSQL finds a deadlock
    await conn.execute(sql.SQL("lock table {} in access exclusive mode").format(names))


async def swap(conn: Connection) -> None:
    """Views are tied to tables, not to names: they are made again over the new ones."""
    views = await _list_views(conn)
    for view, _ in reversed(views):
        await conn.execute(sql.SQL("drop view {}").format(sql.Identifier(view)))
    await conn.execute("create schema retired")
    for table in TABLES:
        name = sql.Identifier(table)
        await conn.execute(sql.SQL("alter table public.{} set schema retired").format(name))
        await conn.execute(sql.SQL("alter table rebuilt.{} set schema public").format(name))
    for _, definition in views:
        await conn.execute(definition)
    await conn.execute("drop schema retired cascade")
    await drop_aside(conn)


async def drop_aside(conn: Connection) -> None:
    await conn.execute("drop schema if exists rebuilt cascade")


async def _list_keys(conn: Connection) -> list[bytes]:
    return await _statements(
        conn,
        """select format('alter table rebuilt.%%I add constraint %%I %%s',
                         relname, conname, pg_get_constraintdef(pg_constraint.oid))
           from pg_constraint join pg_class on pg_class.oid = conrelid
           where contype in ('p', 'u') and relnamespace = 'public'::regnamespace
             and relname = any(%s) order by conname""",
    )


async def _list_triggers(conn: Connection) -> list[bytes]:
    return await _statements(
        conn,
        """select replace(pg_get_triggerdef(pg_trigger.oid), ' ON public.', ' ON rebuilt.')
           from pg_trigger join pg_class on pg_class.oid = tgrelid
           where not tgisinternal and relnamespace = 'public'::regnamespace
             and relname = any(%s) order by tgname""",
    )


async def _list_indexes(conn: Connection) -> list[bytes]:
    return await _statements(
        conn,
        """select replace(indexdef, ' ON public.', ' ON rebuilt.') from pg_indexes
           where schemaname = 'public' and tablename = any(%s)
             and not exists (select from pg_constraint where conname = indexname
                             and connamespace = 'public'::regnamespace)
           order by indexname""",
    )


async def _list_views(conn: Connection) -> list[tuple[str, bytes]]:
    """In the order in which they were made, so that one may build on another."""
    cursor = await conn.execute(
        """select relname,
                  format('create view public.%I as %s', relname, pg_get_viewdef(oid))
           from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
             and relowner = current_user::regrole order by oid"""
    )
    return [(name, definition.encode()) for name, definition in await cursor.fetchall()]


async def _statements(conn: Connection, query: LiteralString) -> list[bytes]:
    cursor = await conn.execute(query, (list(TABLES),))
    return [row[0].encode() for row in await cursor.fetchall()]
