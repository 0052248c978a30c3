"""Time that moves for every process at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.clock import SharedClock, SystemClock, clock_from


def test_without_a_file_time_is_the_systems(tmp_path: Path) -> None:
    assert isinstance(clock_from(None), SystemClock)
    assert abs(SharedClock(tmp_path / "clock").now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_one_advance_moves_every_clock_on_the_file(tmp_path: Path) -> None:
    one, other = SharedClock(tmp_path / "clock"), SharedClock(tmp_path / "clock")
    assert other.offset() == timedelta()
    one.advance(timedelta(days=1))
    one.advance(timedelta(hours=3))
    assert one.offset() == other.offset() == timedelta(days=1, hours=3)


def test_time_never_moves_back(tmp_path: Path) -> None:
    clock = SharedClock(tmp_path / "clock")
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(seconds=-1))


def test_a_broken_or_vanished_file_keeps_the_last_offset(tmp_path: Path) -> None:
    clock = SharedClock(tmp_path / "clock")
    clock.advance(timedelta(days=2))
    (tmp_path / "clock").write_text("rubbish")
    assert clock.offset() == timedelta(days=2)
    (tmp_path / "clock").unlink()
    assert clock.offset() == timedelta(days=2)
