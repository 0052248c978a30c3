"""The numbered list of changes behind the live page; triggers in the schema write most of it."""

import sqlite3
from dataclasses import dataclass

_KEPT = 10_000


@dataclass(frozen=True)
class Change:
    """`subject` is a sid for "text" and "removed", a number for "phone", else empty."""

    id: int
    kind: str
    subject: str


def announce_clock(conn: sqlite3.Connection) -> None:
    conn.execute("insert into changes (kind, subject) values ('clock', '')")


def last_id(conn: sqlite3.Connection) -> int:
    latest: int = conn.execute("select coalesce(max(id), 0) as id from changes").fetchone()["id"]
    return latest


def reaches_back_to(conn: sqlite3.Connection, change_id: int) -> bool:
    """Whether nothing after that change was pruned, and the list is the one it came from."""
    first = conn.execute("select coalesce(min(id), 1) as id from changes").fetchone()["id"]
    return bool(first - 1 <= change_id <= last_id(conn))


def list_after(conn: sqlite3.Connection, change_id: int) -> list[Change]:
    """The last change of each thing changed since, in order."""
    rows = conn.execute(
        "select max(id) as id, kind, subject from changes where id > ?"
        " group by kind, subject order by max(id)",
        (change_id,),
    ).fetchall()
    return [Change(**dict(row)) for row in rows]


def prune(conn: sqlite3.Connection) -> None:
    conn.execute("delete from changes where id <= (select max(id) from changes) - ?", (_KEPT,))
