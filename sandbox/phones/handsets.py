"""The patients' phones: they appear when first texted or added, and may opt out of the number."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Handset:
    number: str
    name: str
    opted_out: bool
    added_at: int


def ensure(conn: sqlite3.Connection, number: str, now: int) -> Handset:
    conn.execute(
        "insert into phones (number, added_at) values (?, ?) on conflict do nothing", (number, now)
    )
    return get(conn, number)


def rename(conn: sqlite3.Connection, number: str, name: str) -> Handset:
    conn.execute("update phones set name = ? where number = ?", (name, number))
    return get(conn, number)


def get(conn: sqlite3.Connection, number: str) -> Handset:
    """Raises LookupError for a phone nobody has heard of."""
    row = conn.execute("select * from phones where number = ?", (number,)).fetchone()
    if row is None:
        raise LookupError("no such phone")
    return _handset(row)


def list_all(conn: sqlite3.Connection) -> list[Handset]:
    rows = conn.execute("select * from phones order by added_at, rowid").fetchall()
    return [_handset(row) for row in rows]


def opted_out(conn: sqlite3.Connection, number: str) -> bool:
    row = conn.execute("select opted_out from phones where number = ?", (number,)).fetchone()
    return bool(row and row["opted_out"])


def set_opted_out(conn: sqlite3.Connection, number: str, out: bool) -> None:
    conn.execute("update phones set opted_out = ? where number = ?", (out, number))


def _handset(row: sqlite3.Row) -> Handset:
    return Handset(**{**dict(row), "opted_out": bool(row["opted_out"])})
