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


def list_due(conn: sqlite3.Connection, kind: StepKind, at: float, limit: int) -> list[Step]:
    """The longest due first. Nothing of a text for which a step is being taken right now."""
    rows = conn.execute(
        "select id, kind, sid, due_at, detail, attempts from steps"
        " where kind = ? and taken = 0 and due_at <= ?"
        " and not exists (select 1 from steps as other where other.sid = steps.sid"
        "   and other.taken = 1 and other.kind = steps.kind)"
        " order by due_at, id limit ?",
        (kind, at, limit),
    ).fetchall()
    return [Step(**{**dict(row), "detail": json.loads(row["detail"])}) for row in rows]


def next_due_at(conn: sqlite3.Connection, after: float) -> float | None:
    """When the next step that is not yet due falls due."""
    kinds: tuple[StepKind, ...] = ("status", "webhook")
    moments = [
        conn.execute(
            "select min(due_at) as due_at from steps where kind = ? and taken = 0 and due_at > ?",
            (kind, after),
        ).fetchone()["due_at"]
        for kind in kinds
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def take(conn: sqlite3.Connection, step_id: int) -> None:
    conn.execute("update steps set taken = 1, attempts = attempts + 1 where id = ?", (step_id,))


def hand_back_all(conn: sqlite3.Connection) -> None:
    """What a killed simulator was busy with is due again."""
    conn.execute("update steps set taken = 0 where taken = 1")


def remove(conn: sqlite3.Connection, step_id: int) -> None:
    conn.execute("delete from steps where id = ?", (step_id,))


def remove_for(conn: sqlite3.Connection, sid: str) -> None:
    conn.execute("delete from steps where sid = ?", (sid,))
