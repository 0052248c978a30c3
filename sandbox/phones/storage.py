"""The SQLite file: opening it, transactions, and the bell that wakes whoever waits for a change."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

SCHEMA = Path(__file__).with_name("schema.sql")


class Bell:
    """Wakes all who listen. Take `listen()` before reading, so that no ring falls in between."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def listen(self) -> asyncio.Event:
        return self._rung

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()


class Storage:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.conn = sqlite3.connect(path, isolation_level=None)
        self.conn.row_factory = sqlite3.Row
        self.conn.execute("pragma journal_mode = wal")
        # Survives kill -9; only a power cut could lose the last commits, and this is a simulator.
        self.conn.execute("pragma synchronous = normal")
        self.conn.execute("pragma foreign_keys = on")
        self.conn.executescript(SCHEMA.read_text("utf-8"))
        self.bell = Bell()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All on the event loop's thread: never await inside."""
        self.conn.execute("begin immediate")
        try:
            yield self.conn
        except BaseException:
            self.conn.execute("rollback")
            raise
        self.conn.execute("commit")
        self.bell.ring()

    def close(self) -> None:
        self.conn.close()
