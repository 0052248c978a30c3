"""Statements put together from parts, with PostgreSQL's own placeholders."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncRawCursor
from psycopg.rows import dict_row

from shared.db import Connection

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sb]")


@dataclass(frozen=True)
class Numbered:
    """Psycopg would look for named placeholders at every call: it remembers only what it found in
    statements of up to 4096 characters.
    """

    text: bytes
    names: tuple[str, ...]

    @classmethod
    def of(cls, statement: str) -> "Numbered":
        names = tuple(dict.fromkeys(_PLACEHOLDER.findall(statement)))
        numbers = {name: f"${number}" for number, name in enumerate(names, 1)}
        text = _PLACEHOLDER.sub(lambda match: numbers[match[1]], statement)
        return cls(text.encode(), names)

    async def fetch_one(
        self, conn: Connection, values: Mapping[str, object]
    ) -> dict[str, Any] | None:
        """Of the values those that the statement names."""
        async with AsyncRawCursor(conn, row_factory=dict_row) as cursor:
            await cursor.execute(self.text, [values[name] for name in self.names])
            return await cursor.fetchone()
