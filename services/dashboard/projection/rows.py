"""What events do to rows, and how many of them are written at once.

A projection says which rows an event changes. Each row belongs to a statement that takes any number
of rows and gives the same result in whatever order events of different patients come. So one event
as it arrives and a million read again go through the same statements; a million need fewer of them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from pydantic_core import to_json

from shared.db import Connection
from shared.events import Received


@dataclass(frozen=True, eq=False)
class Statement:
    """`sql` takes rows of `table` as one JSON array; `key` names the columns that tell them apart.
    PostgreSQL refuses to meet one row twice in one statement.
    """

    table: LiteralString
    key: tuple[str, ...]
    sql: LiteralString

    def row(self, **values: object) -> "Row":
        return Row(self, values)


@dataclass(frozen=True)
class Row:
    of: Statement
    values: Mapping[str, object]

    @property
    def identity(self) -> tuple[object, ...]:
        return (self.of.table, *(self.values[column] for column in self.of.key))


Rows = Iterator[Row]
Project = Callable[[Received[Any]], Rows]


async def write(conn: Connection, rows: Iterable[Row]) -> None:
    for statement, values in together(rows):
        await conn.execute(statement.sql, (to_json(values).decode(),))


def together(rows: Iterable[Row]) -> list[tuple[Statement, Sequence[Mapping[str, object]]]]:
    """Rows of one statement in one piece. What concerns the same row of a table keeps its order:
    its second change goes with the second changes of others, after all first ones.
    """
    turns: Counter[tuple[object, ...]] = Counter()
    pieces: defaultdict[tuple[int, Statement], list[Mapping[str, object]]] = defaultdict(list)
    for row in rows:
        pieces[turns[row.identity], row.of].append(row.values)
        turns[row.identity] += 1
    ordered = sorted(pieces.items(), key=lambda piece: piece[0][0])
    return [(statement, values) for (_, statement), values in ordered]
