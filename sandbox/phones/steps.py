"""Steps still to be taken, as rows: a delivery state to reach, or a webhook to call."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

StepKind = Literal["status", "webhook"]


@dataclass(frozen=True)
class Step:
    """`due_at` is epoch seconds of real time: moving the sandbox's clock delivers nothing early."""

    id: int
    kind: StepKind
    sid: str
    due_at: float
    detail: dict[str, Any]
    attempts: int


def add(
    conn: sqlite3.Connection, kind: StepKind, sid: str, due_at: float, detail: dict[str, Any]
) -> None:
    conn.execute(
        "insert into steps (kind, sid, due_at, detail) values (?, ?, ?, ?)",
        (kind, sid, due_at, json.dumps(detail)),
    )


def list_due(conn: sqlite3.Connection, kind: StepKind, at: float) -> list[Step]:
    rows = conn.execute(
        "select * from steps where kind = ? and due_at <= ? order by due_at, id", (kind, at)
    ).fetchall()
    return [Step(**{**dict(row), "detail": json.loads(row["detail"])}) for row in rows]


def next_due_at(conn: sqlite3.Connection, after: float) -> float | None:
    """When the next step that is not yet due falls due."""
    row = conn.execute("select min(due_at) as due_at from steps where due_at > ?", (after,))
    due_at: float | None = row.fetchone()["due_at"]
    return due_at


def count_attempt(conn: sqlite3.Connection, step_id: int) -> None:
    conn.execute("update steps set attempts = attempts + 1 where id = ?", (step_id,))


def remove(conn: sqlite3.Connection, step_id: int) -> None:
    conn.execute("delete from steps where id = ?", (step_id,))


def remove_for(conn: sqlite3.Connection, sid: str) -> None:
    conn.execute("delete from steps where sid = ?", (sid,))
