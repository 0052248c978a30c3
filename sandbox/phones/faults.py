"""Faults on demand: queued here, used up by the next text they match."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from sandbox.phones.texts import Outcome


class FaultKind(StrEnum):
    TOO_MANY = "429"
    SERVER_ERROR_BEFORE = "500_before"
    SERVER_ERROR_AFTER = "500_after"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    LATE_CALLBACKS = "late_callbacks"
    DUPLICATE_CALLBACKS = "duplicate_callbacks"
    REORDER_CALLBACKS = "reorder_callbacks"
    NO_CALLBACKS = "no_callbacks"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    INBOUND_TWICE = "inbound_twice"


# The answer to a create goes wrong, before or after the text was taken.
BEFORE = frozenset(
    {
        FaultKind.TOO_MANY,
        FaultKind.SERVER_ERROR_BEFORE,
        FaultKind.TIMEOUT_BEFORE,
        FaultKind.DROP_BEFORE,
    }
)
AFTER = frozenset({FaultKind.SERVER_ERROR_AFTER, FaultKind.TIMEOUT_AFTER, FaultKind.DROP_AFTER})
OUTCOMES = frozenset({FaultKind.UNDELIVERED, FaultKind.FAILED})


@dataclass(frozen=True)
class Fault:
    """`recipient` None matches every phone; `remaining` None never runs out."""

    id: int
    kind: FaultKind
    recipient: str | None
    remaining: int | None
    seconds: float
    error_code: int | None


def add(
    conn: sqlite3.Connection,
    kind: FaultKind,
    recipient: str | None,
    times: int | None,
    seconds: float,
    error_code: int | None,
) -> Fault:
    row = conn.execute(
        "insert into faults (kind, recipient, remaining, seconds, error_code)"
        " values (?, ?, ?, ?, ?) returning *",
        (kind, recipient, times, seconds, error_code),
    ).fetchone()
    return _fault(row)


def list_all(conn: sqlite3.Connection) -> list[Fault]:
    return [_fault(row) for row in conn.execute("select * from faults order by id").fetchall()]


def clear(conn: sqlite3.Connection) -> None:
    conn.execute("delete from faults")


def remove(conn: sqlite3.Connection, fault_id: int) -> None:
    conn.execute("delete from faults where id = ?", (fault_id,))


def take(conn: sqlite3.Connection, recipient: str, kinds: Collection[FaultKind]) -> Fault | None:
    """The oldest matching fault, used once."""
    row = conn.execute(
        "select * from faults where (recipient is null or recipient = ?)"
        " and kind in (select value from json_each(?)) order by id limit 1",
        (recipient, json.dumps(sorted(kinds))),
    ).fetchone()
    if row is None:
        return None
    fault = _fault(row)
    _use_up(conn, fault)
    return fault


def take_outcome(conn: sqlite3.Connection, recipient: str) -> Outcome:
    ending = take(conn, recipient, OUTCOMES)
    late = take(conn, recipient, {FaultKind.LATE_CALLBACKS})
    twice = take(conn, recipient, {FaultKind.DUPLICATE_CALLBACKS})
    odd = take(conn, recipient, {FaultKind.NO_CALLBACKS, FaultKind.REORDER_CALLBACKS})
    return Outcome(
        status=_ending_status(ending),
        error_code=ending.error_code if ending else None,
        callbacks=_callback_habit(odd),
        callbacks_late_seconds=late.seconds if late else 0,
        callback_copies=2 if twice else 1,
    )


def _ending_status(fault: Fault | None) -> Literal["delivered", "undelivered", "failed"]:
    if fault is None:
        return "delivered"
    return "failed" if fault.kind is FaultKind.FAILED else "undelivered"


def _callback_habit(fault: Fault | None) -> Literal["normal", "none", "reordered"]:
    if fault is None:
        return "normal"
    return "none" if fault.kind is FaultKind.NO_CALLBACKS else "reordered"


def _use_up(conn: sqlite3.Connection, fault: Fault) -> None:
    if fault.remaining is None:
        return
    if fault.remaining <= 1:
        remove(conn, fault.id)
    else:
        conn.execute("update faults set remaining = remaining - 1 where id = ?", (fault.id,))


def _fault(row: sqlite3.Row) -> Fault:
    return Fault(**{**dict(row), "kind": FaultKind(row["kind"])})
