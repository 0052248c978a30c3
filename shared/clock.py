"""What time it is: a parameter everywhere, so that tests and the sandbox can move it."""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SettableClock:
    """Stands still until told otherwise. For tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        self._at += by

    def set(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)


class SharedClock:
    """The system clock moved forward by the seconds written in a file.

    All processes of a sandbox read the same file, so one write moves time for all of them.
    The file may appear, change or vanish at any moment; unreadable content keeps the last offset.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset()

    def offset(self) -> timedelta:
        with contextlib.suppress(OSError, ValueError):
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
            if stamp != self._stamp:
                self._offset = timedelta(seconds=float(self._path.read_text("ascii")))
                self._stamp = stamp
        return self._offset

    def advance(self, by: timedelta) -> None:
        """Move time forward for every process. Raises ValueError for a move backwards."""
        if by < timedelta():
            raise ValueError("time only moves forward")
        total = self.offset() + by
        fresh = self._path.with_suffix(".new")
        fresh.write_text(str(total.total_seconds()), "ascii")
        fresh.replace(self._path)
        self.offset()


def clock_from(path: Path | None) -> SystemClock | SharedClock:
    """The system clock, or the sandbox's movable one when a file is named."""
    return SharedClock(path) if path else SystemClock()
