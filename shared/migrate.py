"""Bring one database up to date with its SQL migrations, one process at a time."""

import contextlib
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict
from yoyo import get_backend, read_migrations

MESSAGING = Path(__file__).parent / "migrations"
# Any constant: the same in every process that migrates.
LOCK = 4_201_337


def migrate(url: str, migrations: Path) -> list[str]:
    """Apply what is missing and return the ids applied. Waits while another process migrates.

    The advisory lock ends with its session. yoyo's own lock is a row that a killed process
    leaves behind, so whoever holds the advisory lock may break it.
    """
    with psycopg.connect(url, autocommit=True) as guard:
        guard.execute("select pg_advisory_lock(%s)", (LOCK,))
        backend = get_backend(_driver_url(url))
        with contextlib.closing(backend.connection):
            backend.break_lock()
            with backend.lock():
                todo = backend.to_apply(read_migrations(str(MESSAGING), str(migrations)))
                backend.execute("set lock_timeout = '5s'")
                backend.apply_migrations(todo)
        return [migration.id for migration in todo]


def _driver_url(conninfo: str) -> str:
    """yoyo takes URLs only, and the driver's name in them."""
    parts = conninfo_to_dict(conninfo)
    database = parts.pop("dbname", None)
    return f"postgresql+psycopg:///{database}?{urlencode(parts)}"
